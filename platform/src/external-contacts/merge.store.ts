import type { Queryable, Transaction } from '@tandem/kit';

/** Holds contacts against each other merging, in the order of their ids. */
export const lockContacts = (tx: Transaction, org: string, ids: readonly string[]) =>
  tx.query(
    'select id from external_contact where org = $1 and id = any($2::uuid[]) order by id for update',
    [org, ids],
  );

/** How many contacts these were made of, themselves included. */
export const countMerged = async (
  tx: Transaction,
  org: string,
  ids: readonly string[],
): Promise<number> => {
  const [row] = await tx.query<{ total: number }>(
    `select count(*)::int as total from external_contact
     where org = $1 and (id = any($2::uuid[]) or canonical = any($2::uuid[]))`,
    [org, ids],
  );
  return row?.total ?? 0;
};

/** Makes contacts and all that they were made of parts of another, which gets their identifiers. */
export const joinContacts = async (
  tx: Transaction,
  {
    org,
    ids,
    into,
  }: { readonly org: string; readonly ids: readonly string[]; readonly into: string },
): Promise<void> => {
  await tx.query(
    `update external_contact set canonical = $3, merged_to = case when id = any($2::uuid[]) then $3 else merged_to end
     where org = $1 and (id = any($2::uuid[]) or canonical = any($2::uuid[]))`,
    [org, ids, into],
  );
  await tx.query(
    `update external_contact set seen_at = (select max(coalesce(seen_at, modified_at)) from external_contact
       where org = $1 and id = any($2::uuid[])) where org = $1 and id = $3`,
    [org, ids, into],
  );
  await tx.query(
    `update external_contact_identifier set contact = $3 where org = $1 and contact = any($2::uuid[])`,
    [org, ids, into],
  );
};

export type ConversationRow = {
  readonly id: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly integration: string;
  readonly integrationName: string | null;
  readonly queue: string | null;
  readonly queueName: string | null;
  readonly agents: readonly AgentRow[];
};

type AgentRow = {
  readonly id: string | null;
  /** As customers know the agent. */
  readonly name: string | null;
};

const ofContact = `select distinct p.conversation from participant p
  where p.org = $1 and p.contact in (
    select id from external_contact where org = $1 and (id = $2 or canonical = $2))`;

/** The conversations of a contact and of those merged into it, newest first. */
export const listContactConversations = async (
  db: Queryable,
  { org, contact }: { readonly org: string; readonly contact: string },
  page: { readonly size: number; readonly offset: number },
): Promise<{ readonly total: number; readonly rows: readonly ConversationRow[] }> => {
  const [count] = await db.query<{ total: number }>(
    `select count(*)::int as total from (${ofContact}) c`,
    [org, contact],
  );
  const rows = await db.query<ConversationRow>(
    `select c.id, c.started_at as "startedAt", c.ended_at as "endedAt", c.integration,
       i.name as "integrationName", c.queue, q.name as "queueName",
       array(select json_build_object('id', a.user_id, 'name', max(a.doc->>'name')) from participant a
         where a.org = c.org and a.conversation = c.id and a.purpose = 'agent'
         and a.doc->>'connectedAt' is not null and (a.user_id is not null or a.doc->>'name' is not null)
         group by a.user_id, case when a.user_id is null then a.doc->>'name' end
         order by min(a.ordinal)) as agents
     from conversation c
     left join open_integration i on i.org = c.org and i.id = c.integration
     left join queue q on q.org = c.org and q.id = c.queue
     where c.org = $1 and c.id in (${ofContact})
     order by c.started_at desc, c.id limit $3 offset $4`,
    [org, contact, page.size, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};
