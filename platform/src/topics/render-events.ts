import type { OutgoingEvent, RenderEvents } from '@tandem/events';
import { derivedUuid } from '@tandem/kit';
import type { RendererDeps } from './needs.ts';
import { type RenderedTopic, renderTopics } from './renderer.ts';

const toOutgoing = ({
  event,
  nth,
  template,
  topicName,
  eventBody,
}: RenderedTopic): OutgoingEvent => ({
  id: derivedUuid(event.position.xid, String(event.position.id), topicName, String(nth)),
  org: event.org,
  position: event.position,
  key: event.key,
  topic: template,
  topicName,
  eventBody,
  correlationId: event.correlationId,
  at: event.at,
});

/**
 * Renders pages of the log for destinations: what is not wanted costs nothing, what is takes a few queries a page.
 * Nothing is left out silently: one event that cannot be rendered fails the page, and the sender finds out which it is.
 */
export const createRenderEvents =
  (deps: RendererDeps): RenderEvents =>
  async (events, wanted) => {
    const org = events[0]?.org;
    if (org === undefined || wanted.size === 0) return [];
    const rendered = await renderTopics(deps, {
      org,
      events,
      wanted: {
        template: (template) => wanted.has(template),
        topic: ({ template }) => wanted.has(template),
      },
      failed: (_event, error) => {
        throw error;
      },
    });
    return rendered.map(toOutgoing);
  };
