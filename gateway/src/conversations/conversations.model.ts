import type { Activity } from '@tandem/contract';

/** One customer's conversation with one endpoint. `id` is the key of its lock and its lanes. */
export type Session = {
  readonly id: number;
  readonly org: string;
  readonly endpointId: string;
  readonly part: number;
  /** Public id; also the customer's id on the handover wire. */
  readonly conversationId: string;
  readonly userId: string;
  readonly userName: string | null;
  /** The owner of the endpoint's secret bound the user's id; a browser did not choose it. */
  readonly userTrusted: boolean;
  readonly locale: string;
  readonly lastSeq: number;
  /** What is kept of the customer: bytes of messages and files. */
  readonly takenBytes: number;
  readonly streamEpoch: number;
  readonly createdAt: Date;
};

export type NewSession = Omit<Session, 'id' | 'part' | 'lastSeq' | 'takenBytes' | 'streamEpoch'>;

export type Direction = 'user' | 'bot' | 'agent' | 'system';

/** A stored activity; `seq` is the watermark. */
export type StoredActivity = {
  readonly session: number;
  readonly seq: number;
  readonly direction: Direction;
  /** 32 hex digits: its id on the handover wire. */
  readonly messageId: string;
  readonly handover: number | null;
  readonly handled: boolean;
  readonly body: Activity;
  readonly createdAt: Date;
};

export type NewActivity = {
  readonly direction: Direction;
  readonly body: Activity;
  /** Tells a repeat within the session; null or absent: nothing to compare. */
  readonly key?: string | null;
  readonly handover?: number | null;
  /** False while the dialogue still has to deal with it. */
  readonly handled?: boolean;
};

/** One hop of the timeline. `detail` never holds a secret. */
export type NewHop = {
  readonly kind: string;
  readonly summary: string;
  readonly ok: boolean;
  readonly handover?: number | null;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Queues of the gateway. All work of a session runs in its lane, in order within each queue. */
export const gatewayQueues = {
  /** What customers say and what the bot is told. */
  dialogue: 'gateway.dialogue',
  /** What goes to the contact centre. */
  handover: 'gateway.handover',
} as const;
