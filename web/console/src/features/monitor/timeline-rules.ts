import type { ReplyOf } from '#src/api/operations.ts';

type DeliveryDetail = ReplyOf<'GET /tandem/monitor/deliveries/{deliveryId}'>;

/** One hop, whichever half it comes from. */
export type Hop = {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly summary: string;
  readonly says?: {
    readonly code: string;
    readonly params: Readonly<Record<string, string | number>>;
  };
  readonly ok: boolean;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly handover?: number | null;
  readonly delivery?: DeliveryDetail;
};

/** The kind without its finer part: `send.text` → `send`. */
export const groupOf = ({ kind }: Hop): string => kind.split('.')[0] ?? kind;

/** The kinds that occur, in the order of their first hop. */
export const kindsOf = (hops: readonly Hop[]): readonly string[] => [...new Set(hops.map(groupOf))];

/** Hops of the chosen kinds; none chosen means all. */
export const ofKinds = (hops: readonly Hop[], kinds: readonly string[]): readonly Hop[] =>
  kinds.length === 0 ? hops : hops.filter((hop) => kinds.includes(groupOf(hop)));

/** Milliseconds since the hop before; null for the first. */
export function sinceBefore(hops: readonly Hop[], index: number): number | null {
  const before = hops[index - 1];
  const hop = hops[index];
  if (!before || !hop) return null;
  return new Date(hop.at).getTime() - new Date(before.at).getTime();
}

/** A duration to read at a glance: 12 ms, 3.4 s, 2.5 min. */
export function shortDuration(ms: number): {
  readonly unit: 'ms' | 's' | 'min';
  readonly value: number;
} {
  if (ms < 1000) return { unit: 'ms', value: Math.round(ms) };
  if (ms < 60_000) return { unit: 's', value: Math.round(ms / 100) / 10 };
  return { unit: 'min', value: Math.round(ms / 6000) / 10 };
}
