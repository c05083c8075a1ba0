import type { MediaTypes, WebhookAttachment, WebhookContent } from '@tandem/contract';
import type { Clock, Database, Ids, Log, Transaction } from '@tandem/kit';
import type { Lanes } from '@tandem/lanes';
import type { MediaStorages } from '../media-storage/index.ts';
import type { Directory } from '../users/index.ts';
import type { ThreadChange, ThreadState } from './conversation.model.ts';
import type { UrlSigner } from './url-signer.ts';

/** What an agent's message or typing needs to know of the integration of the thread. */
export type OutboundIntegration = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly mediaTypes: MediaTypes;
  readonly typing: { readonly outbound: boolean };
};

export type OutboundParties = {
  readonly integration: { readonly id: string; readonly name: string };
  readonly customer: ThreadState['customer'];
  readonly conversationId: string;
};

/** Messaging seen from conversations: bodies of webhooks, integrations, threads for first contacts. */
export type MessagingPort = {
  readonly integration: (id: string) => Promise<OutboundIntegration | null>;
  readonly allowsMedia: (types: MediaTypes, direction: 'outbound', mime: string) => boolean;
  readonly textBody: (
    parties: OutboundParties,
    message: {
      readonly id: string;
      readonly time: string;
      readonly text: string | null;
      readonly content?: readonly WebhookAttachment[];
      readonly originatingEntity: 'Human' | 'Bot';
    },
  ) => Readonly<Record<string, unknown>>;
  /** Quick replies, cards or a template with the text above them. */
  readonly structuredBody: (
    parties: OutboundParties,
    message: {
      readonly id: string;
      readonly time: string;
      readonly text: string;
      readonly content: readonly WebhookContent[];
      readonly originatingEntity: 'Human' | 'Bot';
    },
  ) => Readonly<Record<string, unknown>>;
  /** Tells the channel that the agent types; never stored, never repeated. */
  readonly relayTyping: (typing: {
    readonly parties: OutboundParties;
    readonly durationMs: number;
  }) => Promise<void>;
  /** The external contact of an address, made when nobody has it; null where the integration does not look for any. */
  readonly contactOf: (address: Omit<ThreadAddress, 'locks'>) => Promise<string | null>;
  /** The thread of an address of an integration, made and locked when it is the first contact. */
  readonly openThread: (
    tx: Transaction,
    address: ThreadAddress,
  ) => Promise<Omit<ThreadState, 'conversation' | 'participants' | 'flow'>>;
};

/** Whose thread; `locks` takes the further locks of the change, after the thread's and before anything is written. */
export type ThreadAddress = {
  readonly org: string;
  readonly integrationId: string;
  readonly address: string;
  readonly locks?: () => Promise<void>;
};

export type ConversationDeps = {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly ids: Ids;
  readonly log: Log;
  readonly directory: Directory;
  readonly lanes: Pick<Lanes, 'committed'>;
  readonly messaging: MessagingPort;
  readonly signer: UrlSigner;
  /** Where files are kept, and how long an address of one is good. */
  readonly media: { readonly storages: MediaStorages; readonly linkMs: number };
  /** Conversations wait or agents have room since these changes: ACD looks at the queues. */
  readonly changed: (changes: readonly Pick<ThreadChange, 'before' | 'after'>[]) => void;
};
