import type { Clock, Transaction } from '@tandem/kit';
import {
  type EffectContext,
  type EffectQueue,
  exponential,
  type Outcome,
  type SettledWork,
  type Untried,
  type Work,
} from '@tandem/lanes';
import { busDeliveryQueue, type TargetRecord } from './bus.model.ts';
import { noteTrouble, openDelivery, settleDeliveries } from './deliveries.store.ts';
import { troublePauseMs, type Verdict, withinPolicy } from './invocation.rules.ts';
import {
  type DeliveryDeps,
  dead,
  isReady,
  type Ready,
  type Trouble,
  tryOnce,
} from './invocation.ts';

/** Payload of the work: which delivery, and where it goes, for fairness between destinations. */
export type DeliveryWork = { readonly delivery: number; readonly destination: string };

type AttemptInfo = {
  readonly at: string;
  readonly ms: number;
  readonly status: number | null;
  readonly code: string | null;
};

const workOf = ({ payload }: Work) => payload as DeliveryWork;

/** How long it took, and how it ended, as it is logged. */
const outcomeOf = (
  { kind, status, code, reason, afterMs }: Verdict,
  { at, ms }: { readonly at: Date; readonly ms: number },
): Outcome => {
  const info: AttemptInfo = { at: at.toISOString(), ms: Math.round(ms), status, code };
  if (kind === 'done') return { kind, info };
  const told = { reason: reason ?? 'It failed.', info };
  return kind === 'dead'
    ? { kind, ...told }
    : { kind, ...told, ...(afterMs === undefined ? {} : { afterMs }) };
};

/** Told on the delivery, and looked at again while the event is young enough. */
const waitOut = async (
  { db }: Pick<DeliveryDeps, 'db'>,
  { org, payload }: Pick<Work, 'org' | 'payload'>,
  { trouble, ageMs, mostMs }: { trouble: Trouble; ageMs: number; mostMs: number },
): Promise<Verdict | Untried> => {
  const { code, reason } = trouble;
  if (ageMs >= mostMs) return dead('target.age', reason);
  await noteTrouble(db, { org, id: (payload as DeliveryWork).delivery, code, reason });
  return { kind: 'untried', afterMs: Math.min(troublePauseMs(ageMs), mostMs - ageMs) };
};

const tryReady = async (
  deps: DeliveryDeps,
  work: Work,
  { open, target, context }: { open: Ready; target: TargetRecord; context: EffectContext },
): Promise<Verdict | Untried> => {
  const ageMs = () => deps.clock.now().getTime() - open.since.getTime();
  const mostMs = target.maximumEventAgeInSeconds * 1_000;
  const asked = { org: work.org, open, work: work.id, restMs: mostMs - ageMs() };
  const verdict = await tryOnce(deps, asked, context);
  if (verdict.kind === 'untried') return verdict;
  if (verdict.kind === 'trouble')
    return waitOut(deps, work, { trouble: verdict, ageMs: ageMs(), mostMs });
  return withinPolicy(verdict, { attempts: work.attempts + 1, ageMs: ageMs(), ...target });
};

const attempt = async (
  deps: DeliveryDeps,
  work: Work,
  context: EffectContext,
): Promise<Outcome | Untried> => {
  const { clock, db } = deps;
  const [at, started] = [clock.now(), clock.monotonicMs()];
  const open = await openDelivery(db, work.org, workOf(work).delivery);
  const target = open?.targets?.find(({ id }) => id === open.target);
  const end = (verdict: Verdict) => outcomeOf(verdict, { at, ms: clock.monotonicMs() - started });
  if (!open || !target) return end(dead('target.removed', 'The target was removed.'));
  if (!isReady(open))
    return end(
      open.envelope === null
        ? dead('event.removed', 'The event is no longer kept.')
        : dead('target.removed', 'The API destination was removed.'),
    );
  const verdict = await tryReady(deps, work, { open, target, context });
  return verdict.kind === 'untried' ? verdict : end(verdict);
};

const logAttempts = async (
  clock: Pick<Clock, 'now'>,
  tx: Transaction,
  settled: readonly SettledWork[],
): Promise<void> => {
  const now = clock.now();
  await settleDeliveries(
    tx,
    now,
    settled.map(({ work, outcome, final }) => {
      // An attempt that broke off before the call left nothing of itself.
      const info = outcome.info as AttemptInfo | undefined;
      return {
        ...{ org: work.org, id: workOf(work).delivery },
        state: outcome.kind === 'done' ? 'delivered' : final ? 'dead' : 'retrying',
        at: info ? new Date(info.at) : now,
        ...{ ms: info?.ms ?? 0, status: info?.status ?? null, reasonCode: info?.code ?? null },
        reason: outcome.kind === 'done' ? null : outcome.reason,
      };
    }),
  );
};

/**
 * Deliveries to targets: one lane for each key of a target. Retried as AWS does, with pauses that grow to eight
 * minutes, until the policy of the target ends it.
 */
export const createDeliveryQueue = (deps: DeliveryDeps): EffectQueue => ({
  name: busDeliveryQueue,
  mode: 'effect',
  // The target's policy is narrower and decides; this one only says how long the pauses are.
  retry: exponential({ baseMs: 1_000, capMs: 480_000, totalMs: 48 * 3_600_000, jitter: 0.5 }),
  destination: (work) => workOf(work).destination,
  maxInFlightPerDestination: 16,
  run: (work, context) => attempt(deps, work, context),
  onSettled: (tx, settled) => logAttempts(deps.clock, tx, settled),
});
