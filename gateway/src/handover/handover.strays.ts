import type { Outcome } from '@tandem/lanes';
import { gatewayQueues, type SessionUnit } from '../conversations/index.ts';
import { endHandover } from './handover.changes.ts';
import type { HandoverDeps, LoadedHandover } from './handover.context.ts';
import { findFollowing } from './handover.following.store.ts';
import { isOpen } from './handover.machine.ts';
import type { Handover } from './handover.model.ts';
import { findHandover, updateHandover } from './handover.store.ts';
import { findElsewhere, findSaid, findUnderWay, type SaidWord } from './handover.strays.store.ts';
import { giveBack, giveBackIn } from './handover.undelivered.ts';
import type { StoredStrays, StraysWork } from './handover.work.ts';
import { ownMessageId } from './message-ids.ts';
import { judge, judgeGone, type Verdict } from './observation.rules.ts';
import { type Observation, ProviderFailure, type Strays } from './provider.model.ts';

const done: Outcome = { kind: 'done' };

/** An end is noticed sooner than this: older words cannot have come after it. */
const noticedWithinMs = 10 * 60 * 1000;
/** Where it is not told which words came after an end: an older one was not taken while the end was read. */
const takenWithinMs = 60 * 1000;
/** Looks for a word that a contact centre has taken and does not show yet. */
const mostLooks = 3;
/** Tries after which a contact centre that does not answer keeps no further handover waiting. */
const mostTries = 6;
/** Parts of a long word whose ids are known again. */
const mostParts = 20;

const queueStrays = async (
  unit: SessionUnit,
  { id, endpointId }: Handover,
  strays: Omit<StraysWork, 'kind' | 'upTo'>,
): Promise<void> => {
  const stored: StoredStrays = {
    ...{ kind: 'message', seq: 0, destination: endpointId, handover: id },
    strays: { upTo: unit.lastSeq(), ...strays },
  };
  await unit.queue(gatewayQueues.handover, stored);
};

/**
 * The contact centre has ended the handover. A word may be on its way, or have come after the end: it would have begun a
 * conversation there that nobody here knows. What is queued here looks for that behind everything the session has sent.
 */
export const seekStrays = async (unit: SessionUnit, ended: Handover): Promise<void> => {
  if (isOpen(ended.state) || !ended.remoteConversation) return;
  await queueStrays(unit, ended, { seqs: await findUnderWay(unit.tx, ended) });
};

const verdictOf = (
  handover: Handover,
  observation: Observation | 'gone' | null,
  now: Date,
): Verdict => {
  if (observation === null) return { kind: 'unknown' };
  return observation === 'gone' ? judgeGone(handover, now) : judge(handover, observation);
};

/** Whether the handover goes on in another conversation: nobody has answered, and its own is not over. */
const goesOn = (handover: Handover, verdict: Verdict): boolean =>
  verdict.kind !== 'ended' && isOpen(handover.state) && !handover.answeredAt && !handover.agent;

/**
 * Notes the conversation that a word has come into. Another one than the handover's says that its own is over: it ends
 * here too, and the word goes to whoever has the customer then, before those behind it. Says whether it does.
 * @throws ProviderFailure
 */
export const noteConversation = async (
  deps: HandoverDeps,
  { handover, session, provider, context }: LoadedHandover,
  { found, seq }: { readonly found: string | null; readonly seq: number },
): Promise<boolean> => {
  const { id, remoteConversation: own } = handover;
  if (!found || own === found) return false;
  const observation = own ? await provider.observe(context, own) : null;
  const goesBack = await deps.change(session.id, async (unit) => {
    const current = await findHandover(unit.tx, id);
    if (!current || current.remoteConversation === found) return false;
    const verdict = verdictOf(current, observation, unit.now);
    // The end of a customer who has left is queued behind: it goes to where the customer is.
    if (!current.remoteConversation || current.endReason === 'user' || goesOn(current, verdict)) {
      await updateHandover(unit.tx, { id, patch: { remoteConversation: found }, at: unit.now });
      return false;
    }
    await endHandover(unit, current, verdict.kind === 'ended' ? verdict : { reason: 'system' });
    await giveBackIn(unit, { handover: id, seq, conversation: found });
    await queueStrays(unit, current, { conversation: found, seqs: [seq] });
    return true;
  });
  return goesBack ?? false;
};

const idsOf = ({ id }: Handover, { messageId }: SaidWord): readonly string[] => [
  messageId,
  ...Array.from({ length: mostParts }, (_, part) => ownMessageId(id, `${messageId}/${part + 1}`)),
];

const endOf = ({ clock }: HandoverDeps, { endedAt }: Handover): number =>
  (endedAt ?? clock.now()).getTime();

type Looking = {
  readonly work: StraysWork;
  readonly conversation: string;
  /** How often it was looked before. */
  readonly looks: number;
};

type Found = { readonly isLive: boolean; readonly seqs: readonly number[] };

/**
 * Of a contact centre that tells no more than who is there: a customer who is has come back by a word on its way, or by
 * the last one, which was taken while the end was read. Where nothing was said for long, it was the agent who opened the
 * conversation again, and has the customer as soon as that agent writes.
 */
const observeStrays = async (
  deps: HandoverDeps,
  { handover, provider, context }: LoadedHandover,
  { work: { upTo, seqs }, conversation }: Looking,
): Promise<Found> => {
  const observation = await provider.observe(context, conversation);
  // Whoever has told of the end listens no more.
  if (observation === null) return { isLive: false, seqs };
  const isLive = observation !== 'gone' && observation.customers.some(({ ended }) => !ended);
  if (!isLive || seqs.length > 0) return { isLive, seqs: isLive ? seqs : [] };
  const since = new Date(endOf(deps, handover) - takenWithinMs);
  const [last] = await findSaid(deps.db, handover, { upTo, since, seqs });
  return last ? { isLive, seqs: [last.seq] } : { isLive: false, seqs: [] };
};

const toFound = (
  handover: Handover,
  { isLive, words }: Strays,
  { seqs, said }: { readonly seqs: readonly number[]; readonly said: readonly SaidWord[] },
): Found => {
  if (words === null) return { isLive, seqs: [...seqs, ...said.slice(0, 1).map(({ seq }) => seq)] };
  const there = new Set(words);
  const strayed = said.filter((word) => idsOf(handover, word).some((id) => there.has(id)));
  return { isLive, seqs: strayed.map(({ seq }) => seq) };
};

/** Null: the last word is not seen yet. */
const findStrays = async (
  deps: HandoverDeps,
  loaded: LoadedHandover,
  { work, conversation, looks }: Looking,
): Promise<Found | null> => {
  const { handover, provider, context } = loaded;
  const { upTo, seqs } = work;
  if (!provider.readStrays) return observeStrays(deps, loaded, { work, conversation, looks });
  const since = new Date(endOf(deps, handover) - noticedWithinMs);
  const said = await findSaid(deps.db, handover, { upTo, since, seqs });
  const known = work.conversation !== undefined;
  if (said.length === 0) return { isLive: known, seqs: known ? seqs : [] };
  const last = said.find(({ seq }) => (known ? seqs : handover.unheard).includes(seq) === known);
  const ids = last ? idsOf(handover, last) : [];
  const asked = { conversation, last: ids, again: looks > 0 };
  const strays = await provider.readStrays(context, asked);
  if (last && !strays?.isComplete && looks < mostLooks) {
    const elsewhere = known ? [] : await findElsewhere(deps.db, handover);
    if (!elsewhere.includes(last.seq)) return null;
  }
  // The answer to the word has named the conversation: it is there, whatever is told of it.
  if (known) return { isLive: strays?.isLive ?? true, seqs };
  return strays ? toFound(handover, strays, { seqs, said }) : { isLive: false, seqs };
};

/** Ends there what nobody here waits for. @throws ProviderFailure */
const endThere = (
  { provider, context, handover }: LoadedHandover,
  { conversation, followed }: { readonly conversation: string; readonly followed: boolean },
): Promise<void> =>
  provider.end({
    ...context,
    handover: { ...handover, remoteConversation: conversation },
    followed,
  });

/**
 * Looks for words that came to the contact centre after the end, gives them back, and ends what they have begun; a later
 * handover that goes on with it keeps it. Carried out again, it gives nothing back twice. @throws ProviderFailure
 */
export const settleStrays = async (
  deps: HandoverDeps,
  loaded: LoadedHandover,
  { work, attempts }: { readonly work: StraysWork; readonly attempts: number },
): Promise<Outcome> => {
  const { handover, session } = loaded;
  const conversation = work.conversation ?? handover.remoteConversation;
  if (!conversation) return done;
  const following = await findFollowing(deps.db, handover, conversation);
  if (following === 'same') return done;
  const returnAll = async (seqs: readonly number[]) => {
    const of = { session: session.id, handover: handover.id, conversation };
    for (const seq of seqs.toSorted((a, b) => a - b)) await giveBack(deps, { ...of, seq });
  };
  if (attempts >= mostTries) {
    await returnAll(work.seqs);
    return { kind: 'dead', reason: 'The contact centre does not tell what came after the end.' };
  }
  const looking = { work, conversation, looks: attempts };
  const found = await findStrays(deps, loaded, looking).catch(async (error: unknown) => {
    // It never tells: who has the customer now answers.
    if (error instanceof ProviderFailure && error.kind === 'refused') await returnAll(work.seqs);
    throw error;
  });
  if (!found) return { kind: 'retry', reason: 'The last word is not seen there yet.' };
  // Before the end: once that is told, not every contact centre shows again that there were any.
  await returnAll(found.seqs);
  if (found.isLive) await endThere(loaded, { conversation, followed: following !== null });
  return done;
};
