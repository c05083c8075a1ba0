import type { EndReason, HandoverState } from './handover.machine.ts';

/** What was asked for: the bot's wishes over the endpoint's settings. */
export type HandoverRequest = {
  readonly reason: string | null;
  readonly queue: string | null;
  readonly language: string | null;
  readonly skills: readonly string[] | null;
  readonly priority: number | null;
  readonly customAttributes: Readonly<Record<string, string>>;
  /** Last activity that belongs to the transcript; of the customer's own words, the last the bot has dealt with. */
  readonly transcript: { readonly upTo: number; readonly userUpTo: number };
  /** Said to the agents before the transcript, such as why the bot gave up. */
  readonly note: string | null;
};

/** What the contact centre tells of the queue: never an invented number. */
export type QueueInfo = {
  /** Place in the queue, from 1. */
  readonly position: number | null;
  readonly estimatedWaitSeconds: number | null;
  /** A flow of the contact centre has spoken last: whether the customer waits in a queue has not been seen since. */
  readonly inFlow?: boolean;
};

export type Agent = { readonly id: string; readonly name: string | null };

export type Handover = {
  readonly id: number;
  readonly org: string;
  readonly session: number;
  readonly ordinal: number;
  readonly endpointId: string;
  readonly provider: string;
  readonly state: HandoverState;
  readonly version: number;
  readonly request: HandoverRequest;
  /** Ids of the remote side that the provider needs again. */
  readonly remote: Readonly<Record<string, string>>;
  readonly remoteConversation: string | null;
  readonly agent: Agent | null;
  /** What the customer was last told of the queue; null: nothing yet, or not waiting any more. */
  readonly queueInfo: QueueInfo | null;
  readonly reason: string | null;
  readonly endReason: EndReason | null;
  readonly endedParticipants: readonly string[];
  /** Somebody was found to be there before the start. */
  readonly checkedAt: Date | null;
  /** The contact centre may have taken a start whose answer never came. */
  readonly triedAt: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

/** Waits for an agent: none has accepted, none has written. */
export const isWaiting = ({ endedAt, agent, state }: Handover): boolean =>
  !endedAt && !agent && state !== 'active';

/** The contact centre's answer to the start is stored. An agent may be quicker: the state alone does not tell. */
export const isStarted = ({ remote }: Pick<Handover, 'remote'>): boolean =>
  Object.keys(remote).length > 0;
