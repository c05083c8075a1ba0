import type { Outcome, SendResult } from '../destination.model.ts';
import type { CalledEvent, CallResult } from '../destination.types.ts';
import { slotOf } from '../store/index.ts';
import type { Entry } from './entry.ts';
import { bury, finish, park, type Trouble } from './fates.ts';
import type { Hand } from './sender.types.ts';
import { settleUnanswered, slowMs } from './unanswered.ts';

const settleOne = (hand: Hand, entry: Entry, outcome: Outcome) => {
  // Taken away together with one before it.
  if (entry.settled) return;
  if (outcome.kind === 'delivered') {
    hand.taken += 1;
    hand.strays.clear();
    hand.pending.batch().delivered += 1;
    hand.pending.batch().lastDeliveredAt = hand.deps.clock.now();
    finish(hand, entry);
  } else if (outcome.kind === 'refused') {
    bury(hand, entry, outcome);
    finish(hand, entry);
  } else park(hand, entry, { ...outcome, denied: outcome.kind === 'denied', alone: false });
};

const resultOf = (kinds: ReadonlySet<Outcome['kind']>): CallResult => {
  const [only] = kinds;
  return kinds.size === 1 && only ? only : 'partial';
};

export type CallTimes = { readonly at: Date; readonly durationMs: number };

const trace = (
  hand: Hand,
  call: readonly Entry[],
  { result, times }: { result: SendResult; times: CallTimes },
) => {
  const { deps, pending, slots } = hand;
  const outcomes = result.kind === 'answered' ? result.outcomes : [];
  const bad = outcomes.find(({ kind }) => kind !== 'delivered') as Trouble | undefined;
  const why = result.kind === 'answered' ? bad : result;
  const whole =
    result.kind === 'answered' ? resultOf(new Set(outcomes.map(({ kind }) => kind))) : result.kind;
  const events = call.map(({ event, parked, unanswered, stream }, place): CalledEvent => {
    const outcome = outcomes[place];
    return {
      ...{ id: event.id, topicName: event.topicName, position: event.position },
      attempt: (parked?.attempts ?? 0) + unanswered + 1,
      result: outcome?.kind ?? (whole as CallResult),
      ...(outcome && 'code' in outcome ? { code: outcome.code } : {}),
      ...(outcome?.kind === 'delivered' && outcome.remoteId ? { remoteId: outcome.remoteId } : {}),
      ...(stream === '' ? {} : { stream }),
    };
  });
  const nth = whole === 'delivered' ? slots.well++ : slots.badly++;
  const record = { id: deps.ids.uuid(), ...times, result: whole, events };
  const { code = null, reason = null } = why ?? {};
  pending.batch().calls.push({ ...record, code, reason, slot: slotOf(nth, whole) });
};

type Settled = {
  readonly result: SendResult;
  readonly times: CallTimes;
  /** The destination took something while the call was under way. */
  readonly othersTaken: boolean;
};

const missing: Outcome = { kind: 'retry', code: 'no.answer', reason: 'The answer left it out.' };

const settleAnswered = (
  hand: Hand,
  call: readonly Entry[],
  { outcomes }: { outcomes: readonly Outcome[] },
) => {
  const { rest, parking } = hand;
  const told = call.map((_, place) => outcomes[place] ?? missing);
  call.forEach((entry, place) => {
    settleOne(hand, entry, told[place] ?? missing);
  });
  const find = (kind?: Outcome['kind']) =>
    told.find((one) => (kind ? one.kind === kind : one.kind !== 'delivered')) as
      | Trouble
      | undefined;
  const stillDenied = parking.anyDenied() ? rest.report() : null;
  const { code, reason } = find('denied') ?? stillDenied ?? {};
  return rest.answered({
    delivered: told.some(({ kind }) => kind === 'delivered'),
    denied: code && reason ? { code, reason } : null,
    trouble: find() ?? null,
  });
};

/** Takes to heart what became of a call. */
export const settleCall = (
  hand: Hand,
  call: readonly Entry[],
  { result, times, othersTaken }: Settled,
): void => {
  const { rest, pending } = hand;
  trace(hand, call, { result, times });
  if (result.kind === 'answered') {
    const report = settleAnswered(hand, call, result);
    if (report) pending.batch().report = report;
    return;
  }
  if (result.kind === 'unavailable') {
    const why = { ...result, slow: times.durationMs >= slowMs };
    const report = settleUnanswered(hand, call, { why, othersTaken });
    if (report) pending.batch().report = report;
    return;
  }
  pending.batch().failed += call.length;
  const report = rest.failed(result);
  if (report) pending.batch().report = report;
  for (const entry of call) hand.window.putBack(entry);
};
