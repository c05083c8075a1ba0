import type { Principal } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { findParticipant } from './conversation.store.ts';

export type Located = {
  /** The state, with the participant in it although it may be finished. */
  readonly from: ThreadState;
  readonly participant: Participant;
};

/**
 * Finds a participant of the conversation, finished ones too.
 * @throws conversationErrors.notFound (404)
 */
export const locate = async (
  tx: Transaction,
  state: ThreadState,
  participantId: string,
): Promise<Located> => {
  const live = state.participants.find(({ id }) => id === participantId.toLowerCase());
  if (live) return { from: state, participant: live };
  const finished = await findParticipant(tx, {
    org: state.org,
    conversationId: state.conversation.id,
    participantId,
  });
  if (!finished) throw conversationErrors.notFound();
  return {
    from: { ...state, participants: [...state.participants, finished] },
    participant: finished,
  };
};

/** The participant with this communication. @throws conversationErrors.notFound */
export const locateCommunication = async (
  tx: Transaction,
  state: ThreadState,
  communicationId: string,
): Promise<Located> => {
  const wanted = communicationId.toLowerCase();
  const live = state.participants.find((p) => p.communicationId === wanted);
  if (live) return { from: state, participant: live };
  const [row] = await tx.query<{ id: string }>(
    `select id from participant where org = $1 and conversation = $2 and doc->>'communicationId' = $3`,
    [state.org, state.conversation.id, wanted],
  );
  if (!row) throw conversationErrors.notFound();
  return locate(tx, state, row.id);
};

/** @throws conversationErrors.notFound unless the communication is the participant's. */
export const requireCommunication = (participant: Participant, communicationId: string): void => {
  if (participant.communicationId !== communicationId.toLowerCase())
    throw conversationErrors.notFound();
};

/** @throws conversationErrors.notAgent (400) */
export const requireAgent = ({ purpose }: Participant): void => {
  if (purpose !== 'agent') throw conversationErrors.notAgent({ purpose });
};

/** Only the agent itself. @throws conversationErrors.notAgent, notYours (403) */
export const requireSelf = (principal: Principal, participant: Participant): void => {
  requireAgent(participant);
  if (principal.userId !== participant.userId) throw conversationErrors.notYours();
};

/** The agent itself, or somebody with the permission. @throws conversationErrors.notYours (403) */
export const requireSelfOr = (
  principal: Principal,
  participant: Participant,
  permission: string,
): void => {
  const own = participant.userId !== null && principal.userId === participant.userId;
  if (!own && !principal.permissions.has(permission)) throw conversationErrors.notYours();
};

export const disconnectPermission = 'conversation:communication:disconnect';
export const wrapupPermission = 'conversation:participant:wrapup';

/** Id of the calling user. @throws conversationErrors.userContextRequired (403) for client credentials. */
export const userOf = ({ userId }: Principal): string => {
  if (userId === null) throw conversationErrors.userContextRequired();
  return userId;
};
