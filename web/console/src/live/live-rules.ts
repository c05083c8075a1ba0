/** An event as the notification channel delivers it. */
export type LiveEvent = { readonly topicName: string; readonly eventBody: unknown };

/** Heartbeats and answers to pings come under this name. */
export const META_TOPIC = 'channel.metadata';

/** How long to wait before the next attempt: 0.5 s, doubling, at most 15 s. */
export const reconnectDelay = (failures: number): number => Math.min(500 * 2 ** failures, 15_000);

/** Reads a frame; anything that is no event is null. */
export function parseFrame(data: unknown): LiveEvent | null {
  if (typeof data !== 'string') return null;
  try {
    const frame = JSON.parse(data) as { topicName?: unknown; eventBody?: unknown } | null;
    return typeof frame?.topicName === 'string'
      ? { topicName: frame.topicName, eventBody: frame.eventBody }
      : null;
  } catch {
    return null;
  }
}
