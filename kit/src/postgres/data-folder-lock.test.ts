import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../testing/test-folder.ts';
import { dataFolderHolder, lockDataFolder } from './index.ts';
import { startTandem } from './testing.fixture.ts';

describe('the lock of a data folder', () => {
  it('refuses a second live Tandem in one line that names the first', async () => {
    await using folder = await testFolder();
    await using first = await startTandem('lock', folder.path);
    expect(() => lockDataFolder(folder.path)).toThrow(
      `Another Tandem (process ${first.told.pid}) uses the data folder ${folder.path}. Stop it first (npx tandem stop) or set TANDEM_DATA to another folder.`,
    );
    await using second = await startTandem('lock', folder.path);
    expect(second.told.error).toMatch(/^Another Tandem .*$/);
    expect(dataFolderHolder(folder.path)?.pid).toBe(first.told.pid);
  });

  it('refuses a second lock inside one process too', async () => {
    await using folder = await testFolder();
    using _first = lockDataFolder(folder.path);
    expect(() => lockDataFolder(folder.path)).toThrow(/Another Tandem/);
  });

  it('is free after its holder was killed', async () => {
    await using folder = await testFolder();
    const first = await startTandem('lock', folder.path);
    expect(first.told.error).toBeUndefined();
    await first.kill();
    expect(dataFolderHolder(folder.path)).toBeUndefined();
    using _second = lockDataFolder(folder.path);
    expect(dataFolderHolder(folder.path)?.pid).toBe(process.pid);
  });

  it('is not fooled by the number of a process that lives but holds nothing', async () => {
    await using folder = await testFolder();
    writeFileSync(join(folder.path, 'tandem.lock'), '');
    writeFileSync(
      join(folder.path, 'tandem.pid'),
      JSON.stringify({ pid: process.ppid, since: '2026-01-01T00:00:00.000Z' }),
    );
    expect(dataFolderHolder(folder.path)).toBeUndefined();
    using _lock = lockDataFolder(folder.path);
  });

  it('can be given back and taken again', async () => {
    await using folder = await testFolder();
    const listeners = process.listenerCount('exit');
    lockDataFolder(folder.path).release();
    lockDataFolder(join(folder.path, '.')).release();
    expect(process.listenerCount('exit')).toBe(listeners);
    await using other = await startTandem('lock', folder.path);
    expect(other.told.error).toBeUndefined();
  });

  it('says which folder cannot be written', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    expect(() => lockDataFolder(file)).toThrow(
      `The data folder ${file} cannot be written (it, or a part of its path, is a file)`,
    );
  });
});
