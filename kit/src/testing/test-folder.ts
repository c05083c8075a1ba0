import { access, chmod, constants, mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { homePrefix, readEngineFile } from '../postgres/home.ts';

const prefix = 'tandem-test-';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Folders that hold the databases of data folders in or right below this one of ours, as Tandem itself makes them. */
const homesOf = async (path: string): Promise<string[]> => {
  if ((await stat(path)).uid !== process.getuid?.()) return [];
  const folders = [path, ...(await readdir(path)).map((name) => join(path, name))];
  const engines = await Promise.all(folders.map(readEngineFile));
  return engines.flatMap((engine) =>
    engine?.home && basename(engine.home).startsWith(homePrefix) ? [engine.home] : [],
  );
};

const remove = async (path: string) => {
  const homes = await homesOf(path).catch(() => []);
  for (const folder of [...homes, path])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
};

/** Removes what runs left behind that were killed. */
const removeLeftovers = async (parent: string) => {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : 0;
    if (pid > 0 && !isAlive(pid)) await remove(join(parent, name)).catch(() => {});
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

/** A folder that is removed at the end. */
export type TestFolder = AsyncDisposable & { readonly path: string };

/**
 * A folder for a test or a measurement, removed at the end with the databases of its data folders; what runs that were
 * killed left behind is removed too. Others may pass through it and see nothing: PostgreSQL's account has to.
 * @param options.on "memory" (default) where there is plenty of it, "disk" for what is to be as an operator has it.
 */
export async function testFolder(
  options: { readonly on?: 'memory' | 'disk' } = {},
): Promise<TestFolder> {
  const parent = options.on === 'disk' ? tmpdir() : await quickFolder();
  await removeLeftovers(parent);
  const path = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  await chmod(path, 0o711);
  return { path, [Symbol.asyncDispose]: () => remove(path) };
}
