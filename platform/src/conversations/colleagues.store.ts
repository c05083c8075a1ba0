import { isUuid, type Queryable } from '@tandem/kit';

export type NoteRecord = {
  readonly id: string;
  readonly conversation: string;
  readonly author: string;
  readonly asked: string | null;
  readonly body: string;
  readonly createdAt: Date;
};

type Of = { readonly org: string; readonly conversationId: string };

const columns = 'id, conversation, author, asked, body, created_at as "createdAt"';

/** Whether the organisation has the conversation. */
export const hasConversation = async (
  db: Queryable,
  { org, conversationId }: Of,
): Promise<boolean> =>
  isUuid(conversationId) &&
  (await db.query('select id from conversation where org = $1 and id = $2', [org, conversationId]))
    .length === 1;

/** Notes in the order in which they were written. */
export const listNotes = (db: Queryable, { org, conversationId }: Of): Promise<NoteRecord[]> =>
  db.query<NoteRecord>(
    `select ${columns} from conversation_note where org = $1 and conversation = $2
     order by n`,
    [org, conversationId],
  );

/** Stores a note; one whose id is known is left as it is. @returns what is stored */
export const insertNote = async (
  db: Queryable,
  org: string,
  note: NoteRecord,
): Promise<NoteRecord> => {
  const { id, conversation, author, asked, body, createdAt } = note;
  await db.query(
    `insert into conversation_note (id, org, conversation, author, asked, body, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
    [id, org, conversation, author, asked, body, createdAt],
  );
  const [stored] = await db.query<NoteRecord>(
    `select ${columns} from conversation_note where org = $1 and id = $2`,
    [org, id],
  );
  return stored ?? note;
};

type Looked = {
  readonly others: readonly string[];
  readonly notes: number;
  readonly labels: readonly string[];
};

type Looking = Of & { readonly userId: string; readonly at: Date; readonly freshAfter: Date };

/** Notes that somebody looks. @returns the others who look, the number of notes, the labels */
export const lookAt = async (
  db: Queryable,
  { org, conversationId, userId, at, freshAfter }: Looking,
): Promise<Looked> => {
  await db.query(
    `insert into conversation_viewer (org, conversation, user_id, seen_at) values ($1, $2, $3, $4)
     on conflict (conversation, user_id) do update set seen_at = excluded.seen_at`,
    [org, conversationId, userId, at],
  );
  const [row] = await db.query<Looked>(
    `select array(select v.user_id from conversation_viewer v where v.org = $1 and v.conversation = $2
         and v.user_id <> $3 and v.seen_at > $4 order by v.user_id) as others,
       (select count(*) from conversation_note n where n.org = $1 and n.conversation = $2)::int as notes,
       array(select l.name from conversation_label l where l.org = $1 and l.conversation = $2
         order by l.key) as labels`,
    [org, conversationId, userId, freshAfter],
  );
  return row ?? { others: [], notes: 0, labels: [] };
};

export const lookAway = async (
  db: Queryable,
  { org, conversationId, userId }: Of & { readonly userId: string },
): Promise<void> => {
  await db.query(
    'delete from conversation_viewer where org = $1 and conversation = $2 and user_id = $3',
    [org, conversationId, userId],
  );
};
