import { type Clock, defineErrors, networkOf, PublicError } from '@tandem/kit';
import { createRateBuckets } from '../rate-buckets.ts';
import { type LimitsOf, limitsReader, unlimited } from './limits.rules.ts';
import { secondsOf } from './use-limiter.ts';

/**
 * What is counted of those who deliver: `unproved` requests of an address at one door (no such channel or provider, no
 * signature), and {@link doorsOfAddress} times as many at all doors together;
 * `signals` of an address that need no signature, `proved` deliveries of one channel, provider or endpoint.
 */
export const webhookUses = ['unproved', 'signals', 'proved'] as const;
export type WebhookLimits = LimitsOf<(typeof webhookUses)[number]>;

export const parseWebhookLimits = limitsReader(webhookUses);
export const noWebhookLimits: WebhookLimits = unlimited(webhookUses);

export const webhookErrors = defineErrors('gateway.webhooks', {
  tooMany: {
    status: 429,
    code: 'gateway.webhook.too.many',
    text: 'Too many deliveries. Try again in {seconds} seconds.',
  },
});

/**
 * Who delivers, and what is knocked at as far as the request's address says it: a channel, provider or endpoint, known or
 * not. `shared`: the address is that of many, and only the body says whose turn it is.
 */
export type Knock = { readonly address: string; readonly door: string; readonly shared?: boolean };

/** What a delivery tells on its way in. */
export type Passing = {
  /** What exactly is meant, before it is looked up. @throws webhookErrors.tooMany */
  readonly at: (door: string) => void;
  /** The signature is that of this channel, provider or endpoint; before anything is stored. @throws webhookErrors.tooMany */
  readonly proved: (object: string) => void;
};

/** For deliveries that nobody counts. */
export const freePassing: Passing = { at: () => {}, proved: () => {} };

export type WebhookGate = {
  /** Before the body is read: turns away who has proved nothing here and was refused too often. @throws webhookErrors.tooMany */
  readonly admit: (knock: Knock) => void;
  /** Lets a delivery in and counts how it ends. @throws webhookErrors.tooMany and what `run` throws */
  readonly pass: <Result>(
    knock: Knock,
    run: (passing: Passing) => Promise<Result>,
  ) => Promise<Result>;
  /** Counts a signal that needs no signature. @throws webhookErrors.tooMany */
  readonly signal: (address: string) => void;
};

/** Vendors that deliver rarely are still known the next day. */
const provedMs = 24 * 3600 * 1000;
const maxProved = 10_000;

/** Where which network has proved itself, the latest last. */
const createProofs = (clock: Pick<Clock, 'monotonicMs'>) => {
  const proofs = new Map<string, number>();
  return {
    add(key: string) {
      proofs.delete(key);
      if (proofs.size >= maxProved) proofs.delete(proofs.keys().next().value ?? '');
      proofs.set(key, clock.monotonicMs());
    },
    has: (key: string) => clock.monotonicMs() - (proofs.get(key) ?? -Infinity) < provedMs,
  };
};

const tooMany = (waitMs: number) => {
  const seconds = secondsOf(waitMs);
  return webhookErrors.tooMany({ seconds }, { headers: { 'retry-after': seconds } });
};

/**
 * Many deliver from one address: all tenants of a contact centre, or an office. So what is refused at one door leaves the
 * others free; only who tries a great many of them is turned away everywhere.
 */
const doorsOfAddress = 20;

/** Ids are far shorter; what a stranger makes up may be long, and would fill the memory. */
const longestDoor = 200;

const keyOf = ({ address, door }: Knock) => `${networkOf(address)} ${door.slice(0, longestDoor)}`;

/**
 * Counts what is refused, by address and by address and door. Doors have a memory of their own: whoever makes up a great
 * many pushes out other doors, and not what is known of addresses.
 */
const createRefusals = (perDoor: number, clock: Pick<Clock, 'monotonicMs'>) => {
  const [addresses, doors] = [createRateBuckets(clock), createRateBuckets(clock)];
  const counted = (knock: Knock) => [
    { buckets: addresses, key: networkOf(knock.address), most: perDoor * doorsOfAddress },
    ...(knock.shared ? [] : [{ buckets: doors, key: keyOf(knock), most: perDoor }]),
  ];
  const longest = (waits: readonly number[]) => (perDoor === 0 ? 0 : Math.max(...waits));
  return {
    /** Milliseconds until the next may be refused. */
    wait: (knock: Knock) =>
      longest(counted(knock).map(({ buckets, key, most }) => buckets.wait(key, most))),
    /** Counts one; 0: it was within the limits. */
    take: (knock: Knock) =>
      longest(counted(knock).map(({ buckets, key, most }) => buckets.take(key, most))),
  };
};

/** A refusal of who could not prove itself; what is our own trouble counts against nobody. */
const isRefusal = (error: unknown) =>
  error instanceof PublicError && error.status < 500 && error.status !== 429;

/**
 * Bounds what strangers may ask of the addresses vendors deliver to, in the memory of this node. Who is refused is
 * counted by address and door; used up, the address is turned away there before its body is read and before anything is
 * looked up, except where it has proved itself before: what neighbours guess stops no vendor. Who is proved is counted by
 * object.
 */
export const createWebhookGate = (
  limits: WebhookLimits,
  clock: Pick<Clock, 'monotonicMs'>,
): WebhookGate => {
  const buckets = createRateBuckets(clock);
  const proofs = createProofs(clock);
  const refusals = createRefusals(limits.unproved, clock);
  const requireNone = (waitMs: number) => {
    if (waitMs > 0) throw tooMany(waitMs);
  };
  const require = (key: string, perMinute: number) =>
    requireNone(perMinute === 0 ? 0 : buckets.take(key, perMinute));
  const admit: WebhookGate['admit'] = (knock) => {
    if (!proofs.has(keyOf(knock))) requireNone(refusals.wait(knock));
  };
  return {
    admit,
    async pass(knock, run) {
      const knocks = [knock];
      const state = { proved: false };
      const passing: Passing = {
        at(door) {
          const exact = { address: knock.address, door };
          knocks.push(exact);
          admit(exact);
        },
        proved(object) {
          state.proved = true;
          for (const one of knocks) proofs.add(keyOf(one));
          require(`proved ${object}`, limits.proved);
        },
      };
      try {
        return await run(passing);
      } catch (error) {
        if (!state.proved && isRefusal(error)) requireNone(refusals.take(knocks.at(-1) ?? knock));
        throw error;
      }
    },
    signal: (address) => require(`signals ${networkOf(address)}`, limits.signals),
  };
};
