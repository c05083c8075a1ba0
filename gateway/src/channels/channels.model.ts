import type {
  Activity,
  CardAction,
  ConnectionCheck,
  GatewayProvider,
  Reply,
} from '@tandem/contract';
import type { Endpoint, EndpointPartConfig, OpenPart } from '../endpoints/index.ts';

/** A channel as it is stored: secrets are sealed, or references, by `channel.<name>`. */
export type Channel = Pick<Endpoint, 'secrets' | 'secretSources'> & {
  readonly id: string;
  readonly org: string;
  readonly endpointId: string;
  readonly name: string;
  readonly token: string;
  readonly active: boolean;
  /** Kind and settings. */
  readonly part: EndpointPartConfig;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** Ready for use: its secrets are open, or `closed` with a reason. Lives in memory only. */
export type OpenChannel = Omit<Channel, 'part' | 'secrets'> & { readonly part: OpenPart };

/** What a vendor's messages can hold. */
export type ChannelCapabilities = {
  /** Longest text in characters as the vendor counts them. */
  readonly textLimit: number;
  readonly captionLimit: number;
  /** Most buttons of a message; 0: choices are numbered. */
  readonly buttons: number;
  /** Longest text of a message with buttons. */
  readonly buttonTextLimit: number;
  /** Buttons may be links. */
  readonly links: boolean;
  /** The vendor tells what became of a message. */
  readonly receipts: boolean;
  /** Takes activities whole, events included. */
  readonly whole: boolean;
};

/** A request of the vendor, the bytes as they came. */
export type ChannelCall = {
  readonly rawBody: Buffer;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly now: Date;
};

/** A file that is still at the vendor; `ref` is the adapter's own. */
export type InboundMedia = {
  readonly ref: string;
  readonly name: string | null;
  readonly contentType: string | null;
};

type InboundBase = {
  /** The vendor's id, the same for a repeat. */
  readonly id: string;
  /** Customer or thread, in the adapter's own spelling. */
  readonly address: string;
};

export type InboundMessage = InboundBase & {
  readonly kind: 'message';
  readonly user: { readonly id: string; readonly name: string | null };
  readonly locale?: string | null;
  readonly text: string | null;
  readonly value?: unknown;
  /** Id of a button that was pressed; see `choiceId`. */
  readonly choice?: string | null;
  readonly media: readonly InboundMedia[];
  /** What the adapter needs to thank for it. */
  readonly owed?: string;
  /** Belongs to a conversation, or is not for us. */
  readonly continues?: boolean;
};

/** One thing a vendor tells. */
export type InboundEvent =
  | InboundMessage
  /** The conversation was opened: the bot may greet. */
  | (InboundBase & Pick<InboundMessage, 'user' | 'locale'> & { readonly kind: 'start' })
  | (InboundBase & {
      readonly kind: 'receipt';
      /** Id that the vendor gave our message. */
      readonly remoteId: string;
      readonly status: 'sent' | 'delivered' | 'read' | 'failed';
      readonly reason: string | null;
    });

/** What of a request is taken in, and how the vendor wants it answered; by default 200 without a body. */
export type InboundRead = { readonly events: readonly InboundEvent[]; readonly reply?: Reply };

/** What a customer can press. `id` finds the action again. */
export type Option =
  | { readonly kind: 'choice'; readonly id: string; readonly title: string }
  | { readonly kind: 'link'; readonly url: string; readonly title: string };

export type OutboundMedia = {
  readonly url: string;
  readonly name: string;
  readonly contentType: string;
};

/** One message of the vendor; an activity may need several. */
export type OutboundPart =
  | { readonly kind: 'text'; readonly text: string; readonly options: readonly Option[] }
  | { readonly kind: 'media'; readonly media: OutboundMedia; readonly caption: string | null }
  | { readonly kind: 'whole'; readonly activity: Activity };

export type LoadedFile = {
  readonly name: string;
  readonly contentType: string;
  readonly data: Buffer;
};

export type ChannelContext = {
  readonly channel: OpenChannel;
  readonly signal: AbortSignal;
  /** Milliseconds that a call may take. */
  readonly timeoutMs: number;
};

export type SendContext = ChannelContext & {
  readonly address: string;
  readonly locale: string;
  /** The same whenever this part is sent. */
  readonly idempotencyKey: string;
  /** Bytes of a file of ours or elsewhere. @throws ChannelFailure */
  readonly load: (media: OutboundMedia) => Promise<LoadedFile>;
};

/** A vendor: its settings as data, and how messages come and go. */
export type ChannelAdapter = Omit<GatewayProvider, 'capabilities'> & {
  readonly capabilities: ChannelCapabilities;
  /** Makes sure of a GET of the vendor; null: this vendor makes none. */
  readonly handshake?: (channel: OpenChannel, query: ChannelCall['query']) => Reply | null;
  /** Whether the vendor has sent these bytes. */
  readonly verify: (channel: OpenChannel, call: ChannelCall) => boolean;
  /** Names of the secrets that `verify` needs. */
  readonly verifiedBy: readonly string[];
  /** Reads a verified request; what nobody knows is no event. @throws channelErrors.badRequest */
  readonly read: (channel: OpenChannel, call: ChannelCall) => InboundRead;
  /** Bytes of a file that the vendor keeps, at most `maxBytes`. @throws ChannelFailure */
  readonly fetchMedia: (
    context: ChannelContext,
    media: InboundMedia,
    maxBytes: number,
  ) => Promise<LoadedFile>;
  /** Sends one part and answers the vendor's id of it. @throws ChannelFailure */
  readonly send: (context: SendContext, part: OutboundPart) => Promise<string | null>;
  /** Shows that somebody types, where the vendor has that; best effort. */
  readonly typing?: (context: ChannelContext, address: string) => Promise<void>;
  /** What is owed for a message that was taken in, such as a stopped spinner; best effort. */
  readonly taken?: (context: ChannelContext, event: InboundMessage) => Promise<void>;
  /** Tests the stored credentials; never throws for a bad setting. */
  readonly test: (
    context: ChannelContext,
    inboundUrl: string,
  ) => Promise<readonly ConnectionCheck[]>;
  /** Tells the vendor the address. */
  readonly connect?: (
    context: ChannelContext,
    inboundUrl: string,
  ) => Promise<readonly ConnectionCheck[]>;
};

export type ChannelRegistry = ReadonlyMap<string, ChannelAdapter>;

/** An action of an activity, with the position that names it. */
export type NumberedAction = { readonly index: number; readonly action: CardAction };

/** A call to the vendor failed. `reason` may be shown; `refused`: a repeat cannot help. */
export class ChannelFailure extends Error {
  readonly kind: 'retry' | 'refused';
  readonly reason: string;
  readonly afterMs: number | null;
  constructor(kind: 'retry' | 'refused', reason: string, afterMs: number | null = null) {
    super(`channel failed: ${reason}`);
    this.name = 'ChannelFailure';
    this.kind = kind;
    this.reason = reason;
    this.afterMs = afterMs;
  }
}
