import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, realpathSync, statSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { type Account, accountFor, canEnter } from './account.ts';
import { makeFolder } from './make-folder.ts';
import { postgresErrors } from './postgres.errors.ts';

/** What `<data>/engine.json` keeps about the embedded database. */
export type EngineFile = {
  /** Major version that made the cluster. */
  readonly major?: number;
  /** Where the cluster lives when the account that runs it cannot reach the data folder. */
  readonly home?: string;
  readonly password: string;
};

/** The folders of the embedded database and who runs it. */
export type Home = {
  readonly dataDir: string;
  readonly path: string;
  readonly pgDir: string;
  readonly account: Account | undefined;
  readonly engine: EngineFile;
};

/** How the names of folders begin that hold a database in place of the data folder. */
export const homePrefix = 'tandem-';

const engineFile = (dataDir: string) => join(dataDir, 'engine.json');

export const readEngineFile = async (dataDir: string): Promise<EngineFile | undefined> => {
  const text = await readFile(engineFile(dataDir), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as EngineFile);
};

/** Whether an embedded database was ever made in the folder; only looks. */
export const holdsDatabase = (dataDir: string): boolean => existsSync(engineFile(dataDir));

export const writeEngineFile = async (dataDir: string, engine: EngineFile): Promise<void> => {
  const half = `${engineFile(dataDir)}.new`;
  await writeFile(half, `${JSON.stringify(engine, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(half, engineFile(dataDir));
};

const makeDataFolder = (dataDir: string): string => {
  try {
    makeFolder(dataDir, 0o700);
    return realpathSync(dataDir);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw postgresErrors.folderUnwritable({ folder: dataDir, reason });
  }
};

/** Lets another account pass through a folder of ours without letting it look inside. */
const letPass = (folder: string): void => {
  const { uid, mode } = statSync(folder);
  if (uid === process.getuid?.()) chmodSync(folder, (mode & 0o7777) | 0o011);
};

const elsewhere = (dataDir: string, options: HomeOptions, account: Account): string => {
  try {
    makeFolder(options.otherHomes, 0o755);
    const path = mkdtempSync(join(options.otherHomes, homePrefix));
    letPass(path);
    if (!canEnter(account, path)) throw new Error('not reachable either');
    options.log.info(
      { dataDir, path },
      'the account of PostgreSQL cannot reach the data folder: the database goes to another folder',
    );
    return path;
  } catch {
    throw postgresErrors.folderUnreachable({ account: account.name, folder: dataDir });
  }
};

export type HomeOptions = {
  readonly dataDir: string;
  readonly log: Log;
  /** Where homes are made that the data folder cannot hold, for root with a private home folder. */
  readonly otherHomes: string;
};

/**
 * Settles where the cluster lives and which account runs it.
 * @throws postgresErrors.folderUnwritable, postgresErrors.folderUnreachable, postgresErrors.noAccount
 */
export async function openHome(options: HomeOptions): Promise<Home> {
  const dataDir = makeDataFolder(options.dataDir);
  const known = await readEngineFile(dataDir);
  const account = accountFor([join(known?.home ?? dataDir, 'pg'), dataDir]);
  if (account) letPass(dataDir);
  const reachable = !account || canEnter(account, known?.home ?? dataDir);
  if (known?.home && !reachable) {
    throw postgresErrors.folderUnreachable({ account: account?.name ?? '', folder: known.home });
  }
  const path = known?.home ?? (reachable ? dataDir : elsewhere(dataDir, options, account));
  const engine: EngineFile = {
    password: randomBytes(24).toString('base64url'),
    ...known,
    ...(path === dataDir ? {} : { home: path }),
  };
  if (!known || known.home !== engine.home) await writeEngineFile(dataDir, engine);
  return { dataDir, path, pgDir: join(path, 'pg'), account, engine };
}
