import type { Activity } from '@tandem/contract';
import type { Clock } from '@tandem/kit';
import { type Session, type ShownActivity, toActivityWire } from '../conversations/index.ts';
import { withAgentFiles } from './agent-file.rules.ts';
import type { Tokens } from './tokens.ts';

/** Activities as clients see them. */
export type Show = (found: readonly ShownActivity[]) => Activity[];

const hourMs = 3_600_000;
/** Addresses of files; what was said is read again when the chat is opened again. */
const filesMs = 24 * hourMs;
/** Contact centres sign addresses for days: younger ones are good as they are, and ask nobody for a way on. */
const goodMs = hourMs;

type Showing = {
  readonly session: Pick<Session, 'conversationId'>;
  /** Of this server as the client reaches it; null: not known, and files keep the addresses they came with. */
  readonly origin: string | null;
  /** Whether files that have just come get addresses of ours, too. */
  readonly allFiles?: boolean;
};

/** Shows activities of a conversation, files of agents with addresses that are good from now on. */
export const createShow = (
  { tokens, clock }: { readonly tokens: Pick<Tokens, 'signAgentFile'>; readonly clock: Clock },
  { session: { conversationId }, origin, allFiles = false }: Showing,
): Show => {
  const withFiles = (stored: ShownActivity): ShownActivity => {
    const nowMs = clock.now().getTime();
    if (origin === null || (!allFiles && nowMs - stored.createdAt.getTime() < goodMs))
      return stored;
    const until = nowMs + filesMs;
    return withAgentFiles(stored, { conversationId, until, origin, sign: tokens.signAgentFile });
  };
  return (found) => found.map((stored) => toActivityWire(conversationId, withFiles(stored)));
};
