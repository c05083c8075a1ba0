import { chmodSync, cpSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../testing/test-folder.ts';
import { accountFor } from './account.ts';
import { type Candidate, candidates, findBinaries, repairSymlinks } from './binaries.ts';
import { isRoot } from './testing.fixture.ts';

const installed = (): string => {
  const root = candidates(undefined, '').find(({ packageRoot }) => packageRoot)?.packageRoot;
  if (!root) throw new Error('the npm package with PostgreSQL is not installed');
  return root;
};

/** A copy of the npm package as it is when its install script did not run. */
const packageWithoutLinks = (folder: string): Candidate => {
  const packageRoot = join(folder, 'package');
  const from = installed();
  const isPart = (path: string) => !path.includes('.so') || !isLink(path);
  cpSync(join(from, 'native'), join(packageRoot, 'native'), { recursive: true, filter: isPart });
  cpSync(join(from, 'package.json'), join(packageRoot, 'package.json'));
  chmodSync(folder, 0o755);
  return { packageRoot, bin: join(packageRoot, 'native', 'bin') };
};

const isLink = (path: string): boolean => {
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
};

const linksIn = (bin: string) =>
  readdirSync(join(dirname(bin), 'lib'), { withFileTypes: true }).filter((e) => e.isSymbolicLink());

/** An executable that answers like a server of this version. */
const fakeServer = (folder: string, version: string): string => {
  mkdirSync(folder);
  chmodSync(dirname(folder), 0o755);
  writeFileSync(join(folder, 'postgres'), `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`, {
    mode: 0o755,
  });
  return folder;
};

describe.runIf(process.platform === 'linux')('the npm package with PostgreSQL', () => {
  it('gets the links that its install script should have made', async () => {
    await using folder = await testFolder();
    const candidate = packageWithoutLinks(folder.path);
    expect(linksIn(candidate.bin)).toEqual([]);
    const use = { account: accountFor([folder.path]), home: join(folder.path, 'home') };
    const found = await findBinaries({ candidates: [candidate], use, wanted: undefined });
    expect(found.postgres).toBe(join(candidate.bin, 'postgres'));
    expect(linksIn(candidate.bin).length).toBeGreaterThan(5);
    expect(await repairSymlinks(candidate.packageRoot ?? '')).toBe(true);
  });

  it.runIf(isRoot)('is copied once when the account of PostgreSQL cannot read it', async () => {
    await using folder = await testFolder();
    const hidden = join(folder.path, 'hidden');
    mkdirSync(hidden);
    const candidate = packageWithoutLinks(hidden);
    chmodSync(hidden, 0o700);
    chmodSync(folder.path, 0o755);
    const use = { account: accountFor([folder.path]), home: join(folder.path, 'home') };
    const options = { candidates: [candidate], use, wanted: undefined };
    const found = await findBinaries(options);
    expect(found.postgres.startsWith(join(use.home, 'pg-bin'))).toBe(true);
    const mark = join(dirname(found.postgres), 'mark');
    writeFileSync(mark, '');
    expect(await findBinaries(options)).toEqual(found);
    expect(readdirSync(dirname(mark))).toContain('mark');
  });
});

describe('the search for a PostgreSQL', () => {
  const account = accountFor([]);
  const find = (folder: string, bins: string[], wanted?: number) =>
    findBinaries({
      candidates: bins.map((bin) => ({ bin })),
      use: { account, home: folder },
      wanted,
    });

  it('takes the first that runs, unless the database needs another', async () => {
    await using folder = await testFolder();
    const newer = fakeServer(join(folder.path, 'newer'), '18.4');
    const older = fakeServer(join(folder.path, 'older'), '16.10 (Debian 16.10-1)');
    const missing = join(folder.path, 'missing');
    expect(await find(folder.path, [missing, newer, older])).toMatchObject({ major: 18 });
    expect(await find(folder.path, [missing, newer, older], 16)).toMatchObject({
      major: 16,
      version: '16.10',
      postgres: join(older, 'postgres'),
    });
    expect(await find(folder.path, [newer, older], 15)).toMatchObject({ major: 18 });
  });

  it('refuses one that is too old', async () => {
    await using folder = await testFolder();
    const old = fakeServer(join(folder.path, 'old'), '14.2');
    await expect(find(folder.path, [old])).rejects.toThrow(/PostgreSQL 14\.2 .* is too old/);
  });

  it('goes from the npm package to PATH; a folder that was named is the only one', () => {
    expect(candidates(undefined, '/one:relative:/two').slice(-2)).toEqual([
      { bin: '/one' },
      { bin: '/two' },
    ]);
    expect(candidates(undefined, '/one')[0]?.packageRoot).toBe(installed());
    expect(candidates('/named', '/one')).toEqual([{ bin: '/named' }]);
  });
});
