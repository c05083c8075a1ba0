import type { Clock, Queryable } from '@tandem/kit';
import { fromMessageKey, toMessageKey } from '../threads/index.ts';
import { awaitAccepted } from './accepted.ts';
import { isUuid } from './conversation.commit.ts';
import type { ConversationState, Customer, Participant } from './conversation.model.ts';

/** One stored message with the body of the wire. */
export type StoredMessage = {
  readonly id: string;
  readonly conversationId: string;
  readonly integrationId: string;
  readonly customerId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly communicationId: string | null;
  readonly userId: string | null;
  readonly at: Date;
  readonly status: string;
  readonly receipts: readonly Readonly<Record<string, unknown>>[] | null;
  readonly body: Readonly<Record<string, unknown>>;
};

type Attachment = {
  readonly id?: string;
  readonly url?: string;
  readonly mime?: string;
  readonly filename?: string;
  readonly contentSizeBytes?: number;
};

/** A part of a message beside its text, as the wire has it. */
export type MessageContent = { readonly attachment?: Attachment };

/** What the views of a conversation list of a message. */
export type ListedMessage = Pick<
  StoredMessage,
  'id' | 'conversationId' | 'direction' | 'communicationId' | 'status' | 'receipts'
> & {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly content: readonly MessageContent[] | null;
};

/** A conversation with everything that was ever part of it; what the views are rendered from. */
export type LoadedConversation = {
  readonly org: string;
  readonly integrationId: string;
  readonly customer: Customer;
  readonly conversation: ConversationState;
  readonly participants: readonly Participant[];
  readonly messages: readonly ListedMessage[];
};

type Row = {
  readonly id: string;
  readonly integration: string;
  readonly profile: Customer;
  readonly owner: ConversationState['owner'];
  readonly version: number;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly external_tag: string | null;
  readonly participants: readonly Participant[] | null;
  readonly messages: readonly ListedColumns[] | null;
};

const messageSelect = `select m.id, m.conversation as "conversationId", t.integration as "integrationId",
    t.profile->>'id' as "customerId", m.direction, m.communication as "communicationId", m.user_id as "userId", m.at,
    m.status, m.receipts, m.body
  from message m join thread t on t.id = m.thread`;

/** In the order in which `conversations_loaded` lists them; receipts only of messages that failed. */
type ListedColumns = readonly [
  id: string,
  direction: ListedMessage['direction'],
  communicationId: string | null,
  at: string,
  status: string,
  content: readonly MessageContent[] | null,
  receipts: ListedMessage['receipts'],
];

const toListed = (
  conversationId: string,
  [id, direction, communicationId, at, status, content, receipts]: ListedColumns,
): ListedMessage => ({
  id: fromMessageKey(id),
  conversationId,
  direction,
  communicationId,
  at,
  status,
  content,
  receipts,
});

const toMessage = (row: StoredMessage): StoredMessage => ({ ...row, id: fromMessageKey(row.id) });

const toLoaded = (org: string, row: Row): LoadedConversation => ({
  org,
  integrationId: row.integration,
  customer: row.profile,
  conversation: {
    id: row.id,
    owner: row.owner,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    version: row.version,
    externalTag: row.external_tag,
  },
  participants: row.participants ?? [],
  messages: (row.messages ?? []).map((message) => toListed(row.id, message)),
});

/** The organisation's conversations among the ids, the oldest first; ids that name nothing are left out. */
export const loadConversations = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<LoadedConversation[]> => {
  const rows = await db.call<Row>(
    'conversations_loaded',
    'select * from conversations_loaded($1, $2)',
    [org, ids.filter((id) => isUuid.test(id))],
  );
  return rows.map((row) => toLoaded(org, row));
};

export const loadConversation = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<LoadedConversation | null> => (await loadConversations(db, org, [id]))[0] ?? null;

/** The same for whoever asks with an id that an inbound message was answered with: its lane is waited for. */
export const readConversation = async (
  deps: { readonly db: Queryable; readonly clock: Pick<Clock, 'sleep'> },
  org: string,
  id: string,
): Promise<LoadedConversation | null> => {
  const loaded = await loadConversation(deps.db, org, id);
  if (loaded || !isUuid.test(id) || !(await awaitAccepted(deps, org, id))) return loaded;
  return loadConversation(deps.db, org, id);
};

/** Conversations in which the user takes part, or has after-call work left. */
export const loadConversationsOf = async (
  db: Queryable,
  org: string,
  userId: string,
): Promise<LoadedConversation[]> => {
  const rows = await db.query<{ conversation: string }>(
    `select distinct p.conversation from participant p where p.org = $1 and p.user_id = $2 and p.live`,
    [org, userId],
  );
  return loadConversations(
    db,
    org,
    rows.map(({ conversation }) => conversation),
  );
};

/** Messages of the organisation by their ids of 32 hex digits; those of one conversation where it is given. */
export const findMessages = async (
  db: Queryable,
  org: string,
  { ids, conversationId }: { readonly ids: readonly string[]; readonly conversationId?: string },
): Promise<StoredMessage[]> => {
  const keys = ids.map((id) => toMessageKey(id.toLowerCase())).filter((id) => isUuid.test(id));
  const rows = await db.query<StoredMessage>(
    `${messageSelect} where m.org = $1 and m.id = any ($2::uuid[]) and ($3::uuid is null or m.conversation = $3)
     order by m.seq`,
    [org, keys, conversationId ?? null],
  );
  return rows.map(toMessage);
};

/** A participant of a conversation, also one that is finished. */
export const findParticipant = async (
  db: Queryable,
  where: { readonly org: string; readonly conversationId: string; readonly participantId: string },
): Promise<Participant | null> => {
  if (!isUuid.test(where.participantId)) return null;
  const [row] = await db.query<{ doc: Participant }>(
    'select doc from participant where org = $1 and conversation = $2 and id = $3',
    [where.org, where.conversationId, where.participantId],
  );
  return row?.doc ?? null;
};

/** The open integration of a conversation. */
export const findIntegrationId = async (
  db: Queryable,
  org: string,
  conversationId: string,
): Promise<string | null> => {
  if (!isUuid.test(conversationId)) return null;
  const [row] = await db.query<{ integration: string }>(
    'select integration from conversation where org = $1 and id = $2',
    [org, conversationId],
  );
  return row?.integration ?? null;
};
