import type { Activity } from '@tandem/contract';
import type { SendStatus } from './outbox.ts';
import type { Ports } from './ports.ts';
import type { ConnectionState } from './stream.ts';
import type { Visitor } from './visitor.ts';

/** What the client tells; the state of the chat is made of nothing else. */
export type ClientEvent =
  | { readonly type: 'connection'; readonly state: ConnectionState }
  | {
      readonly type: 'opened';
      readonly resumed: boolean;
      readonly userId: string;
      readonly seenId?: string;
    }
  | { readonly type: 'activities'; readonly activities: readonly Activity[]; readonly at: number }
  | {
      readonly type: 'outgoing';
      readonly clientId: string;
      readonly activity: Activity;
      readonly files: readonly File[];
      readonly at: number;
    }
  | { readonly type: 'sendStatus'; readonly clientId: string; readonly status: SendStatus }
  | { readonly type: 'progress'; readonly clientId: string; readonly fraction: number }
  /** The visitor has taken back what was not sent. */
  | { readonly type: 'withdrawn'; readonly clientId: string }
  /** The server knows the conversation no more. */
  | { readonly type: 'gone' }
  /** The endpoint refuses to open a conversation at all. */
  | { readonly type: 'refused'; readonly reason: string; readonly code: string };

export interface ClientInit {
  readonly endpoint: string;
  readonly locale: string;
  readonly userName?: string | undefined;
  readonly visitor: Visitor;
  readonly ports: Ports;
  readonly onEvent: (event: ClientEvent) => void;
}

export interface Draft {
  readonly text?: string;
  /** What a button stands for, where that is not its text. */
  readonly value?: unknown;
  readonly files?: readonly File[];
}

/** The id a client gave its activity; it comes back with the echo. */
export function clientIdOf(activity: Activity): string | undefined {
  const data = activity.channelData as { clientActivityID?: unknown } | null | undefined;
  return typeof data?.clientActivityID === 'string' ? data.clientActivityID : undefined;
}
