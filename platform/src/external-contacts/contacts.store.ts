import type { Queryable, Transaction } from '@tandem/kit';
import type { Page } from '../listing/index.ts';
import type { ContactDoc, Identifier } from './contacts.rules.ts';

export type ContactRecord = {
  readonly org: string;
  readonly id: string;
  readonly type: 'Ephemeral' | 'Identified' | 'Curated';
  readonly doc: ContactDoc;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly identifiers: readonly Identifier[];
  /** The contact it was merged into, and the one that this and all others have become. */
  readonly mergedTo: string | null;
  readonly canonical: string | null;
  /** Contacts that were merged into it directly. */
  readonly mergedFrom: readonly string[];
};

const select = `select c.org, c.id, c.type, c.doc, c.created_at as "createdAt", c.modified_at as "modifiedAt",
    coalesce((select json_agg(json_build_object('type', i.type, 'source', i.source, 'value', i.value)
      order by i.created_at, i.type, i.value) from external_contact_identifier i
      where i.org = c.org and i.contact = c.id), '[]') as identifiers,
    c.merged_to as "mergedTo", c.canonical,
    array(select m.id from external_contact m where m.org = c.org and m.merged_to = c.id order by m.id) as "mergedFrom"
  from external_contact c`;

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const findContact = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<ContactRecord | null> => {
  if (!uuid.test(id)) return null;
  const [row] = await db.query<ContactRecord>(`${select} where c.org = $1 and c.id = $2`, [
    org,
    id,
  ]);
  return row ?? null;
};

const likeOf = (q: string | undefined): string | null =>
  q === undefined || q.trim() === ''
    ? null
    : `%${q
        .trim()
        .toLowerCase()
        .replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Contacts whose name, address or number holds a text, the latest changed first; none that became part of another. */
export const listContacts = async (
  db: Queryable,
  { org, q }: { readonly org: string; readonly q?: string | undefined },
  page: Page,
): Promise<{ readonly total: number; readonly rows: readonly ContactRecord[] }> => {
  const where = 'c.org = $1 and c.merged_to is null and ($2::text is null or c.search like $2)';
  const [count] = await db.query<{ total: number }>(
    `select count(*)::int as total from external_contact c where ${where}`,
    [org, likeOf(q)],
  );
  const rows = await db.query<ContactRecord>(
    `${select} where ${where} order by c.modified_at desc, c.id limit $3 offset $4`,
    [org, likeOf(q), page.size, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

export type Owner = {
  readonly contact: string;
  /** When the customer was last heard of, to the day. */
  readonly seenAt: Date;
};

/** The contact that has an identifier; of several the one of the first. `free`: one of them is nobody's. */
export const findOwner = async (
  db: Queryable,
  org: string,
  identifiers: readonly Identifier[],
): Promise<{ readonly owner: Owner | null; readonly free: boolean }> => {
  const rows = await db.query<Owner>(
    `select e.contact, coalesce(c.seen_at, c.modified_at) as "seenAt"
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality w(type, source, value, n)
     join external_contact_identifier e
       on e.org = $1 and e.type = w.type and e.source = w.source and e.value = w.value
     join external_contact c on c.org = e.org and c.id = e.contact
     order by w.n`,
    [org, ...columnsOf(identifiers)],
  );
  return { owner: rows[0] ?? null, free: rows.length < identifiers.length };
};

export const noteSeen = (
  db: Queryable,
  { org, id, at }: { readonly org: string; readonly id: string; readonly at: Date },
) => db.query('update external_contact set seen_at = $3 where org = $1 and id = $2', [org, id, at]);

/** As {@link findOwner}, the contact alone. */
export const findByIdentifiers = async (
  db: Queryable,
  org: string,
  identifiers: readonly Identifier[],
): Promise<string | null> => (await findOwner(db, org, identifiers)).owner?.contact ?? null;

const columnsOf = (identifiers: readonly Identifier[]) => [
  identifiers.map(({ type }) => type),
  identifiers.map(({ source }) => source),
  identifiers.map(({ value }) => value),
];

/**
 * The contact that this one has become by now, itself where it was never merged, which stays until the transaction ends.
 * @returns null when it is gone.
 */
export const holdLiving = async (
  tx: Transaction,
  org: string,
  id: string,
): Promise<string | null> => {
  // The weakest lock that merging and deleting wait for: merging writes to those that were merged before.
  const [row] = await tx.query<{ canonical: string | null }>(
    'select canonical from external_contact where org = $1 and id = $2 for key share',
    [org, id],
  );
  if (!row) return null;
  return row.canonical === null ? id : holdLiving(tx, org, row.canonical);
};

/** Inserts, or replaces the one of the same id. */
export const saveContact = (
  tx: Transaction,
  record: Pick<ContactRecord, 'org' | 'id' | 'type' | 'doc' | 'createdAt' | 'modifiedAt'>,
  search: string,
) =>
  tx.query(
    `insert into external_contact (org, id, type, doc, search, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (org, id) do update set type = excluded.type, doc = excluded.doc, search = excluded.search,
       modified_at = excluded.modified_at`,
    [
      ...[record.org, record.id, record.type, JSON.stringify(record.doc), search],
      ...[record.createdAt, record.modifiedAt],
    ],
  );

/** Gives a contact identifiers that nobody has. @returns those it has by now. */
export const claimIdentifiers = async (
  tx: Transaction,
  { org, id, at }: { readonly org: string; readonly id: string; readonly at: Date },
  identifiers: readonly Identifier[],
): Promise<readonly (Identifier & { readonly contact: string })[]> => {
  await tx.query(
    `insert into external_contact_identifier (org, type, source, value, contact, created_at)
     select $1, w.type, w.source, w.value, $5, $6
     from unnest($2::text[], $3::text[], $4::text[]) w(type, source, value)
     order by 2, 3, 4 on conflict do nothing`,
    [org, ...columnsOf(identifiers), id, at],
  );
  return tx.query<Identifier & { contact: string }>(
    `select e.type, e.source, e.value, e.contact
     from unnest($2::text[], $3::text[], $4::text[]) w(type, source, value)
     join external_contact_identifier e
       on e.org = $1 and e.type = w.type and e.source = w.source and e.value = w.value`,
    [org, ...columnsOf(identifiers)],
  );
};

/** Takes from a contact the identifiers that are not among these. */
export const dropOtherIdentifiers = (
  tx: Transaction,
  { org, id }: { readonly org: string; readonly id: string },
  kept: readonly Identifier[],
) =>
  tx.query(
    `delete from external_contact_identifier e where e.org = $1 and e.contact = $5 and not exists (
       select from unnest($2::text[], $3::text[], $4::text[]) w(type, source, value)
       where e.type = w.type and e.source = w.source and e.value = w.value)`,
    [org, ...columnsOf(kept), id],
  );

/** The whole family of a contact at the head of others, itself included. */
export const mergeSetOf = async (db: Queryable, org: string, head: string): Promise<string[]> =>
  (
    await db.query<{ id: string }>(
      'select id from external_contact where org = $1 and (id = $2 or canonical = $2) order by id',
      [org, head],
    )
  ).map(({ id }) => id);

/** Deletes a contact with those merged into it. */
export const deleteContact = (
  tx: Transaction,
  { org, id }: { readonly org: string; readonly id: string },
) => tx.query('delete from external_contact where org = $1 and id = $2', [org, id]);
