import { auditSources } from './audit.source.ts';
import { conversationSources } from './conversation.source.ts';
import type { TopicSource } from './topic.model.ts';
import { userSources } from './user.source.ts';

const sources: ReadonlyMap<string, TopicSource> = new Map(
  Object.entries({ ...conversationSources, ...userSources, ...auditSources }),
);

/** Types of events that each topic may be made of, by its template. */
export const typesOfTopics: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...new Set([...sources.values()].flatMap(({ templates }) => templates))].map((template) => [
    template,
    [...sources].flatMap(([type, { templates }]) => (templates.includes(template) ? [type] : [])),
  ]),
);

/** Types of events that no topic tells of. */
const untold: ReadonlySet<string> = new Set(['flow.failed']);

export const isForNoTopic = (type: string): boolean => untold.has(type);

/** How events of a type become topics; nothing for those that no topic tells of, and for those that nobody here knows. */
export const sourceOf = (type: string): TopicSource | undefined => sources.get(type);
