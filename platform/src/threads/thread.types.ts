import type { Participant, ThreadState } from '../conversations/index.ts';

/** A thread as it is stored, with its live state; `state` is null before the first conversation is opened. */
export type StoredThread = {
  readonly org: string;
  readonly thread: number;
  readonly part: number;
  readonly integrationId: string;
  /** Conversation that the last inbound message joined or will open. */
  readonly conversationId: string | null;
  /** When that one ended; null while it is open or about to be. */
  readonly conversationEndedAt: string | null;
  readonly customer: ThreadState['customer'];
  readonly state: ThreadState | null;
};

/** Ended, and nothing more is expected of it: such a participant is never loaded by a step again. */
export const isFinished = (participant: Participant): boolean =>
  participant.endedAt !== null &&
  (participant.acwStartedAt === null || participant.acwEndedAt !== null);
