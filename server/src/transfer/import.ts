import type { Readable } from 'node:stream';
import { type Database, defineErrors, type Transaction } from '@tandem/kit';
import {
  type ExportChunk,
  type ExportHeader,
  exportFormat,
  type TransferProgress,
} from './export.ts';
import { appliedMigrations, type CopiedTable, copiedTables, identifier } from './tables.ts';

export const importErrors = defineErrors('import', {
  notAnExport: {
    status: 400,
    code: 'import.format',
    text: 'The file is not an export of Tandem. Make one with: tandem export <file>',
  },
  otherVersion: {
    status: 409,
    code: 'import.version',
    text: 'The export was made by another version: schema "{schema}" differs in {migrations}. Import with the version that exported.',
  },
  notEmpty: {
    status: 409,
    code: 'import.not.empty',
    text: 'The target is in use: it has an organisation already. Import into a new database; nothing was changed.',
  },
  unknownSchema: {
    status: 409,
    code: 'import.schema',
    text: 'The export holds schema "{schema}", which this process does not serve. Set TANDEM_HALVES accordingly.',
  },
  otherFormat: {
    status: 409,
    code: 'import.older',
    text: 'The export was made by an earlier version. Import with the version that exported.',
  },
  otherRootKey: {
    status: 409,
    code: 'import.root.key',
    text: 'The secrets of the export are sealed under the root key with the fingerprint {needed}; this installation has {own}. Give the original key in TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE. Nothing was imported.',
  },
  incomplete: {
    status: 400,
    code: 'import.incomplete',
    text: 'The export ends in the middle: line {line} cannot be read. Nothing was imported.',
  },
});

const compareMigrations = async (
  tx: Transaction,
  { schema, migrations }: ExportHeader['schemas'][number],
) => {
  const own = await appliedMigrations(tx);
  const different = [
    ...own.filter((name) => !migrations.includes(name)),
    ...migrations.filter((name) => !own.includes(name)),
  ];
  if (different.length > 0)
    throw importErrors.otherVersion({ schema, migrations: different.slice(0, 3).join(', ') });
};

/**
 * Transaction ids of another cluster mean nothing here: the event log counts as one old transaction, in which the ids
 * alone keep the order, and so do the places of its readers. The audit log was followed where it comes from.
 */
const valueExpression = (table: string, column: string) => {
  // When topics were chosen is told by transaction ids, too: what is still to be sent from before that goes along.
  if (table === 'destination' && column === 'topics_from') return "'{}'::jsonb";
  if (!/(^|_)xid$/.test(column)) return identifier(column);
  if (table === 'audit_log') return 'null::xid8';
  return `case when ${identifier(column)} is not null then '3'::xid8 end`;
};

const insertRows = async (
  tx: Transaction,
  { name, columns }: CopiedTable,
  rows: readonly unknown[],
) => {
  const list = columns.map(identifier).join(', ');
  const values = columns.map((column) => valueExpression(name, column)).join(', ');
  await tx.query(
    `insert into ${identifier(name)} (${list}) overriding system value
     select ${values} from jsonb_populate_recordset(null::${identifier(name)}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
};

const identityColumns = `select table_name as "table", column_name as "column" from information_schema.columns
  where table_schema = $1 and is_identity = 'YES'`;

/** Identity columns go on above the highest imported value. */
const advanceIdentities = async (tx: Transaction, schema: string) => {
  for (const { table, column } of await tx.query<{ table: string; column: string }>(
    identityColumns,
    [schema],
  )) {
    await tx.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(1, (select coalesce(max(${identifier(column)}), 0) from ${identifier(table)}) + 1), false)`,
      [identifier(table), column],
    );
  }
};

type Chunks = AsyncIterator<ExportChunk>;
type Peekable = {
  readonly peek: () => Promise<ExportChunk | undefined>;
  readonly take: () => void;
};

/** Reads the chunks of one schema, leaving the first chunk of the next one to be asked for again. */
const importSchema = async (
  tx: Transaction,
  { schema, chunks, onTable }: { schema: string; chunks: Peekable; onTable: TransferProgress },
) => {
  const tables = await copiedTables(tx, schema);
  // Rows that a migration has put there are in the export too.
  await tx.query(`truncate ${tables.map(({ name }) => identifier(name)).join(', ')}`);
  const counts = new Map(tables.map(({ name }) => [name, 0]));
  for (
    let chunk = await chunks.peek();
    chunk && chunk.schema === schema;
    chunk = await chunks.peek()
  ) {
    const table = tables.find(({ name }) => name === chunk?.table);
    if (!table) throw importErrors.notAnExport();
    await insertRows(tx, table, chunk.rows);
    counts.set(table.name, (counts.get(table.name) ?? 0) + chunk.rows.length);
    chunks.take();
  }
  await advanceIdentities(tx, schema);
  for (const [table, rows] of counts) onTable({ schema, table, rows });
};

const peekable = (source: Chunks) => {
  let next: Promise<ExportChunk | undefined> | undefined;
  return {
    peek: () => {
      next ??= source.next().then(({ value, done }) => (done ? undefined : (value as ExportChunk)));
      return next;
    },
    take: () => {
      next = undefined;
    },
  };
};

/** Lines of the file as far as it can be unpacked. @throws importErrors.notAnExport, incomplete */
async function* textsOf(input: Readable): AsyncGenerator<string> {
  let lines = 0;
  let rest = '';
  try {
    for await (const chunk of input.setEncoding('utf8')) {
      const [first = '', ...more] = (chunk as string).split('\n');
      rest += first;
      for (const next of more) {
        lines += 1;
        yield rest;
        rest = next;
      }
    }
  } catch (error) {
    // What zlib has to say of a file that is cut off, damaged or not compressed at all.
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    if (lines === 0) throw importErrors.notAnExport();
    throw importErrors.incomplete({ line: String(lines + 1) });
  }
  if (rest !== '') yield rest;
}

async function* linesOf(input: Readable): AsyncGenerator<unknown> {
  let line = 0;
  for await (const text of textsOf(input)) {
    line += 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw line === 1
        ? importErrors.notAnExport()
        : importErrors.incomplete({ line: String(line) });
    }
    yield value;
  }
}

const headerOf = (line: unknown): ExportHeader => {
  const header = line as Partial<ExportHeader> | null | undefined;
  if ((header?.format as string | undefined) === 'tandem-export-1')
    throw importErrors.otherFormat();
  if (header?.format !== exportFormat || !Array.isArray(header.schemas))
    throw importErrors.notAnExport();
  return header as ExportHeader;
};

const isChunk = (line: unknown): line is ExportChunk => {
  const { schema, table, rows } = (line ?? {}) as Partial<ExportChunk>;
  return typeof schema === 'string' && typeof table === 'string' && Array.isArray(rows);
};

async function* chunksOf(lines: AsyncGenerator<unknown>): AsyncGenerator<ExportChunk> {
  for await (const line of lines) {
    if (!isChunk(line)) throw importErrors.notAnExport();
    yield line;
  }
}

/**
 * Fills a new, migrated installation from an export, all schemas in one transaction: it is there whole or not at all.
 * @param schemas those that this process serves, all in the database of `db`.
 * @param isNew whether nobody uses the installation yet.
 * @param requireRootKey throws unless the installation has the root key with this fingerprint.
 * @throws importErrors.*
 */
export const importDatabases = async (options: {
  db: Database;
  schemas: readonly string[];
  isNew: (tx: Transaction) => Promise<boolean>;
  requireRootKey: (fingerprint: string) => Promise<void>;
  input: Readable;
  onTable: TransferProgress;
}): Promise<void> => {
  const { db, schemas, isNew, requireRootKey, input, onTable } = options;
  const lines = linesOf(input);
  const header = headerOf((await lines.next()).value);
  if (header.rootKey !== null) await requireRootKey(header.rootKey);
  const chunks = peekable(chunksOf(lines));
  await db.transaction(async (tx) => {
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    if (!(await isNew(tx))) throw importErrors.notEmpty();
    for (const exported of header.schemas) {
      const { schema } = exported;
      if (!schemas.includes(schema)) throw importErrors.unknownSchema({ schema });
      await tx.query("select set_config('search_path', $1, true)", [identifier(schema)]);
      await compareMigrations(tx, exported);
      await importSchema(tx, { schema, chunks, onTable });
    }
    if (await chunks.peek()) throw importErrors.notAnExport();
  });
};
