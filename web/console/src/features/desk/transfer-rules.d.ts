import type { Conversation, Work } from './conversation-rules.ts';
/** Where the desk keeps what a transferring agent tells the next one: data of that agent's own participant. */
export declare const NOTE = 'transferNote';
export type Refusal = {
  readonly participantId: string;
  readonly name: string;
  readonly kind: 'declined' | 'noAnswer';
};
/** Who was asked to take over and did not, while the agent kept the conversation; the latest. */
export declare function refusalOf(work: Work): Refusal | null;
export type Handover = {
  readonly name: string;
  readonly note: string | null;
};
/**
 * The agent who gives the conversation to this one, and what was written to go with it; null: it came otherwise. It is
 * the last one who had it before, unless that one ended or lost it.
 */
export declare function handedOverBy(work: Work): Handover | null;
export type TransferNote = {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly time: string;
};
/** What agents who have given the conversation away wrote to go with it; it stands where they left. */
export declare const transferNotesOf: ({ participants }: Conversation) => readonly TransferNote[];
/** What becomes of an offer that the agent declines. */
export type Decline = 'othersFirst' | 'keeps' | 'queue' | 'plain';
export declare function declineOf({ conversation, mine }: Work): Decline;
