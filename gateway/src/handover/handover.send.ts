import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
import {
  findActivities,
  gatewayQueues,
  recentActivities,
  type SaidMessage,
  type StoredActivity,
} from '../conversations/index.ts';
import { type Choice, choiceOf } from './choice.rules.ts';
import { endHandover, markQueued, queueForHandover } from './handover.changes.ts';
import { type HandoverDeps, type LoadedHandover, loadHandover } from './handover.context.ts';
import { withCopilotLink } from './handover.copilot.ts';
import { findEarlierTalk, fingerprintOf } from './handover.earlier.ts';
import { findFollowing } from './handover.following.store.ts';
import { isOpen } from './handover.machine.ts';
import { isStarted } from './handover.model.ts';
import { optionsOf } from './handover.says.ts';
import { findHandover, findPreviousConversation, updateHandover } from './handover.store.ts';
import { noteConversation, settleStrays } from './handover.strays.ts';
import { giveBack, noteHeard, tellUndelivered } from './handover.undelivered.ts';
import { leaveElsewhere } from './handover.withdraw-left.ts';
import { type HandoverWork, readWork, type StoredStrays, seqsOf } from './handover.work.ts';
import { ProviderFailure, type ProviderMessage, type ShownReceipt } from './provider.model.ts';
import { renderTranscript } from './transcript.rules.ts';

const done: Outcome = { kind: 'done' };

/** How long a handover may fail to begin before the customer goes back to the bot. */
const startPatienceMs = 2 * 60 * 1000;
const transcriptLength = 200;
const gone = 'The endpoint or its handover provider is gone.';
const hourMs = 60 * 60 * 1000;

/** Seconds at first, a minute at most, for half a day. */
const longRetry: EffectQueue['retry'] = (failures, random) => {
  const pause = Math.min(60_000, 1000 * 2 ** Math.min(failures - 1, 10));
  return failures * 60_000 > 12 * hourMs ? null : Math.round(pause * (0.75 + 0.5 * random()));
};

const failHandover = (
  deps: HandoverDeps,
  { session, handover }: { session: number; handover: number },
  end: { reason: 'error' | 'noAgents'; text: string },
) =>
  deps.change(session, async (unit) => {
    const current = await findHandover(unit.tx, handover);
    if (!current) return;
    // It may have begun there all the same: nobody may be left waiting.
    const untold = current.triedAt !== null && !isStarted(current);
    await endHandover(unit, current, { ...end, untold });
  });

/** Whether the start may go on. Where nobody is there, the customer goes back to the bot at once. */
const isSomebodyThere = async (deps: HandoverDeps, loaded: LoadedHandover): Promise<boolean> => {
  const { session, handover, provider, context } = loaded;
  if (context.part.settings['checkAvailability'] !== true || handover.checkedAt) return true;
  const { state, reason } = await provider.checkAvailability(context);
  const ok = state !== 'unavailable';
  context.record({ kind: 'availability', summary: state, ok, detail: { reason } });
  if (!ok) {
    const failed = { session: session.id, handover: handover.id };
    await failHandover(deps, failed, { reason: 'noAgents', text: reason });
    return false;
  }
  await deps.change(session.id, async ({ tx, now }) => {
    await updateHandover(tx, { id: handover.id, patch: { checkedAt: now }, at: now });
  });
  return true;
};

/** What was said so far, as agents get it; what the customer said since then follows as messages of its own. */
const contextOf = async (
  deps: HandoverDeps,
  { session, handover, provider, context: { part } }: LoadedHandover,
) => {
  const { db } = deps;
  const activities = await recentActivities(db, session.id, transcriptLength);
  const oldest = activities[0]?.seq ?? 1;
  const earlier = await findEarlierTalk(db, { ...handover, place: fingerprintOf(provider, part) });
  const unheard = earlier?.unheard ?? [];
  const before = unheard.filter((seq) => seq < oldest);
  const older = before.length > 0 ? await findActivities(db, session.id, before) : [];
  const { upTo, userUpTo } = handover.request.transcript;
  const past = [...older, ...activities].filter(
    ({ seq, direction }) => seq <= (direction === 'user' ? userUpTo : upTo),
  );
  return renderTranscript(past, {
    options: optionsOf(handover),
    locale: session.locale,
    note: handover.request.note,
    about: handover.request,
    since: earlier?.end ?? 0,
    unheard,
    // Older activities than those that were read may hold messages, too.
    more: oldest > 1,
  });
};

/** Notes that the start may have arrived, until it is certain that it has not; what an earlier try left stays. */
const noteTry =
  (deps: HandoverDeps, { session, handover }: LoadedHandover) =>
  async (may: boolean): Promise<void> => {
    if (handover.triedAt) return;
    await deps.change(session.id, async ({ tx, now }) => {
      const patch = { triedAt: may ? now : null };
      await updateHandover(tx, { id: handover.id, patch, at: now });
    });
  };

/** Sends the start. Sent again with the same ids, it is recognised, and answered with what it has begun. */
const begin = async (deps: HandoverDeps, loaded: LoadedHandover): Promise<void> => {
  const { session, handover, provider } = loaded;
  const link = (await deps.copilotLink?.(session, handover)) ?? null;
  const context = withCopilotLink(loaded.context, link);
  const transcript = await contextOf(deps, { ...loaded, handover: context.handover });
  const previousConversation = await findPreviousConversation(deps.db, handover);
  const sending = noteTry(deps, loaded);
  const started = await provider.start(context, { transcript, previousConversation, sending });
  await deps.change(session.id, async (unit) => {
    const current = await findHandover(unit.tx, handover.id);
    if (!current) return;
    const { remote, remoteConversation, endedParticipants } = started;
    await markQueued(unit, current, {
      remote,
      remoteConversation: remoteConversation ?? current.remoteConversation,
      endedParticipants,
      place: fingerprintOf(provider, context.part),
    });
    // The customer left while the call was under way: the contact centre has to be told after all.
    if (!isOpen(current.state) && !current.request.left)
      await queueForHandover(unit, current, { kind: 'end' });
  });
};

/** Refused where the operator keeps the provider from the organisation; what has begun is let go on. */
const isWithheld = async (deps: HandoverDeps, loaded: LoadedHandover): Promise<boolean> => {
  const { session, handover, provider } = loaded;
  const flag = await deps.withheld?.(session.org, provider.kind);
  if (!flag) return false;
  const text = `${provider.label} is not enabled for this organisation (${flag}).`;
  await failHandover(
    deps,
    { session: session.id, handover: handover.id },
    { reason: 'error', text },
  );
  return true;
};

const start = async (deps: HandoverDeps, loaded: LoadedHandover): Promise<Outcome> => {
  const { handover } = loaded;
  if (!isOpen(handover.state) || isStarted(handover)) return done;
  if (!handover.triedAt && (await isWithheld(deps, loaded))) return done;
  if (await isSomebodyThere(deps, loaded)) await begin(deps, loaded);
  return done;
};

/** The message as agents get it; a button's value counts when there is no text. */
const toMessage = (activity: StoredActivity, choice: Choice | null): ProviderMessage => {
  const { body } = activity;
  const value = typeof body.value === 'string' ? body.value : null;
  return {
    id: activity.messageId,
    text: choice?.text ?? (body.text || value),
    choice,
    attachments: body.attachments ?? [],
    time: activity.createdAt,
  };
};

const message = async (
  deps: HandoverDeps,
  loaded: LoadedHandover,
  { seq, said }: { seq: number; said: SaidMessage | null },
) => {
  const { session, handover, provider, context } = loaded;
  // A customer who leaves has said this before: the end is queued behind it.
  const left = handover.endReason === 'user' && isStarted(handover) && !handover.forsaken;
  if (!isOpen(handover.state) && !left) {
    await giveBack(deps, { session: session.id, handover: handover.id, seq });
    return done;
  }
  if (!said) return done;
  const outgoing = toMessage(said.activity, choiceOf(said.activity.body, said.before));
  if (!outgoing.text && outgoing.attachments.length === 0) return done;
  const { remoteConversation } = await provider.sendMessage(context, outgoing);
  const goesBack = await noteConversation(deps, loaded, { found: remoteConversation, seq });
  if (!goesBack) await noteHeard(deps, loaded, seq);
  return done;
};

/** What the customer has left begins a conversation there that nobody here waits for. */
const leave = async (deps: HandoverDeps, loaded: LoadedHandover): Promise<Outcome> => {
  const { session, provider, handover } = loaded;
  if (isStarted(handover)) return done;
  const flag = await deps.withheld?.(session.org, provider.kind);
  if (flag) return { kind: 'dead', reason: `${provider.label} is not enabled (${flag}).` };
  await begin(deps, loaded);
  return done;
};

/**
 * Where the answer to the start was lost, it is asked for again first: another end is queued behind it then. One that is
 * carried out again ends nothing of a later handover.
 */
const end = async (deps: HandoverDeps, loaded: LoadedHandover): Promise<Outcome> => {
  const { handover, provider, context } = loaded;
  const following = await findFollowing(deps.db, handover, handover.remoteConversation);
  if (following === 'same') return done;
  if (isStarted(handover)) await provider.end({ ...context, followed: following !== null });
  else if (handover.triedAt) await begin(deps, loaded);
  return done;
};

/** Nodes of a later version take it while this one waits. */
const otherVersion: Outcome = { kind: 'retry', reason: 'Work of another version.' };

/** What is to be done, for which time, and of a word of the customer what they said. */
type Task = {
  readonly work: HandoverWork;
  readonly attempts: number;
  readonly said: SaidMessage | null;
};

const receiptOf = (work: HandoverWork & { kind: 'receipt' | 'failed' }): ShownReceipt => ({
  remoteMessageId: work.remoteMessageId,
  failure: work.kind === 'failed' ? work.reason : null,
});

const perform = (
  deps: HandoverDeps,
  loaded: LoadedHandover,
  { work, attempts, said }: Task,
): Outcome | Promise<Outcome> => {
  switch (work.kind) {
    case 'start':
      return start(deps, loaded);
    case 'message':
      return message(deps, loaded, { seq: work.seq, said });
    case 'end':
      return end(deps, loaded);
    case 'leave':
      return leave(deps, loaded);
    case 'strays':
      return settleStrays(deps, loaded, { work, attempts });
    case 'receipt':
    case 'failed':
      return loaded.provider.sendReceipt(loaded.context, receiptOf(work)).then(() => done);
    default:
      return otherVersion;
  }
};

const onFailure = async (
  deps: HandoverDeps,
  { loaded, work }: { loaded: LoadedHandover; work: HandoverWork },
  failure: ProviderFailure,
): Promise<Outcome> => {
  const { reason, afterMs } = failure;
  const final = failure.kind === 'refused';
  const waitedMs = deps.clock.now().getTime() - loaded.handover.createdAt.getTime();
  // Waiting for its turn at the rate limit is no failure of the contact centre.
  const hopeless = waitedMs > startPatienceMs && failure.status !== 429;
  if (work.kind === 'start' && (final || hopeless)) {
    const { session, handover } = loaded;
    const failed = { session: session.id, handover: handover.id };
    await failHandover(deps, failed, { reason: 'error', text: reason });
    return { kind: 'dead', reason };
  }
  if (final) {
    if (work.kind === 'message') await tellUndelivered(deps, loaded, { seq: work.seq, reason });
    return { kind: 'dead', reason };
  }
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
};

const run = async (
  deps: HandoverDeps,
  { payload, lane, attempts }: Work,
  { signal, budgetMs }: EffectContext,
): Promise<Outcome> => {
  const work = readWork(payload as HandoverWork | StoredStrays);
  // Both at once: what was said does not change any more.
  const [loaded, said] = await Promise.all([
    loadHandover(deps, work.handover, { signal, budgetMs }),
    work.kind === 'message' ? deps.reads.message({ session: lane, seq: work.seq }) : null,
  ]);
  if (!loaded) {
    // Nobody could ever end such a handover: the customer goes back to the bot.
    const failed = { session: lane, handover: work.handover };
    await failHandover(deps, failed, { reason: 'error', text: gone });
    for (const seq of seqsOf(work)) await giveBack(deps, { ...failed, seq });
    if (work.kind === 'leave') return leaveElsewhere(deps, work.handover);
    return { kind: 'dead', reason: gone };
  }
  // Its place is another one now, where its ids name something else.
  if (loaded.handover.forsaken && work.kind === 'leave') return leaveElsewhere(deps, work.handover);
  if (loaded.handover.forsaken && work.kind !== 'message') {
    const of = { session: lane, handover: work.handover };
    for (const seq of seqsOf(work)) await giveBack(deps, { ...of, seq });
    return { kind: 'dead', reason: gone };
  }
  try {
    return await perform(deps, loaded, { work, attempts, said });
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    return onFailure(deps, { loaded, work }, error);
  }
};

/** The sender to the contact centre: each session's messages in order, repeated with the same ids until they are in. */
export const createHandoverQueue = (deps: HandoverDeps): EffectQueue => ({
  name: gatewayQueues.handover,
  mode: 'effect',
  retry: longRetry,
  destination: ({ payload }) => (payload as HandoverWork).destination,
  maxInFlightPerDestination: 128,
  run: (work, context) => run(deps, work, context),
});
