import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { systemClock } from '@tandem/kit';
import { schemasOf } from '../../compose/databases.ts';
import { exportDatabases } from '../../transfer/export.ts';
import { importDatabases } from '../../transfer/import.ts';
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

const report =
  (err: CommandRun['err']) => (step: { schema: string; table: string; rows: number }) =>
    err(`${step.schema}.${step.table}: ${step.rows} rows`);

export const exportCommand: Command = {
  name: 'export',
  summary: 'write everything to a file',
  usage: 'export <file|->',
  help: `
Writes every row of the installation as compressed JSON lines, each schema as of one moment; the server may go on
running. Secrets stay sealed: keep the root key (TANDEM_ROOT_KEY, or <data>/root-key) with the file, or it is lost.

From the embedded database to an existing one:
  npx tandem export tandem.gz
  DATABASE_URL=postgres://… TANDEM_ROOT_KEY_FILE=data/root-key npx tandem import tandem.gz`,
  options: {},
  positionals: true,
  run(run) {
    const file = fileOf(run, 'export');
    return withSession(run, async (session) => {
      const partial = `${file}.partial`;
      const out = new PassThrough();
      const written = pipeline(
        out,
        createGzip(),
        file === '-' ? process.stdout : createWriteStream(partial, { mode: 0o600 }),
        { end: file !== '-' },
      );
      try {
        await exportDatabases({
          databases: served(session),
          now: systemClock.now(),
          out,
          onTable: report(run.err),
        });
        out.end();
        await written;
        if (file !== '-') await rename(partial, file);
      } catch (error) {
        out.destroy(error as Error);
        await written.catch(() => {});
        await rm(partial, { force: true });
        throw error;
      }
      run.err(`Exported to ${file}.`);
      return 0;
    });
  },
};

export const importCommand: Command = {
  name: 'import',
  summary: 'fill an empty database from a file',
  usage: 'import <file|->',
  help: `
Fills a new installation from a file made by "tandem export". The target must be empty and of the same version, and
needs the root key of the exporting installation. Stop the server before. If anything is wrong, nothing is changed.`,
  options: {},
  positionals: true,
  run(run) {
    const file = fileOf(run, 'import');
    return withSession(run, async (session) => {
      const source: Readable = file === '-' ? process.stdin : createReadStream(file);
      const unpacked = source.pipe(createGunzip());
      source.on('error', (error) => unpacked.destroy(error));
      await importDatabases({
        db: session.databases.core,
        schemas: schemasOf(session.settings.TANDEM_HALVES),
        isNew: async (tx) => (await tx.query('select from organisation limit 1')).length === 0,
        input: unpacked,
        onTable: report(run.err),
      });
      run.err(`Imported ${file}.`);
      return 0;
    });
  },
};
