import { access, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'tandem-test-';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Removes what runs left behind that were killed. */
const removeLeftovers = async (parent: string) => {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : 0;
    if (pid > 0 && !isAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
};

const memory = '/dev/shm';
const roomy = 4 * 1024 ** 3;

/**
 * Memory where there is plenty, else the temporary folder. A database is hundreds of small files, and ext4 is slow to
 * make files where others were deleted moments ago: 0.5 s a database against 0.02 s.
 */
const quickFolder = async (): Promise<string> => {
  try {
    await access(memory, constants.W_OK);
    const { bavail, bsize } = await statfs(memory);
    return bavail * bsize >= roomy ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
};

/** A private folder for a test, removed at the end; what runs that were killed left behind is removed too. */
export async function testFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = await quickFolder();
  await removeLeftovers(parent);
  const path = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
