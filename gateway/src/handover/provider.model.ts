import type {
  Activity,
  ActivityAttachment,
  ConnectionCheck,
  GatewayProvider,
} from '@tandem/contract';
import type { Said } from '../checks/index.ts';
import type { NewHop, Session } from '../conversations/index.ts';
import type { OpenEndpoint, OpenPart } from '../endpoints/index.ts';
import type { Choice } from './choice.rules.ts';
import type { LastDelivery } from './deliveries.ts';
import type { Agent, Handover } from './handover.model.ts';
import type { PartOwner } from './handover.parts.ts';
import type { Transcript } from './transcript.rules.ts';

export type Capabilities = {
  readonly typing: boolean;
  readonly receipts: boolean;
  readonly attachments: boolean;
  readonly queueInfo: boolean;
  readonly endFromUser: boolean;
  readonly richMessages: boolean;
  readonly maxTextLength: number;
};

/** What a provider is handed for every call: whose call it is, and how long it may take. */
export type ProviderContext = {
  readonly endpoint: OpenEndpoint;
  /** The settings the handover goes by, of its provider or its endpoint, secrets open. */
  readonly part: OpenPart;
  readonly session: Session;
  readonly handover: Handover;
  readonly signal: AbortSignal;
  /** Milliseconds the call may take, waiting for its turn included. */
  readonly budgetMs: number;
  /** The call can wait: it takes no turn that a message may need. */
  readonly background?: boolean;
  /** The customer has a later handover with another conversation: what is said now might be heard there. */
  readonly followed?: boolean;
  /** Adds a hop to the timeline of the session. */
  readonly record: (hop: NewHop) => void;
};

/** A message to the agents. `text` may be longer than the provider allows: the provider splits it. */
export type ProviderMessage = {
  readonly id: string;
  readonly text: string | null;
  readonly attachments: readonly ActivityAttachment[];
  readonly time: Date;
  /** The message is a choice of what was offered; providers without a word for that send its text. */
  readonly choice?: Choice | null;
};

/** `reason` is safe to show. */
export type Availability = {
  readonly state: 'available' | 'unavailable' | 'unknown';
  readonly reason: string;
};

export type StartInput = {
  /** Goes before anything else. */
  readonly transcript: Transcript;
  /** Conversation of the handover before, to tell its ended participants from the new one's. */
  readonly previousConversation: string | null;
  /** Told before the first message goes out (true), and when the contact centre has certainly not taken it (false). */
  readonly sending: (may: boolean) => Promise<void>;
};

export type Started = {
  readonly remote: Readonly<Record<string, string>>;
  readonly remoteConversation: string | null;
  readonly endedParticipants: readonly string[];
};

/** What the contact centre's own view of the conversation says. */
export type Observation = {
  /** Somebody is looked for in a queue: not before a flow of the contact centre has brought the customer there. */
  readonly isQueued: boolean;
  /** Id of the queue that the customer waits in; null: in none, or it is not told. */
  readonly queue: string | null;
  readonly customers: readonly {
    readonly id: string;
    readonly ended: boolean;
    readonly disconnectType: string | null;
  }[];
  readonly agents: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly state: 'alerting' | 'connected' | 'ended';
    /** Has taken the conversation at some time; who declined or let it ring has not. */
    readonly accepted: boolean;
    readonly disconnectType: string | null;
  }[];
};

/** What words of a customer have begun at the contact centre after their handover was over. */
export type Strays = {
  /** Agents see a customer there. */
  readonly isLive: boolean;
  /** Ids of those words as they were sent; null: there are some, and which ones is not told. */
  readonly words: readonly string[] | null;
  /** The last word is seen, before the end or after it: no more is to come. */
  readonly isComplete: boolean;
};

export type StraysAsked = {
  readonly conversation: string;
  /** Ids of the last word that was sent. */
  readonly last: readonly string[];
  /** It was asked a moment ago: what the word has begun is to be seen by now. */
  readonly again: boolean;
};

/** One thing a webhook says, in words of the gateway. */
export type RemoteEvent =
  | {
      readonly kind: 'message';
      readonly messageId: string;
      readonly remoteConversation: string | null;
      readonly from: 'agent' | 'flow';
      readonly senderName: string | null;
      readonly activity: Activity;
      readonly time: string | null;
    }
  | { readonly kind: 'typing'; readonly durationMs: number }
  /** Who has the conversation now; null: nobody, it waits. */
  | {
      readonly kind: 'agent';
      readonly agent: Agent | null;
      readonly remoteConversation: string | null;
    }
  | {
      readonly kind: 'queue';
      readonly position: number | null;
      readonly estimatedWaitSeconds: number | null;
      readonly remoteConversation: string | null;
    }
  /** The contact centre has ended the conversation. `reason` may be shown. */
  | {
      readonly kind: 'end';
      readonly reason: string | null;
      readonly remoteConversation: string | null;
    }
  /** The conversation has changed and is to be read anew. */
  | { readonly kind: 'look' }
  | {
      readonly kind: 'receipt';
      readonly messageId: string;
      readonly status: 'delivered' | 'failed';
      readonly reason: string | null;
    }
  /** Nothing to do, such as our own message told back to us. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly type: string };

export type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>;

export type RemoteWebhook = {
  /** Names the tenant, and the room in which ids of messages are told apart. */
  readonly integrationId: string;
  /** Id of the customer's conversation. */
  readonly conversationId: string;
  readonly dedupe: { readonly messageId: string; readonly kind: string; readonly status: string };
  readonly event: RemoteEvent;
};

/** Word that a conversation may be over; which is never believed, but a reason to look. */
export type EndSignal = {
  readonly detector: 'eventBridge' | 'trigger';
  /** The same for a repeat; null when it has none. */
  readonly id: string | null;
  readonly topic: string;
  /** False for other topics, which are acknowledged. */
  readonly isAboutEnd: boolean;
  readonly conversation: string | null;
  /** Ids that may be the customer's. */
  readonly customers: readonly string[];
  /** Names of where it comes from. */
  readonly sources: readonly string[];
};

export type StopWatching = () => void;

/** `changed`: something happened just now; `joined`: it may have happened before one listened, a look in turn is enough. */
export type Heard = 'changed' | 'joined';

/** What became of an agent's message on the customer's side. */
export type ShownReceipt = {
  readonly remoteMessageId: string;
  /** Why it did not arrive; null: it did. */
  readonly failure: string | null;
};

/** A contact centre that conversations can be handed over to. */
export type HandoverProvider = Omit<GatewayProvider, 'capabilities'> & {
  readonly capabilities: Capabilities;
  /** Tests the settings step by step; never throws for a bad setting. */
  readonly test: (input: {
    owner: PartOwner;
    /** What deliveries have proved so far. */
    lastDelivery: LastDelivery | null;
    webhookUrl: string;
    signal: AbortSignal;
  }) => Promise<readonly ConnectionCheck[]>;
  /**
   * What says where conversations begin (address, tenant, inbox): agents read earlier talks of the same place only. One
   * spelling for each place, and no secrets.
   */
  readonly placeOf: (part: OpenPart) => readonly string[];
  /** Path that the contact centre delivers to, for the provider or endpoint of that id. */
  readonly webhookPath: (ownerId: string) => string;
  /**
   * Whether somebody is there to take the handover. Asked before a start where the setting `checkAvailability` is on;
   * only `unavailable` keeps it from beginning.
   * @throws ProviderFailure
   */
  readonly checkAvailability: (context: ProviderContext) => Promise<Availability>;
  /** @throws ProviderFailure, as do all calls below */
  readonly start: (context: ProviderContext, input: StartInput) => Promise<Started>;
  readonly sendMessage: (
    context: ProviderContext,
    message: ProviderMessage,
  ) => Promise<{ readonly remoteConversation: string | null }>;
  readonly sendTyping: (context: ProviderContext) => Promise<void>;
  readonly sendReceipt: (context: ProviderContext, receipt: ShownReceipt) => Promise<void>;
  /** Seconds the customer probably waits in the queue; null where that is not told. */
  readonly getEstimatedWait: (context: ProviderContext, queue: string) => Promise<number | null>;
  readonly end: (context: ProviderContext) => Promise<void>;
  /** Reads the conversation anew: `gone` when it does not exist, null when the contact centre does not tell. */
  readonly observe: (
    context: ProviderContext,
    remoteConversation: string,
  ) => Promise<Observation | 'gone' | null>;
  /**
   * Nothing can be read, and the other side tells of its own ends: an agent who writes after an end of ours has the
   * customer. Absent: {@link observe} says who is there.
   */
  readonly tellsEnds?: true;
  /**
   * What words have begun in a conversation, beside the customer of the handover where it is its own. Null when the
   * contact centre does not tell. Absent: words begin nothing there that {@link observe} does not see.
   */
  readonly readStrays?: (context: ProviderContext, about: StraysAsked) => Promise<Strays | null>;
  /**
   * The attachments of an agent's message with addresses that are good from now on, in the order in which the webhook
   * had them; null: it cannot be read. Absent: addresses of this contact centre do not end.
   */
  readonly readFiles?: (
    context: ProviderContext,
    remoteMessageId: string,
  ) => Promise<readonly ActivityAttachment[] | null>;
  /** Calls `hear` whenever the conversation may have changed. */
  readonly watch: (
    input: { part: OpenPart; remoteConversation: string },
    hear: (what: Heard) => void,
  ) => StopWatching;
  /** Calls `tell` with the place in the queue, from 1, when it is known and when it changes; never where that is not permitted. */
  readonly watchQueue: (
    input: { part: OpenPart; queue: string; remoteConversation: string },
    tell: (position: number) => void,
  ) => StopWatching;
  /** Is the watch live, so that polling may be rare? */
  readonly isWatched: (remoteConversation: string) => boolean;
  readonly verifyWebhook: (input: {
    part: OpenPart;
    rawBody: Buffer;
    headers: WebhookHeaders;
    /** A proof in the address, where a contact centre has no other. */
    token?: string | undefined;
    now: Date;
  }) => boolean;
  /** Reads a body that may be word of an end; null for every other. */
  readonly readSignal: (body: unknown) => EndSignal | null;
  /** Whether a signal is believed: because it proves itself, or because the endpoint takes those that do not. */
  readonly verifySignal: (input: {
    part: OpenPart;
    org: string;
    signal: EndSignal;
    headers: Readonly<Record<string, string | string[] | undefined>>;
  }) => 'proved' | 'unproved' | null;
  /** Reads a body; null when it is not one of this provider's. @throws handoverErrors.badDelivery, where it says why */
  readonly readWebhook: (body: unknown, headers: WebhookHeaders) => RemoteWebhook | null;
  readonly stop: () => Promise<void>;
};

export type ProviderRegistry = ReadonlyMap<string, HandoverProvider>;

/** A call to the contact centre failed. `reason` is safe to show; `refused`: a repeat cannot help. */
export class ProviderFailure extends Error {
  readonly kind: 'retry' | 'refused';
  readonly reason: string;
  readonly afterMs: number | undefined;
  readonly status: number | undefined;
  /** The reason by its code, for who says it in another language. */
  readonly said: Said | undefined;
  constructor(init: {
    kind: 'retry' | 'refused';
    reason: string;
    afterMs?: number | undefined;
    status?: number | undefined;
    said?: Said | undefined;
  }) {
    super(init.reason);
    this.name = 'ProviderFailure';
    this.kind = init.kind;
    this.reason = init.reason;
    this.afterMs = init.afterMs;
    this.status = init.status;
    this.said = init.said;
  }
}
