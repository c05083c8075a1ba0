import type { HandoverTelling } from '@tandem/flows';
import type { FailPath, HandlingOptions } from '../handling/index.ts';
import type { EndReason, HandoverState } from './handover.machine.ts';

/** The reason of a handover that no bot asked for; the note says what went wrong. */
export const botFailed = 'bot failed';

/** What was asked for: the bot's wishes over the endpoint's settings. */
export type HandoverRequest = {
  readonly reason: string | null;
  /** What the bot says of the conversation. */
  readonly summary?: string;
  readonly queue: string | null;
  readonly language: string | null;
  readonly skills: readonly string[] | null;
  readonly priority: number | null;
  readonly customAttributes: Readonly<Record<string, string>>;
  /** Last activity that belongs to the transcript; of the customer's own words, the last the bot has dealt with. */
  readonly transcript: { readonly upTo: number; readonly userUpTo: number };
  /** Said to the agents before the transcript, such as why the bot gave up. */
  readonly note: string | null;
  /** How it goes; in what was stored before there were options, none. */
  readonly options?: HandlingOptions;
  /** It carries what a customer left for agents who come later, and waits for nobody. */
  readonly left?: 'message' | 'callback';
  /** The effect of a flow that asked for it. */
  readonly askedBy?: string;
  /** What the flow that asked for it does something about while it is open; left out: nothing. */
  readonly tellsFlow?: readonly HandoverTelling[];
  /**
   * Which one in a row it is of those that began in answer to how the one before had ended, the customer saying nothing
   * in between; left out: it began otherwise.
   */
  readonly inAnswer?: number;
};

/** What the bot has to wait for where no agent came: another queue, or what the customer leaves. */
export type WayOut = Exclude<FailPath, 'bot'>;

/** What a customer is asked for where no agent came. */
export type LeavingForm = {
  readonly kind: 'message' | 'callback';
  readonly step: 'text' | 'email' | 'number' | 'time';
  readonly answers: Readonly<Record<string, string>>;
};

/** When a silent customer is spoken to next, and how often that was done. */
export type Idle = { readonly due: string; readonly warned: number };

/** What the contact centre tells of the queue: never an invented number. */
export type QueueInfo = {
  /** Place in the queue, from 1. */
  readonly position: number | null;
  readonly estimatedWaitSeconds: number | null;
  /** A flow of the contact centre has spoken last: whether the customer waits in a queue has not been seen since. */
  readonly inFlow?: boolean;
  /** Longer than what is told: a text is said instead. */
  readonly tooLong?: boolean;
};

export type Agent = { readonly id: string; readonly name: string | null };

export type Handover = {
  readonly id: number;
  readonly org: string;
  readonly session: number;
  readonly ordinal: number;
  readonly endpointId: string;
  /** Kind of the provider. */
  readonly provider: string;
  /** The organisation's provider it began with; null: the endpoint's own settings. */
  readonly providerId: string | null;
  readonly state: HandoverState;
  readonly version: number;
  readonly request: HandoverRequest;
  /** Ids of the remote side that the provider needs again. */
  readonly remote: Readonly<Record<string, string>>;
  readonly remoteConversation: string | null;
  readonly agent: Agent | null;
  /** What the customer was last told of the queue; null: nothing yet, or not waiting any more. */
  readonly queueInfo: QueueInfo | null;
  /** When news of the queue was told last. */
  readonly toldQueueAt: Date | null;
  readonly idle: Idle | null;
  /** Open while the customer is asked for what to leave. */
  readonly form: LeavingForm | null;
  readonly reason: string | null;
  readonly endReason: EndReason | null;
  readonly endedParticipants: readonly string[];
  /** The copilot follows the conversation. */
  readonly copilot?: boolean;
  /** Somebody was found to be there before the start. */
  readonly checkedAt: Date | null;
  /** The contact centre may have taken a start whose answer never came. */
  readonly triedAt: Date | null;
  readonly createdAt: Date;
  /** When an agent first wrote. */
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** Positions of the customer's words that were meant for its agents and did not reach them. */
  readonly unheard: readonly number[];
  /** Where at its provider it began, as {@link fingerprintOf} says; null: it has not, or that is not known. */
  readonly place: string | null;
  /** Its contact centre was left: what is on its way there goes nowhere any more. */
  readonly forsaken?: boolean;
};

/** Waits for an agent: none has accepted, none has written. */
export const isWaiting = ({ endedAt, agent, state }: Handover): boolean =>
  !endedAt && !agent && state !== 'active';

/** The contact centre's answer to the start is stored. An agent may be quicker: the state alone does not tell. */
export const isStarted = ({ remote }: Pick<Handover, 'remote'>): boolean =>
  Object.keys(remote).length > 0;

/** What {@link Handover.remote} holds once the other side has told an end of its own behind that of here. */
export const endTold = { endTold: 'yes' } as const;

export const hasToldEnd = ({ remote }: Pick<Handover, 'remote'>): boolean =>
  remote['endTold'] === endTold.endTold;
