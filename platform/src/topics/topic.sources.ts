import { auditSources } from './audit.source.ts';
import { conversationSources } from './conversation.source.ts';
import type { TopicSource } from './topic.model.ts';
import { userSources } from './user.source.ts';

const sources: ReadonlyMap<string, TopicSource> = new Map(
  Object.entries({ ...conversationSources, ...userSources, ...auditSources }),
);

/** How events of a type become topics; nothing for those that no topic tells of. */
export const sourceOf = (type: string): TopicSource | undefined => sources.get(type);
