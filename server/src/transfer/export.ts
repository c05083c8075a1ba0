import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Database, Transaction } from '@tandem/kit';
import { appliedMigrations, type CopiedTable, copiedTables, identifier } from './tables.ts';

export const exportFormat = 'tandem-export-2';

/** First line of an export. */
export type ExportHeader = {
  readonly format: typeof exportFormat;
  readonly exportedAt: string;
  /** Fingerprint of the root key that its secrets are sealed under; null: it has none. */
  readonly rootKey: string | null;
  readonly schemas: readonly { readonly schema: string; readonly migrations: readonly string[] }[];
};

/** Every other line: some rows of one table, as PostgreSQL writes them in JSON. */
export type ExportChunk = {
  readonly schema: string;
  readonly table: string;
  readonly rows: readonly unknown[];
};

export type TransferProgress = (step: {
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
}) => void;

const chunkRows = 500;

const writeLine = async (out: Writable, line: unknown) => {
  if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
};

/**
 * In the target the log counts as one transaction, in which ids alone keep the order: the place of a reader becomes the
 * highest id that has nothing behind it which was not read.
 */
const placeById = (prefix: string) => {
  const [xid, id] = [`o.${identifier(`${prefix}xid`)}`, `o.${identifier(`${prefix}id`)}`];
  return `coalesce((select min(e.id) - 1 from event_log e where (e.xid, e.id) > (${xid}, ${id})),
    (select max(e.id) from event_log e), ${id}) as ${identifier(`${prefix}id`)}`;
};

const exportedColumn = (table: string, columns: readonly string[], column: string) => {
  const [, prefix] = /^(.+_)id$/.exec(column) ?? [];
  const isPlace = prefix !== undefined && columns.includes(`${prefix}xid`);
  return isPlace && table !== 'event_log' ? placeById(prefix) : `o.${identifier(column)}`;
};

const exportTable = async (
  tx: Transaction,
  { name, columns }: CopiedTable,
  write: (rows: unknown[]) => Promise<void>,
) => {
  const list = columns.map((column) => exportedColumn(name, columns, column)).join(', ');
  await tx.query(
    `declare rows no scroll cursor for select to_jsonb(t) as row from (select ${list} from ${identifier(name)} o) t`,
  );
  let total = 0;
  for (;;) {
    const rows = await tx.query<{ row: unknown }>(`fetch ${chunkRows} from rows`);
    if (rows.length === 0) break;
    total += rows.length;
    await write(rows.map(({ row }) => row));
  }
  await tx.query('close rows');
  return total;
};

/**
 * Writes every row of the databases as JSON lines, each database as of one moment. Sealed values stay sealed: the
 * target needs the same root key.
 */
export const exportDatabases = async (options: {
  databases: readonly Database[];
  rootKey: string | null;
  now: Date;
  out: Writable;
  onTable: TransferProgress;
}): Promise<void> => {
  const { databases, rootKey, now, out, onTable } = options;
  const schemas = await Promise.all(
    databases.map(async (db) => ({ schema: db.schema, migrations: await appliedMigrations(db) })),
  );
  const exportedAt = now.toISOString();
  const header: ExportHeader = { format: exportFormat, exportedAt, rootKey, schemas };
  await writeLine(out, header);
  for (const db of databases) {
    await db.transaction(async (tx) => {
      await tx.query('set transaction isolation level repeatable read, read only');
      // The reader of the file may be slow; the session's idle limit is meant for forgotten transactions.
      await tx.query('set local idle_in_transaction_session_timeout = 0');
      for (const table of await copiedTables(tx, db.schema)) {
        const rows = await exportTable(tx, table, (chunk) =>
          writeLine(out, {
            schema: db.schema,
            table: table.name,
            rows: chunk,
          } satisfies ExportChunk),
        );
        onTable({ schema: db.schema, table: table.name, rows });
      }
    });
  }
};
