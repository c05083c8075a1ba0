import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { systemClock, systemIds } from '@tandem/kit';
import { loadRootKey, storedFingerprint } from '@tandem/vault';
import { schemasOf } from '../../compose/databases.ts';
import { rootKeySources } from '../../compose/root-key.ts';
import { exportDatabases } from '../../transfer/export.ts';
import { importDatabases, importErrors } from '../../transfer/import.ts';
import { type Command, type CommandRun, UsageError } from '../command.ts';
import { type CommandSession, withSession } from '../session.ts';

const fileOf = ({ positionals }: CommandRun, command: string): string => {
  const [file, ...more] = positionals;
  if (!file || more.length > 0)
    throw new UsageError(
      `Name one file, or "-" for the standard ${command === 'export' ? 'output' : 'input'}. See: tandem ${command} --help`,
    );
  return file;
};

const served = ({ settings, databases }: CommandSession) =>
  schemasOf(settings.TANDEM_HALVES).map((name) => databases[name]);

type Step = { readonly schema: string; readonly table: string; readonly rows: number };

/** One line for each schema; each table too where the operator asks for it. */
const createReport = ({ err, options }: Pick<CommandRun, 'err' | 'options'>) => {
  const schemas = new Map<string, { tables: number; rows: number }>();
  return {
    onTable({ schema, table, rows }: Step) {
      const sum = schemas.get(schema) ?? { tables: 0, rows: 0 };
      schemas.set(schema, { tables: sum.tables + 1, rows: sum.rows + rows });
      if (options['verbose']) err(`${schema}.${table}: ${rows} rows`);
    },
    end() {
      for (const [schema, { tables, rows }] of schemas)
        err(`${schema}: ${rows} rows in ${tables} tables`);
    },
  };
};

const verbose = { type: 'boolean', doc: 'a line for each table, too' } as const;

export const exportCommand: Command = {
  name: 'export',
  summary: 'write everything to a file',
  usage: 'export <file|-> [--verbose]',
  help: `
Writes every row of the installation as compressed JSON lines, each schema as of one moment; the server may go on
running. Secrets stay sealed: keep the root key (TANDEM_ROOT_KEY, or <data>/root-key) with the file, or it is lost.

From the embedded database to an existing one:
  npx tandem export tandem.gz
  DATABASE_URL=postgres://… TANDEM_ROOT_KEY_FILE=data/root-key npx tandem import tandem.gz`,
  options: { verbose },
  positionals: true,
  async run(run) {
    const file = fileOf(run, 'export');
    // A database of its own is not started for a file that cannot be written.
    const partial = `${file}.partial`;
    if (file !== '-') await (await open(partial, 'w', 0o600)).close();
    const write = async (session: CommandSession) => {
      const report = createReport(run);
      const out = new PassThrough();
      const written = pipeline(
        out,
        createGzip(),
        file === '-' ? process.stdout : createWriteStream(partial, { mode: 0o600 }),
        { end: file !== '-' },
      );
      // Heard where it is awaited: a stream that breaks early is no crash of the process.
      written.catch(() => {});
      try {
        await exportDatabases({
          databases: served(session),
          rootKey: await storedFingerprint(session.databases.core),
          now: systemClock.now(),
          out,
          onTable: report.onTable,
        });
        out.end();
        await written;
        if (file !== '-') await rename(partial, file);
      } catch (error) {
        out.destroy(error as Error);
        await written.catch(() => {});
        throw error;
      }
      report.end();
      run.err(`Exported to ${file}.`);
      return 0;
    };
    return withSession(run, write).catch(async (error: unknown) => {
      await rm(partial, { force: true });
      throw error;
    });
  },
};

/** @throws the system's error, with the path */
const requireFile = async (path: string) => {
  const file = await open(path, 'r');
  try {
    if (!(await file.stat()).isDirectory()) return;
  } finally {
    await file.close();
  }
  throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR', path, syscall: 'open' });
};

/** No key is generated here: the secrets could not be opened with it. @throws RootKeyError, importErrors.otherRootKey */
const requireRootKey = async ({ settings }: CommandSession, needed: string) => {
  const sources = rootKeySources(settings, systemIds);
  const { fingerprint } = await loadRootKey({ ...sources, sealedUnder: async () => needed });
  if (fingerprint !== needed) throw importErrors.otherRootKey({ needed, own: fingerprint });
};

export const importCommand: Command = {
  name: 'import',
  summary: 'fill an empty database from a file',
  usage: 'import <file|-> [--verbose]',
  help: `
Fills a new installation from a file made by "tandem export". The target must be empty and of the same version, and
needs the root key of the exporting installation. Stop the server before. If anything is wrong, nothing is changed.`,
  options: { verbose },
  positionals: true,
  async run(run) {
    const file = fileOf(run, 'import');
    // Nor is one for a file that cannot be read.
    if (file !== '-') await requireFile(file);
    const fill = async (session: CommandSession) => {
      const report = createReport(run);
      const source: Readable = file === '-' ? process.stdin : createReadStream(file);
      const unpacked = source.pipe(createGunzip());
      source.on('error', (error) => unpacked.destroy(error));
      await importDatabases({
        db: session.databases.core,
        schemas: schemasOf(session.settings.TANDEM_HALVES),
        requireRootKey: (fingerprint) => requireRootKey(session, fingerprint),
        isNew: async (tx) => (await tx.query('select from organisation limit 1')).length === 0,
        input: unpacked,
        onTable: report.onTable,
      });
      report.end();
      run.err(`Imported ${file}.`);
      return 0;
    };
    return withSession(run, fill, { creates: true });
  },
};
