import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../testing/test-folder.ts';
import { makeFolder } from './make-folder.ts';

describe('a data folder', () => {
  it('is made with the folders above it, and left alone when it is there', async () => {
    await using parent = await testFolder();
    const folder = join(parent.path, 'a/b/c');
    makeFolder(folder, 0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    makeFolder(folder, 0o755);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    mkdirSync(join(parent.path, 'other'));
    makeFolder(join(parent.path, 'other/deep'), 0o700);
  });

  it('is refused below a file', async () => {
    await using parent = await testFolder();
    writeFileSync(join(parent.path, 'file'), '');
    expect(() => makeFolder(join(parent.path, 'file/a/b'), 0o700)).toThrow(/ENOTDIR|EEXIST/);
  });

  it.runIf(process.platform === 'linux')('is refused at once where none can be made', () => {
    expect(() => makeFolder('/proc/x/y', 0o700)).toThrow('ENOENT');
  });
});
