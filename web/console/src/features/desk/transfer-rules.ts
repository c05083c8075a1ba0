import type { Conversation, Participant, Work } from './conversation-rules.ts';

/** Where the desk keeps what a transferring agent tells the next one: data of that agent's own participant. */
export const NOTE = 'transferNote';

const nameOf = ({ name, user }: Participant): string => name ?? user?.name ?? '';

const othersOf = ({ conversation, mine }: Work): readonly Participant[] =>
  (conversation.participants ?? []).filter(
    ({ purpose, user }) => purpose === 'agent' && user?.id !== mine.user?.id,
  );

export type Refusal = {
  readonly participantId: string;
  readonly name: string;
  readonly kind: 'declined' | 'noAnswer';
};

const REFUSALS: Readonly<Record<string, Refusal['kind']>> = {
  client: 'declined',
  'transfer.noanswer': 'noAnswer',
};

/** Who was asked to take over and did not, while the agent kept the conversation; the latest. */
export function refusalOf(work: Work): Refusal | null {
  const since = work.mine.connectedTime;
  if (work.stage !== 'active' || !since) return null;
  const last = othersOf(work).findLast(({ startTime }) => (startTime ?? '') >= since);
  const kind = REFUSALS[last?.disconnectType ?? ''];
  if (!last?.id || !kind || last.connectedTime) return null;
  return { participantId: last.id, name: nameOf(last), kind };
}

export type Handover = { readonly name: string; readonly note: string | null };

/**
 * The agent who gives the conversation to this one, and what was written to go with it; null: it came otherwise. It is
 * the last one who had it before, unless that one ended or lost it.
 */
export function handedOverBy(work: Work): Handover | null {
  const start = work.mine.startTime;
  if (!start) return null;
  const last = (work.conversation.participants ?? []).findLast(
    ({ id, purpose, connectedTime, startTime = '' }) =>
      purpose === 'agent' &&
      id !== work.mine.id &&
      connectedTime !== undefined &&
      startTime <= start,
  );
  if (!last || (last.disconnectType && last.disconnectType !== 'transfer')) return null;
  return { name: nameOf(last), note: last.attributes?.[NOTE] || null };
}

export type TransferNote = {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly time: string;
};

/** What agents who have given the conversation away wrote to go with it; it stands where they left. */
export const transferNotesOf = ({ participants = [] }: Conversation): readonly TransferNote[] =>
  participants.flatMap((one) => {
    const { id, purpose, connectedTime, endTime: time, disconnectType, attributes } = one;
    const text = attributes?.[NOTE];
    if (purpose !== 'agent' || !id || !connectedTime || !time || !text) return [];
    return disconnectType === 'transfer'
      ? [{ id: `transfer-${id}`, author: nameOf(one), text, time }]
      : [];
  });

/** What becomes of an offer that the agent declines. */
export type Decline = 'othersFirst' | 'keeps' | 'queue' | 'plain';

export function declineOf({ conversation, mine }: Work): Decline {
  const live = (conversation.participants ?? []).filter(({ state }) => state === 'connected');
  if (live.some(({ purpose }) => purpose === 'acd')) return 'othersFirst';
  if (live.some(({ purpose, user }) => purpose === 'agent' && user?.id !== mine.user?.id))
    return 'keeps';
  return mine.queue ? 'queue' : 'plain';
}
