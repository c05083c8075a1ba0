import type { Activity } from '@tandem/contract';

/** What is known of a customer beside the name, from a signed identity; what it does not say is absent. */
export type CustomerProfile = {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly picture?: string;
  /** What the owner of the site adds, for bots and agents. */
  readonly attributes?: Readonly<Record<string, string>>;
};

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
  /** Where the customer is written to; null: in the web chat. */
  readonly channel: SessionChannel | null;
  /** Whose it is: `id:<sub>` of a signed identity, `anon:<random>` of one browser, null of nobody known. */
  readonly visitor: string | null;
  readonly profile: CustomerProfile | null;
  readonly createdAt: Date;
};

/** Id of a channel, and the customer or thread there in the channel's own spelling. */
export type SessionChannel = { readonly id: string; readonly address: string };

export type NewSession = Omit<
  Session,
  'id' | 'part' | 'lastSeq' | 'takenBytes' | 'streamEpoch' | 'channel' | 'visitor' | 'profile'
> &
  Partial<Pick<Session, 'visitor' | 'profile'>> & { readonly channel?: SessionChannel };

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

/** An activity as far as clients see it. */
export type ShownActivity = Omit<StoredActivity, 'handled'>;

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
  /** What the bot is told while agents have the conversation. */
  news: 'gateway.news',
  /** What goes to the contact centre. */
  handover: 'gateway.handover',
  /** Words of customers who wait, in which a bot is to recognise that they do not want to any more. */
  intent: 'gateway.intent',
  /** What goes to the customer over a channel, and what its vendor says became of it. */
  channel: 'gateway.channel',
  /** What came over a channel and is still to be taken into its session. */
  channelInput: 'gateway.channel.input',
  /** What the copilot's flow and model are to hear of. */
  copilot: 'gateway.copilot',
  /** What the copilot has to ask others for: its flow, a language model. */
  copilotCalls: 'gateway.copilot.calls',
} as const;
