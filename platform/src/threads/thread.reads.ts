import type { Queryable, Transaction } from '@tandem/kit';
import type { ThreadState } from '../conversations/index.ts';
import { toMessageKey } from './thread.columns.ts';
import type { StoredThread } from './thread.types.ts';

export type ThreadRow = {
  id: number;
  org: string;
  part: number;
  integration: string;
  profile: ThreadState['customer'];
  conversation: string | null;
  ended: Date | null;
  state: Pick<ThreadState, 'conversation' | 'participants' | 'flow'> | null;
};

const threadSelect = `select id, org, part, integration, profile, conversation, conversation_ended_at as ended, state
  from thread`;

/** A row as the store gives it back. */
export const toStored = (row: ThreadRow): StoredThread => {
  const base = {
    org: row.org,
    thread: row.id,
    part: row.part,
    integrationId: row.integration,
    customer: row.profile,
  };
  return {
    ...base,
    conversationId: row.conversation,
    conversationEndedAt: row.ended?.toISOString() ?? null,
    state: row.state && {
      ...base,
      conversation: row.state.conversation,
      participants: row.state.participants,
      flow: row.state.flow,
    },
  };
};

/**
 * Takes the locks of threads, in ascending order. The first statement of every transaction that changes threads, and
 * never after a write: the order of events of a thread is the order of these locks.
 */
export const lockThreads = async (tx: Transaction, threads: readonly number[]): Promise<void> => {
  await tx.query('select lock_threads($1)', [threads]);
};

/** The threads by id, with their live states. Call it under {@link lockThreads}. */
export const loadThreadStates = async (
  tx: Queryable,
  threads: readonly number[],
): Promise<ReadonlyMap<number, StoredThread>> => {
  const rows = await tx.query<ThreadRow>(`${threadSelect} where id = any ($1::bigint[])`, [
    threads,
  ]);
  return new Map(rows.map((row) => [row.id, toStored(row)]));
};

/** Locks threads and loads them, in one call; for batches. Fails with 55P03 when one is held for 250 ms. */
export const lockAndLoad = async (
  tx: Transaction,
  threads: readonly number[],
): Promise<ReadonlyMap<number, StoredThread>> => {
  const rows = await tx.call<ThreadRow>('lock_and_load', 'select * from lock_and_load($1)', [
    threads,
  ]);
  return new Map(rows.map((row) => [row.id, toStored(row)]));
};

/** Those of some threads whose lock nobody holds at this moment. */
export const freeThreads = async (
  db: Queryable,
  threads: readonly number[],
): Promise<ReadonlySet<number>> => {
  const rows = await db.query<{ id: number }>(
    'select id from thread where id = any ($1::bigint[]) and pg_try_advisory_xact_lock(lock_key)',
    [threads],
  );
  return new Set(rows.map(({ id }) => id));
};

/** Integrations of threads; needs no lock, since a thread never changes its integration. */
export const integrationsOf = async (
  db: Queryable,
  threads: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const rows = await db.query<{ id: number; integration: string }>(
    'select id, integration from thread where id = any ($1::bigint[])',
    [threads],
  );
  return new Map(rows.map(({ id, integration }) => [id, integration]));
};

/** The thread of a conversation; null if the organisation has no such conversation. */
export const findThread = async (
  db: Queryable,
  org: string,
  conversationId: string,
): Promise<number | null> => {
  const [row] = await db.query<{ thread: number }>(
    'select thread from conversation where id = $1 and org = $2',
    [conversationId, org],
  );
  return row?.thread ?? null;
};

type ConversationRow = {
  started_at: Date;
  ended_at: Date | null;
  owner: ThreadState['conversation']['owner'];
  version: number;
  external_tag: string | null;
};

/**
 * State of a conversation of a thread: the live one, or an earlier episode in which somebody still has after-call work.
 */
export const loadConversation = async (
  tx: Queryable,
  stored: StoredThread,
  conversationId: string,
): Promise<ThreadState | null> => {
  if (stored.state?.conversation.id === conversationId) return stored.state;
  const [row] = await tx.query<ConversationRow>(
    'select started_at, ended_at, owner, version, external_tag from conversation where id = $1',
    [conversationId],
  );
  if (!row) return null;
  const participants = await tx.query<{ doc: ThreadState['participants'][number] }>(
    'select doc from participant where conversation = $1 and live order by ordinal',
    [conversationId],
  );
  const { org, thread, part, integrationId, customer } = stored;
  return {
    org,
    thread,
    part,
    integrationId,
    customer,
    conversation: {
      id: conversationId,
      owner: row.owner,
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      version: row.version,
      externalTag: row.external_tag,
    },
    participants: participants.map(({ doc }) => doc),
    flow: null,
  };
};

/**
 * Locks the thread of a conversation and loads the conversation's state with its live participants.
 * @returns null if the organisation has no such conversation.
 */
export const loadByConversation = async (
  tx: Transaction,
  org: string,
  conversationId: string,
): Promise<ThreadState | null> => {
  const thread = await findThread(tx, org, conversationId);
  if (thread === null) return null;
  await lockThreads(tx, [thread]);
  const stored = (await loadThreadStates(tx, [thread])).get(thread);
  return stored ? loadConversation(tx, stored, conversationId) : null;
};

/** The text of a message's body, exactly as it was stored; null if the organisation has no such message. */
export const messageText = async (
  db: Queryable,
  org: string,
  messageId: string,
): Promise<string | null> => {
  const [row] = await db.query<{ text: string }>(
    'select body::text as text from message where id = $1 and org = $2',
    [toMessageKey(messageId), org],
  );
  return row?.text ?? null;
};
