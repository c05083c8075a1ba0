import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeEngineFile } from '../postgres/home.ts';
import { testFolder } from './test-folder.ts';

const dataFolder = async (parent: string, { name, home }: { name: string; home: string }) => {
  mkdirSync(home);
  mkdirSync(join(parent, name));
  await writeEngineFile(join(parent, name), { password: 'any', home });
};

describe('the folder of a test', () => {
  it('may be passed through by others, who see nothing of it', async () => {
    await using folder = await testFolder();
    expect(statSync(folder.path).mode & 0o777).toBe(0o711);
  });

  it('takes along the databases that its data folders keep elsewhere, and nothing else', async () => {
    await using others = await testFolder();
    const [database, foreign] = [join(others.path, 'tandem-a'), join(others.path, 'a')];
    const folder = await testFolder({ on: 'disk' });
    expect(dirname(folder.path)).toBe(tmpdir());
    await dataFolder(folder.path, { name: 'data', home: database });
    await dataFolder(folder.path, { name: 'more', home: foreign });
    await folder[Symbol.asyncDispose]();
    expect([folder.path, database, foreign].map(existsSync)).toEqual([false, false, true]);
  });

  it('of a run that was killed is removed by the next one, with its databases', async () => {
    await using others = await testFolder();
    const home = join(others.path, 'tandem-b');
    // No system gives a process a number this high.
    const left = join(dirname(others.path), `tandem-test-2000000000-${process.pid}`);
    const made = join(others.path, 'made');
    mkdirSync(made);
    await dataFolder(made, { name: 'data', home });
    // In one step, since a test of another process may come by at any time.
    renameSync(made, left);
    await using _next = await testFolder();
    expect([left, home].map(existsSync)).toEqual([false, false]);
  });
});
