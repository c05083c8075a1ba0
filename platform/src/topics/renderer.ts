import { EventUnreadable, type StoredEvent } from '@tandem/events';
import { findNeeded, type RendererDeps } from './needs.ts';
import type { EventBody, Found, Needs, TopicRef, Wanted } from './topic.model.ts';
import { isForNoTopic, sourceOf } from './topic.sources.ts';

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

/**
 * What an event is to be rendered into; nothing when nobody wants it.
 * @throws EventUnreadable for a type that is not known here: a newer node has written it, and nobody here can say
 *   whether it is wanted
 */
const draftOf = (event: StoredEvent, wanted: Wanted): Draft[] => {
  const source = sourceOf(event.type);
  if (!source && !isForNoTopic(event.type))
    throw new EventUnreadable(`Events of the type ${event.type} are not known here.`);
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
  /** Hears of an event that cannot be rendered, which is left out then; it may throw to stop. Default: it is logged. */
  readonly failed?: (event: StoredEvent, error: unknown) => void;
};

/** For readers of what happens now: it would be the same the next time. */
const logFailure =
  ({ log }: Pick<RendererDeps, 'log'>) =>
  (event: StoredEvent, error: unknown): void => {
    log.error({ err: error, type: event.type, key: event.key }, 'event not rendered');
  };

/**
 * Renders events of one organisation into the topics that are wanted, in the order of the events.
 * @throws what the database throws, and what `failed` throws
 */
export const renderTopics = async (
  deps: RendererDeps,
  { org, events, wanted, learned, failed = logFailure(deps) }: RenderRequest,
): Promise<readonly RenderedTopic[]> => {
  const tried = <T>(event: StoredEvent, run: () => T[]): T[] => {
    try {
      return run();
    } catch (error) {
      failed(event, error);
      return [];
    }
  };
  const drafts = events.flatMap((event) => tried(event, () => draftOf(event, wanted)));
  if (drafts.length === 0) return [];
  const found = await findNeeded(
    deps,
    org,
    drafts.map(({ needs }) => needs),
  );
  return drafts.flatMap((draft) =>
    tried(draft.event, () => renderDraft(draft, found, { wanted, learned })),
  );
};
