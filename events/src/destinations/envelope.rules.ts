import type { OutgoingEvent } from './destination.model.ts';
import type { EventSource } from './destination.port.ts';
import type { Envelope } from './destination.types.ts';

/** What an event holds in each envelope: the topic's frame as the wire knows it. */
export const detailOf = (event: OutgoingEvent) => ({
  topicName: event.topicName,
  version: '2',
  eventBody: event.eventBody,
  metadata: { CorrelationId: event.correlationId ?? event.id },
  timestamp: event.at.toISOString(),
});

/** Whole seconds, as Amazon EventBridge tells time. */
const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

/** The envelope in which Amazon EventBridge hands events on. */
export const nativeEvent = (event: OutgoingEvent, source: EventSource) => ({
  version: '0',
  id: event.id,
  'detail-type': event.topic,
  source: source.name,
  account: source.account,
  time: seconds(event.at),
  region: source.region,
  resources: [] as readonly string[],
  ...(event.replay ? { 'replay-name': event.replay } : {}),
  detail: detailOf(event),
});

/** CloudEvents 1.0 in structured JSON, with the partitioning extension for the key. */
export const cloudEvent = (event: OutgoingEvent, source: EventSource) => ({
  specversion: '1.0',
  id: event.id,
  source: `/${source.name.replace(/^\/+/, '')}`,
  type: event.topic,
  subject: event.topicName,
  time: event.at.toISOString(),
  datacontenttype: 'application/json',
  partitionkey: event.key,
  ...(event.replay ? { replay: event.replay } : {}),
  data: detailOf(event),
});

export const contentTypes: Readonly<Record<Envelope, string>> = {
  native: 'application/json',
  cloudevents: 'application/cloudevents+json',
};

/** The bytes of an event, made once however often it is sent. */
export const createBodies = (envelope: Envelope, source: EventSource) => {
  const made = new WeakMap<OutgoingEvent, Buffer>();
  const wrap = envelope === 'native' ? nativeEvent : cloudEvent;
  return (event: OutgoingEvent): Buffer => {
    const known = made.get(event);
    if (known) return known;
    const body = Buffer.from(JSON.stringify(wrap(event, source)));
    made.set(event, body);
    return body;
  };
};
