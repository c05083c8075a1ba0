import { type Clock, defineErrors, networkOf, PublicError } from '@tandem/kit';
import { createRateBuckets } from '../rate-buckets.ts';
import { type LimitsOf, limitsReader, unlimited } from './limits.rules.ts';
import { secondsOf } from './use-limiter.ts';

/**
 * What is counted of those who deliver: `unproved` requests of an address (no such channel or provider, no signature),
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

/** Who delivers, and what is knocked at as far as the request's address says it. */
export type Knock = { readonly address: string; readonly door: string };

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

/** A refusal of who could not prove itself; what is our own trouble counts against nobody. */
const isRefusal = (error: unknown) =>
  error instanceof PublicError && error.status < 500 && error.status !== 429;

/**
 * Bounds what strangers may ask of the addresses vendors deliver to, in the memory of this node. Who is refused is
 * counted by address; used up, the address is turned away before its body is read and before anything is looked up,
 * except where it has proved itself before: what neighbours guess stops no vendor. Who is proved is counted by object.
 */
export const createWebhookGate = (
  limits: WebhookLimits,
  clock: Pick<Clock, 'monotonicMs'>,
): WebhookGate => {
  const buckets = createRateBuckets(clock);
  const proofs = createProofs(clock);
  const require = (key: string, perMinute: number) => {
    const waitMs = perMinute === 0 ? 0 : buckets.take(key, perMinute);
    if (waitMs > 0) throw tooMany(waitMs);
  };
  const keyOf = ({ address, door }: Knock) => `${networkOf(address)} ${door}`;
  const refusals = (address: string) => `unproved ${networkOf(address)}`;
  const admit: WebhookGate['admit'] = (knock) => {
    if (limits.unproved === 0 || proofs.has(keyOf(knock))) return;
    const waitMs = buckets.wait(refusals(knock.address), limits.unproved);
    if (waitMs > 0) throw tooMany(waitMs);
  };
  return {
    admit,
    async pass(knock, run) {
      const doors = [knock.door];
      const state = { proved: false };
      const passing: Passing = {
        at(door) {
          doors.push(door);
          admit({ ...knock, door });
        },
        proved(object) {
          state.proved = true;
          for (const door of doors) proofs.add(keyOf({ ...knock, door }));
          require(`proved ${object}`, limits.proved);
        },
      };
      try {
        return await run(passing);
      } catch (error) {
        if (!state.proved && isRefusal(error)) require(refusals(knock.address), limits.unproved);
        throw error;
      }
    },
    signal: (address) => require(`signals ${networkOf(address)}`, limits.signals),
  };
};
