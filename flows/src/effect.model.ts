/** What a step of a flow asks of the outside. */
import type { CopilotContent } from '@tandem/contract';
import type { FlowValue } from './flow.model.ts';
import type { HttpRequest } from './http.model.ts';
import type { SecretReference } from './secrets.ts';

export type TransferRequest = {
  /** Id or name. */
  readonly queue: string;
  readonly priority: number;
  /** Ids or names. */
  readonly skills: readonly string[];
  readonly language: string | null;
  readonly preferredAgents: readonly string[];
};

export type QuickReply = { readonly text: string; readonly payload: string };

export type CardButton = {
  readonly text: string;
  readonly type: 'Postback' | 'Link';
  /** Payload or address. */
  readonly value: string;
};

export type Card = {
  readonly title: string;
  readonly description: string;
  readonly imageUrl: string;
  readonly buttons: readonly CardButton[];
};

export type ListItem = {
  readonly title: string;
  readonly subtitle: string;
  readonly imageUrl: string;
  /** What comes back when it is chosen. */
  readonly payload: string;
};

export type ListPicker = {
  readonly title: string;
  readonly subtitle: string;
  readonly multiple: boolean;
  readonly items: readonly ListItem[];
};

export type DatePicker = {
  readonly title: string;
  readonly subtitle: string;
  /** Bounds as ISO 8601; '' for none. */
  readonly earliest: string;
  readonly latest: string;
  /** Moments as ISO 8601 and how long they last. */
  readonly times: readonly { readonly at: string; readonly minutes: number }[];
};

/** A message whose form the channel knows by its id. */
export type MessageTemplate = {
  readonly id: string;
  readonly language: string;
  readonly header: string;
  readonly footer: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  readonly replies: readonly QuickReply[];
};

/** What is shown beside or instead of the text; absent for plain text. */
export type RichContent =
  | { readonly kind: 'quickReplies'; readonly replies: readonly QuickReply[] }
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'carousel'; readonly cards: readonly Card[] }
  | { readonly kind: 'listPicker'; readonly picker: ListPicker }
  | { readonly kind: 'datePicker'; readonly picker: DatePicker }
  /** The text of the message is the body of the template. */
  | { readonly kind: 'template'; readonly template: MessageTemplate };

/** How a session of the run gets its token. The session's name is the key under which later actions choose it. */
export type AuthenticateRequest = { readonly session: string } & (
  | {
      readonly type: 'clientCredentials';
      readonly environmentUrl: string;
      readonly clientId: SecretReference;
      readonly clientSecret: SecretReference;
    }
  /** A stored OAuth connection, by id or name. */
  | { readonly type: 'connection'; readonly connection: string }
);

/** Effects that are done and forgotten: the run goes on at once. */
export type InstantEffect =
  | {
      readonly kind: 'sendResponse';
      readonly text: string;
      readonly content?: RichContent;
      /** Transcripts for agents leave it out. */
      readonly keepFromAgents?: true;
    }
  | { readonly kind: 'setParticipantData'; readonly attributes: Readonly<Record<string, string>> }
  | {
      readonly kind: 'setScreenPop';
      readonly script: string;
      readonly inputs: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly message: string }
  | {
      readonly kind: 'setInactivity';
      readonly afterMs: number | null;
      readonly text: string;
      readonly endAfterMs: number | null;
    }
  | { readonly kind: 'closeHandover'; readonly text: string }
  /** What a tile of the copilot's workspace shows from now on. */
  | { readonly kind: 'setTile'; readonly tile: string; readonly content: CopilotContent }
  /** Told to the document in a tile. */
  | { readonly kind: 'sendToTile'; readonly tile: string; readonly data: FlowValue }
  | { readonly kind: 'disconnect' };

/** Effects whose result is the next input of the run. */
export type AwaitedEffect =
  | { readonly kind: 'transferToAcd'; readonly request: TransferRequest }
  | { readonly kind: 'httpRequest'; readonly request: HttpRequest }
  | { readonly kind: 'authenticate'; readonly request: AuthenticateRequest }
  | { readonly kind: 'timer'; readonly ms: number }
  /** The next message of the customer, or a timer after `timeoutMs`. */
  | { readonly kind: 'awaitMessage'; readonly timeoutMs: number | null }
  | {
      readonly kind: 'callBot';
      readonly bot: string;
      /** The bot is one of the list of an integration, which calls it: its id or name, and the bot's version; '' is the latest. */
      readonly connector?: { readonly integration: string; readonly version: string };
      readonly text: string;
      readonly inputs: Readonly<Record<string, FlowValue>>;
      readonly timeoutMs: number;
    }
  /** Articles of the organisation, best first, as a result with outlet `next` or `nothing`. */
  | {
      readonly kind: 'searchKnowledge';
      readonly query: string;
      /** `de`, `en`, `tr`; empty: that of the conversation. */
      readonly language: string;
      readonly tags: readonly string[];
      readonly most: number;
    }
  | {
      readonly kind: 'checkAvailability';
      /** Absent or empty: whom the endpoint hands over to. */
      readonly provider?: string;
      readonly queue: string;
      /** What agents have to know and speak; absent: what the handover's settings ask for. */
      readonly language?: string;
      readonly skills?: readonly string[];
    }
  | {
      readonly kind: 'handOver';
      readonly provider: string;
      readonly queue: string;
      readonly attributes: Readonly<Record<string, string>>;
      /** Then a timer, unless an agent is there; none, and absent in what was stored without it: as long as it takes. */
      readonly timeoutMs?: number;
      /** What routing goes by, and how the handover goes; absent: as the endpoint has it. */
      readonly language?: string;
      readonly skills?: readonly string[];
      readonly priority?: number;
      /** Told to agents: why the customer comes, and what was done so far. */
      readonly reason?: string;
      readonly summary?: string;
      readonly options?: Readonly<Record<string, FlowValue>>;
      /** Of what is told while the handover is open, as a result with that outlet; absent: of nothing. */
      readonly tells?: readonly HandoverTelling[];
    }
  /** Goes on waiting for a handover that was asked for, as `handOver` does. */
  | {
      readonly kind: 'awaitHandover';
      /** Id of the effect that asked for it. */
      readonly handover: string;
      readonly timeoutMs?: number;
      readonly tells: readonly HandoverTelling[];
    };

/** `queued`: the customer waits, or the place in the queue has changed; `active`: an agent has answered. */
export type HandoverTelling = 'queued' | 'active';

/**
 * `id` is made of the run and its step: a step taken again after a crash asks for the same effects under the same ids,
 * so that a receiver knows what it has done already.
 */
export type FlowEffect = (InstantEffect | AwaitedEffect) & { readonly id: string };
