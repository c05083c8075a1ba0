import { type Activity, directLineEvents } from '@tandem/contract';
import {
  activityId,
  type ChangeSession,
  findActivity,
  gatewayQueues,
  listUnhandled,
  markHandled,
  type NewActivity,
  type Session,
  type SessionUnit,
  seqOfActivityId,
} from '../conversations/index.ts';
import {
  type DialogueWork,
  dropForm,
  endedEvent,
  endHandover,
  findOpenHandover,
  giveUpForm,
  type Handover,
  meaningOf,
  queueForHandover,
  takeSurveyAnswer,
} from '../handover/index.ts';
import type { Says } from './says.ts';

/** Kinds of activities that the bot or the agents have to hear. */
const isSpoken = ({ type, text, attachments, value, name }: Activity): boolean =>
  (type === 'message' && Boolean(text || attachments?.length || value !== undefined)) ||
  (type === 'event' && name === 'postback');

const clientIdOf = ({ channelData }: Activity): string | null => {
  const id = (channelData as { clientActivityID?: unknown } | null | undefined)?.clientActivityID;
  return typeof id === 'string' && id !== '' ? id.slice(0, 200) : null;
};

/**
 * What the customer said in the handover and the dialogue has not come to yet is for the agents too, and comes before
 * the end. What was said before stands in the transcript.
 */
const forwardUnheard = async (unit: SessionUnit, open: Handover): Promise<void> => {
  const { userUpTo } = open.request.transcript;
  for (const { seq, body } of await listUnhandled(unit.tx, unit.session.id, userUpTo)) {
    await markHandled(unit.tx, unit.session.id, seq);
    if (meaningOf(open, body.text ?? '') === 'message')
      await queueForHandover(unit, open, { kind: 'message', seq });
  }
};

/** The customer cancels or leaves: a waiting or running handover ends, and the contact centre is told. */
const endByUser = async (
  unit: SessionUnit,
  { gone }: { readonly gone: boolean },
): Promise<void> => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  if (!open) return gone ? dropForm(unit) : giveUpForm(unit);
  await forwardUnheard(unit, open);
  await endHandover(unit, open, { reason: 'user', gone });
  await queueForHandover(unit, open, { kind: 'end' });
};

const leave = async (unit: SessionUnit): Promise<void> => {
  await endByUser(unit, { gone: true });
  await unit.append({ direction: 'system', body: endedEvent('user') });
  const work: DialogueWork = { kind: 'left' };
  await unit.queue(gatewayQueues.dialogue, work);
};

/** Position of the activity a client's receipt is about; null: none of the conversation. */
const receivedSeq = ({ conversationId }: Session, { value, replyToId }: Activity) => {
  const { activityId: named } = (value ?? {}) as { activityId?: unknown };
  return seqOfActivityId(conversationId, typeof named === 'string' ? named : (replyToId ?? ''));
};

/** The message a client's receipt is about, when an agent sent it, and within a handover: no desk knows of others. */
const receivedMessage = async (unit: SessionUnit, body: Activity) => {
  const seq = receivedSeq(unit.session, body);
  const found = seq === null ? null : await findActivity(unit.tx, unit.session.id, seq);
  return found?.direction === 'agent' && found.handover !== null ? found : null;
};

/** The customer's client has shown an agent's message: the contact centre hears it once. */
const receipt = async (unit: SessionUnit, body: Activity): Promise<void> => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  const message = open && (await receivedMessage(unit, body));
  const data = message?.body.channelData as { remoteMessageId?: unknown } | undefined;
  if (!open || typeof data?.remoteMessageId !== 'string') return;
  await queueForHandover(unit, open, { kind: 'receipt', remoteMessageId: data.remoteMessageId });
};

/** What follows from an activity that nobody has to answer. */
const actOn = async (unit: SessionUnit, body: Activity): Promise<void> => {
  if (body.type === 'endOfConversation') return leave(unit);
  if (body.type !== 'event') return;
  if (body.name === 'handoff.cancel') return endByUser(unit, { gone: false });
  if (body.name === directLineEvents.surveyAnswer) return takeSurveyAnswer(unit, body.value);
  if (body.name === directLineEvents.receipt) return receipt(unit, body);
};

/** Receipts of one message are one; other activities are told apart by the client's own id. */
const keyOf = (session: Session, body: Activity): string | null => {
  const isReceipt = body.type === 'event' && body.name === directLineEvents.receipt;
  if (isReceipt) return `receipt:${receivedSeq(session, body)}`;
  const clientId = clientIdOf(body);
  return clientId ? `client:${clientId}` : null;
};

type Taken = {
  readonly body: Activity;
  /** Stores what belongs to the activity, such as files; not called for a repeat. */
  readonly store?: (unit: SessionUnit) => Promise<void>;
};

export type TakeDeps = { readonly change: ChangeSession; readonly says: Says };

/** Takes it in a transaction of its own, with all that belongs to it and follows from it. */
const takeAlone = (
  { change }: Pick<TakeDeps, 'change'>,
  session: Session,
  { body, store }: Taken,
): Promise<number | null> => {
  const spoken = isSpoken(body);
  const activity: NewActivity = {
    direction: 'user',
    body,
    key: keyOf(session, body),
    handled: !spoken,
  };
  return change(session.id, async (unit) => {
    const { activity: stored, fresh } = await unit.append(activity);
    if (fresh) await store?.(unit);
    if (fresh && spoken) {
      const work: DialogueWork = { kind: 'activity', seq: stored.seq };
      await unit.queue(gatewayQueues.dialogue, work);
    }
    if (fresh) await actOn(unit, body);
    return stored.seq;
  });
};

/**
 * Takes what a customer sent. The answer comes after the commit; a repeat of the client's own id answers the id of
 * the first.
 */
export async function takeActivity(
  deps: TakeDeps,
  session: Session,
  taken: Taken,
): Promise<string | null> {
  const { body, store } = taken;
  const alone = () => takeAlone(deps, session, taken);
  // Words alone, by far the most: nothing but who hears them follows from them.
  const plain = isSpoken(body) && !store;
  if (!plain) await deps.says.settled(session.id);
  const seq = plain
    ? await deps.says.say({ session, body, key: keyOf(session, body) }, alone)
    : await alone();
  return seq === null ? null : activityId(session.conversationId, seq);
}

/** The beginning of a conversation: the bot greets. */
export const greet = ({ change }: { change: ChangeSession }, session: Session) =>
  change(session.id, (unit) => {
    const work: DialogueWork = { kind: 'start' };
    return unit.queue(gatewayQueues.dialogue, work);
  });
