import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import { type Home, writeEngineFile } from './home.ts';
import { postgresErrors } from './postgres.errors.ts';
import { localeArguments } from './settings.ts';

const run = promisify(execFile);
export const superuser = 'tandem';

/** The major version that made the cluster; undefined when there is no cluster yet. */
export const clusterMajor = async (home: Home): Promise<number | undefined> => {
  if (!existsSync(home.pgDir)) return undefined;
  if (home.engine.major !== undefined) return home.engine.major;
  const text = await readFile(join(home.pgDir, 'PG_VERSION'), 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || undefined;
};

const syncFolder = async (folder: string) => {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
};

const giveTo = async (path: string, home: Home) => {
  if (home.account) await chown(path, home.account.uid, home.account.gid);
};

async function initdb(binaries: Binaries, home: Home, folder: string): Promise<void> {
  const passwordFile = join(home.path, 'pg.password.new');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, home.engine.password, { mode: 0o600, flag: 'wx' });
  await giveTo(passwordFile, home);
  const args = ['-D', folder, '-U', superuser, '-E', 'UTF8', '--lc-messages=C'];
  args.push('-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...localeArguments(binaries.major));
  try {
    const env = { LC_ALL: 'C', PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
    await run(binaries.initdb, args, { ...asAccount(home.account), cwd: '/', env });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const reason = (stderr || message).trim().split('\n').at(-1) ?? '';
    throw postgresErrors.initFailed({ folder: home.path, reason });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Makes the cluster when there is none: in a folder beside, renamed when whole, so that a half-made one
 * is never taken for a database.
 * @throws postgresErrors.otherMajor, postgresErrors.initFailed
 */
export async function ensureCluster(binaries: Binaries, home: Home): Promise<void> {
  const found = await clusterMajor(home);
  if (found !== undefined) {
    if (found === binaries.major) return;
    throw postgresErrors.otherMajor({
      folder: home.path,
      found: String(found),
      have: String(binaries.major),
    });
  }
  const half = join(home.path, 'pg.new');
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await giveTo(half, home);
  await initdb(binaries, home, half);
  await writeEngineFile(home.dataDir, { ...home.engine, major: binaries.major });
  await rename(half, home.pgDir);
  await syncFolder(home.path);
}
