import { nativeEvent, type OutgoingEvent } from '../destinations/index.ts';
import type { Envelope, NewBusEvent } from './bus.model.ts';

/** Whom an event comes from, as the envelope names it. */
export type EnvelopeSource = {
  readonly name: string;
  readonly account: string;
  readonly region: string;
};

/** Time to the second, as AWS writes it: 2026-03-19T22:04:48Z. */
const toSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** The envelope around any detail. */
export const wrap = (
  { name, account, region }: EnvelopeSource,
  event: {
    readonly id: string;
    readonly at: Date;
    readonly detailType: string;
    readonly detail: Readonly<Record<string, unknown>>;
  },
): Envelope => ({
  version: '0',
  id: event.id,
  'detail-type': event.detailType,
  source: name,
  account,
  time: toSeconds(event.at),
  region,
  resources: [],
  detail: event.detail,
});

/** A topic's event as it stands on the bus. */
export const toBusEvent = (source: EnvelopeSource, event: OutgoingEvent): NewBusEvent => ({
  id: event.id,
  key: event.key,
  envelope: nativeEvent(event, source),
});

/** Size of an event as AWS counts an entry: 14 for its time, and the UTF-8 bytes of source, type and detail. */
export const entryBytes = ({ source, 'detail-type': type, detail, resources }: Envelope): number =>
  [source, type, JSON.stringify(detail), ...resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    14,
  );

export const largestEntry = 1_000_000;
