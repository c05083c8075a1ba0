import { createBatcher, type Database, type Log, type Queryable } from '@tandem/kit';
import type { NewHop, Session } from './conversations.model.ts';
import { storableJson, storableText } from './storable.rules.ts';

type Entry = {
  readonly session: Pick<Session, 'id' | 'org'>;
  readonly hop: NewHop;
  readonly at: Date;
};

/** An entry as it is stored. What cannot be written fails by itself, before it meets others. */
const toRow = ({ session, hop, at }: Entry) => ({
  ...{ session: session.id, org: session.org, handover: hop.handover ?? null, kind: hop.kind },
  ...{ summary: storableText(hop.summary), ok: hop.ok, at },
  detail: storableJson(hop.detail ?? {}),
});

type HopRow = ReturnType<typeof toRow>;

const insertHops = async (db: Queryable, entries: readonly HopRow[]): Promise<void> => {
  await db.call(
    'insert_hops',
    `insert into hop (session, org, handover, kind, summary, ok, detail, at)
     select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::boolean[],
       $7::jsonb[], $8::timestamptz[])`,
    [
      entries.map(({ session }) => session),
      entries.map(({ org }) => org),
      entries.map(({ handover }) => handover),
      entries.map(({ kind }) => kind),
      entries.map(({ summary }) => summary),
      entries.map(({ ok }) => ok),
      entries.map(({ detail }) => detail),
      entries.map(({ at }) => at),
    ],
  );
};

/** Adds an entry to the timeline of a session. */
export const insertHop = (
  db: Queryable,
  session: Entry['session'],
  { hop, at }: { hop: NewHop; at: Date },
): Promise<void> => insertHops(db, [toRow({ session, hop, at })]);

/** Notes what has been done already: a timeline that cannot be written stops no conversation. */
export type NoteHop = (session: Entry['session'], entry: { hop: NewHop; at: Date }) => void;

const maxBatch = 128;
const maxQueued = 8_000;
/** Nobody waits for them. */
const restMs = 100;

/** Writes entries in groups, behind what goes on. */
export const createNoteHop = ({ db, log }: { db: Database; log: Log }): NoteHop => {
  const lost = (error: unknown) => log.warn({ err: error }, 'timeline entry lost');
  const batcher = createBatcher({
    async run(entries: readonly HopRow[]) {
      await insertHops(db, entries);
      return entries.map(() => null);
    },
    ...{ maxBatch, maxQueued, restMs },
    onFull: () => new Error('too many entries wait'),
  });
  const add = async (entry: Entry) => batcher.add(toRow(entry));
  return (session, entry) => void add({ session, ...entry }).catch(lost);
};
