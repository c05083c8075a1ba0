import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account.ts';

/** The folder of the server's unix socket; only its owner may enter it. */
export type SocketFolder = { readonly path: string; readonly remove: () => Promise<void> };

export const socketPort = 5432;

/** Whether a socket in the folder still fits the operating system's limit for socket paths. */
export const fitsSocketPath = (folder: string, platform: NodeJS.Platform = process.platform) => {
  const limit = platform === 'linux' ? 107 : 103;
  return Buffer.byteLength(join(folder, `.s.PGSQL.${socketPort}`)) <= limit;
};

const own = async (path: string, account: Account | undefined) => {
  await chmod(path, 0o700);
  if (account) await chown(path, account.uid, account.gid);
};

const temporary = (path: string): SocketFolder => ({
  path,
  remove: () => rm(path, { recursive: true, force: true }),
});

/**
 * Makes the folder below `home`, or below the system's temporary folder when that path is too long.
 * @param options.inUse the folder of a live server: kept, so that its connection stays good over a restart.
 */
export async function makeSocketFolder(options: {
  readonly home: string;
  readonly account: Account | undefined;
  readonly inUse: string | undefined;
}): Promise<SocketFolder> {
  const { home, account, inUse } = options;
  const beside = join(home, 'socket');
  if (inUse && inUse !== beside) return temporary(inUse);
  if (fitsSocketPath(beside)) {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    await own(beside, account);
    return { path: beside, remove: async () => {} };
  }
  const shortest = fitsSocketPath(join(tmpdir(), 'tandem-XXXXXX')) ? tmpdir() : '/tmp';
  const path = await mkdtemp(join(shortest, 'tandem-'));
  await own(path, account);
  return temporary(path);
}
