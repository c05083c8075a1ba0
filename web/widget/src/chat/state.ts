import type { ActivityAttachment, CardAction } from '@tandem/contract';
import type { ConnectionState } from '../directline/index.ts';

export type Sender = 'user' | 'bot' | 'agent';
/** `failed` never left the visitor; `undelivered` reached the server, but not the contact centre. */
export type Delivery =
  | 'sending'
  | 'waiting'
  | 'limited'
  | 'sent'
  | 'undelivered'
  | 'delivered'
  | 'read'
  | 'failed';

/** Fates that a later echo or reply of the server does not take back. */
export const SETTLED: readonly Delivery[] = ['undelivered', 'delivered', 'read'];

/** A message in the list; `key` never changes, so a message that gets its server id stays where it is. */
export interface MessageItem {
  readonly kind: 'message';
  readonly key: string;
  readonly id?: string;
  readonly clientId?: string;
  readonly sender: Sender;
  readonly name?: string;
  readonly at: number;
  readonly text: string;
  readonly markdown: boolean;
  readonly attachments: readonly ActivityAttachment[];
  readonly carousel: boolean;
  readonly suggestions: readonly CardAction[];
  /** The suggestions are points in time. */
  readonly dates?: true;
  readonly delivery?: Delivery;
  /** An own one that the server has told of: its place among the others is settled. */
  readonly placed?: true;
  readonly failure?: string;
  /** The server's code for it. */
  readonly failureCode?: string;
  /** Files on their way: 0 to 1. */
  readonly progress?: number;
  readonly files: readonly File[];
}

export type SystemKind =
  | 'handoffAccepted'
  | 'handoffFailed'
  | 'handoffCompleted'
  | 'agentJoined'
  | 'agentLeft'
  | 'ended';

/** A line between the messages that says what happened to the conversation. */
export interface SystemItem {
  readonly kind: 'system';
  readonly key: string;
  readonly id?: string;
  readonly at: number;
  readonly what: SystemKind;
  readonly name?: string;
  /** The server's own words; they win over the widget's. */
  readonly text?: string;
}

export type Item = MessageItem | SystemItem;

/** Who has the conversation, as far as the visitor is told. A figure is there only when the contact centre gave it. */
export type Handover =
  | { readonly phase: 'none' }
  | {
      readonly phase: 'waiting';
      /** The contact centre does not have the request yet. */
      readonly requested?: true;
      readonly position?: number;
      readonly waitMs?: number;
    }
  /** A flow of the contact centre talks with the visitor, who waits for nobody until it is told. */
  | { readonly phase: 'flow' }
  | { readonly phase: 'active'; readonly agent?: string };

/** A question about the conversation, asked once. */
export interface Survey {
  readonly id: string;
  readonly question: string;
  /** Answers go from 1 to this. */
  readonly scale: number;
  readonly comment: boolean;
  readonly answered: boolean;
  /** The conversation went on after the answer: nothing is said of it any more. */
  readonly over?: true;
}

export interface ChatState {
  readonly connection: ConnectionState;
  /** The endpoint refused to open a conversation; the server's words, maybe empty. */
  readonly refused?: string;
  /** The server's code for it. */
  readonly refusedCode?: string;
  readonly userId: string;
  /** The conversation is open and what was said before is in the list. */
  readonly ready: boolean;
  readonly items: readonly Item[];
  readonly handover: Handover;
  /** When an agent's message came last, by the own clock. */
  readonly agentSpokeAt?: number;
  readonly typing?: { readonly name?: string; readonly sender: Sender; readonly at: number };
  readonly ended: boolean;
  readonly survey?: Survey;
  readonly seenId?: string;
}

export const initialState: ChatState = {
  connection: 'idle',
  userId: '',
  ready: false,
  items: [],
  handover: { phase: 'none' },
  ended: false,
};

/** The conversation goes on: thanks for an answer have had their time. */
export const withoutThanks = (state: ChatState): ChatState =>
  state.survey?.answered ? { ...state, survey: { ...state.survey, over: true } } : state;

/** Messages of others after the last one that was seen. */
export function unreadCount({ items, seenId }: ChatState): number {
  const seen = items.findLastIndex(({ id }) => id !== undefined && id === seenId);
  return items.slice(seen + 1).filter((item) => item.kind === 'message' && item.sender !== 'user')
    .length;
}

/** The newest thing that has a server id: what "seen up to here" can point at. */
export const newestId = ({ items }: ChatState): string | undefined =>
  items.findLast(({ id }) => id !== undefined)?.id;

/** Messages of agents that came after the last one that was seen; they were not told as read. */
export function unseenOfAgents({ items, seenId }: ChatState): readonly string[] {
  const seen = items.findLastIndex(({ id }) => id !== undefined && id === seenId);
  return items
    .slice(seen + 1)
    .flatMap((item) =>
      item.kind === 'message' && item.sender === 'agent' && item.id ? [item.id] : [],
    );
}

/** Buttons offered by the last message; they are gone once anything was said after it. */
export function currentSuggestions({ items, ended }: ChatState): readonly CardAction[] {
  const last = items.findLast((item) => item.kind === 'message');
  return last?.kind === 'message' && !ended ? last.suggestions : [];
}
