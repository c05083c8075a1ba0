import type { Destination } from './destination-rules.ts';

/** Ways to prove who publishes; the server's settings for it stand side by side, and the form asks for one of them. */
export const NATS_WAYS = ['none', 'user', 'token', 'nkey', 'credentials'] as const;
export type NatsWay = (typeof NATS_WAYS)[number];

const WAYS: Readonly<Record<string, NatsWay>> = {
  ...{ user: 'user', password: 'user', token: 'token', nkey: 'nkey' },
  credentials: 'credentials',
};

/** The way that a setting of NATS belongs to; null: to none. */
export const natsWayOf = (setting: string): NatsWay | null => WAYS[setting] ?? null;

/** The way that is stored: of several the one that the server goes by. */
export const storedNatsWay = (stored: Destination | null): NatsWay => {
  const given = { ...stored?.settings, ...stored?.secrets };
  const order: readonly NatsWay[] = ['credentials', 'nkey', 'token', 'user'];
  return order.find((way) => given[way] !== undefined && given[way] !== '') ?? 'none';
};
