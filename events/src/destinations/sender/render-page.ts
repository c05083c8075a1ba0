import { isDatabaseTrouble } from '@tandem/kit';
import { EventUnreadable, type OutgoingEvent, type RenderEvents } from '../destination.model.ts';
import type { StoredEvent } from '../log.ts';

/** Events that were rendered, in their order, and those that could not be. */
export type RenderedPage = {
  readonly rendered: readonly OutgoingEvent[];
  readonly broken: readonly { readonly event: OutgoingEvent; readonly reason: string }[];
};

export type Rendering = {
  readonly render: RenderEvents;
  readonly wanted: ReadonlySet<string>;
  /** Id for what cannot be rendered. */
  readonly idOf: (event: StoredEvent) => string;
};

/** What is known of an event that nobody can render. */
const bareEvent = (event: StoredEvent, id: string): OutgoingEvent => ({
  ...{ id, org: event.org, position: event.position, key: event.key },
  ...{ topic: event.type, topicName: event.type, eventBody: {} },
  ...{ correlationId: event.correlationId, at: event.at },
});

const reasonOf = (error: unknown): string =>
  error instanceof EventUnreadable
    ? error.message
    : `The event could not be rendered (${(error as Error).name}).`;

/**
 * Renders a page; when that fails, each half by itself, down to the events that are to blame: a few renders for each of
 * them, and the others come as always.
 * @throws when the database is in trouble (`isDatabaseTrouble`): nothing is known of the events then
 */
export const renderPage = async (
  rendering: Rendering,
  events: readonly StoredEvent[],
): Promise<RenderedPage> => {
  if (events.length === 0) return { rendered: [], broken: [] };
  const { render, wanted, idOf } = rendering;
  try {
    return { rendered: await render(events, wanted), broken: [] };
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    const [only] = events;
    if (only && events.length === 1)
      return {
        rendered: [],
        broken: [{ event: bareEvent(only, idOf(only)), reason: reasonOf(error) }],
      };
  }
  const middle = Math.ceil(events.length / 2);
  const first = await renderPage(rendering, events.slice(0, middle));
  const second = await renderPage(rendering, events.slice(middle));
  return {
    rendered: [...first.rendered, ...second.rendered],
    broken: [...first.broken, ...second.broken],
  };
};
