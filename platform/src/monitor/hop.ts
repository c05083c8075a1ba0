import type { MonitorEntry } from '@tandem/contract';

/** What comes first of the hops of one moment: one step of a thread happens at one time. */
export const rank = {
  inbound: 0,
  customerStart: 1,
  flowStart: 2,
  outbound: 3,
  leave: 4,
  queueStart: 5,
  queueEnd: 6,
  offer: 7,
  accept: 8,
  delivery: 9,
  event: 10,
  wrapup: 11,
  customerEnd: 12,
} as const;

export type Hop = MonitorEntry & { readonly rank: number };

/** The hops of a conversation in the order in which they happened; those of one kind and moment stay as they are. */
export const inOrder = (hops: readonly Hop[]): MonitorEntry[] =>
  hops
    .map((hop) => ({ ...hop, time: Date.parse(hop.at) }))
    .sort((a, b) => a.time - b.time || a.rank - b.rank)
    .map(({ rank: _rank, time: _time, ...entry }) => entry);
