import type { StoredEvent } from '@tandem/events';
import { findNeeded, type RendererDeps } from './needs.ts';
import type { EventBody, Found, Needs, TopicRef, Wanted } from './topic.model.ts';
import { sourceOf } from './topic.sources.ts';

/** One topic of one event. */
export type RenderedTopic = TopicRef & {
  readonly event: StoredEvent;
  /** Counts the topics of one name among those of the event: two agents may leave in one change. */
  readonly nth: number;
  readonly eventBody: EventBody;
};

type Draft = {
  readonly event: StoredEvent;
  /** Null: known when the conversation is read. */
  readonly topics: readonly TopicRef[] | null;
  readonly needs: Needs;
};

/** What an event is to be rendered into; nothing when nobody wants it. */
const draftOf = (event: StoredEvent, wanted: Wanted): Draft[] => {
  const source = sourceOf(event.type);
  if (!source?.templates.some((template) => wanted.template(template))) return [];
  const topics = source.topics(event);
  const chosen = topics?.filter(wanted.topic) ?? null;
  if (chosen?.length === 0) return [];
  return [{ event, topics, needs: source.needs(event, chosen) }];
};

const renderDraft = (
  { event, topics }: Draft,
  found: Found,
  { wanted, learned }: Pick<RenderRequest, 'wanted' | 'learned'>,
): RenderedTopic[] => {
  const source = sourceOf(event.type);
  if (!source) return [];
  const all = topics ?? source.topicsOf?.(event, found) ?? [];
  if (topics === null) learned?.(event, all);
  const body = source.render(event, found);
  const counted = new Map<string, number>();
  return all.flatMap((topic) => {
    const nth = counted.get(topic.topicName) ?? 0;
    counted.set(topic.topicName, nth + 1);
    const eventBody = wanted.topic(topic) ? body(topic) : null;
    return eventBody ? [{ ...topic, event, nth, eventBody }] : [];
  });
};

type RenderRequest = {
  readonly org: string;
  readonly events: readonly StoredEvent[];
  readonly wanted: Wanted;
  /** Hears the topics of an event that could not say them itself. */
  readonly learned?: ((event: StoredEvent, topics: readonly TopicRef[]) => void) | undefined;
};

/**
 * Renders events of one organisation into the topics that are wanted, in the order of the events. An event that cannot
 * be rendered is logged and left out: it would be the same the next time.
 * @throws what the database throws
 */
export const renderTopics = async (
  deps: RendererDeps,
  { org, events, wanted, learned }: RenderRequest,
): Promise<readonly RenderedTopic[]> => {
  const logged = <T>(event: StoredEvent, run: () => T[]): T[] => {
    try {
      return run();
    } catch (error) {
      deps.log.error({ err: error, type: event.type, key: event.key }, 'event not rendered');
      return [];
    }
  };
  const drafts = events.flatMap((event) => logged(event, () => draftOf(event, wanted)));
  if (drafts.length === 0) return [];
  const found = await findNeeded(
    deps,
    org,
    drafts.map(({ needs }) => needs),
  );
  return drafts.flatMap((draft) =>
    logged(draft.event, () => renderDraft(draft, found, { wanted, learned })),
  );
};
