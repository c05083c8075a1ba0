import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemIds } from '@tandem/kit';
import { type TestFolder, testClock, testDatabase, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkRootKey,
  deriveKey,
  loadRootKey,
  RootKeyError,
  toRootKey,
  vaultMigrations,
} from '../index.ts';

const key = Buffer.alloc(32, 3).toString('base64');

describe('loading the root key', () => {
  let folder: TestFolder;
  beforeAll(async () => {
    folder = await testFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());
  const load = (given: { rootKey?: string; rootKeyFile?: string; embedded?: boolean }) =>
    loadRootKey({
      dataFolder: join(folder.path, 'data'),
      embedded: true,
      ids: systemIds,
      ...given,
    });

  it('prefers the setting, then the file', async () => {
    const file = join(folder.path, 'given');
    await writeFile(file, `${Buffer.alloc(32, 4).toString('hex')}\n`);
    expect((await load({ rootKey: key, rootKeyFile: file })).bytes).toEqual(Buffer.alloc(32, 3));
    expect((await load({ rootKeyFile: file })).bytes).toEqual(Buffer.alloc(32, 4));
  });

  it('generates one for the embedded database, readable by its owner only, and keeps it', async () => {
    const [one, two] = await Promise.all([load({}), load({})]);
    expect(one.bytes).toEqual(two.bytes);
    const path = [one, two].find(({ generatedFile }) => generatedFile)?.generatedFile ?? '';
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(path, 'utf8'), 'base64')).toEqual(one.bytes);
    const again = await load({});
    expect(again.bytes).toEqual(one.bytes);
    expect(again.generatedFile).toBeUndefined();
  });

  it('demands one with a database of its own', async () => {
    await expect(load({ embedded: false })).rejects.toThrow(
      /TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE/,
    );
  });

  it('names the setting of a bad key without repeating it', async () => {
    const error = await load({ rootKey: 'planted-bad-key' }).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(RootKeyError);
    expect((error as Error).message).toContain('TANDEM_ROOT_KEY');
    expect((error as Error).message).not.toContain('planted-bad-key');
    await expect(load({ rootKeyFile: join(folder.path, 'none') })).rejects.toThrow(
      /does not exist/,
    );
  });
});

describe('the fingerprint', () => {
  it('lets the same key start again and refuses another', async () => {
    await using db = await testDatabase({ migrations: [vaultMigrations] });
    const clock = testClock();
    const rootKey = toRootKey(Buffer.alloc(32, 1));
    const other = toRootKey(Buffer.alloc(32, 2));
    await checkRootKey({ db, rootKey, clock });
    await checkRootKey({ db, rootKey, clock });
    await expect(checkRootKey({ db, rootKey: other, clock })).rejects.toThrow(
      `fingerprint ${other.fingerprint}`,
    );
  });

  it('and derived keys do not show the key', () => {
    const rootKey = toRootKey(Buffer.alloc(32, 1));
    const derived = (['cookie', 'form', 'token', 'signing'] as const).map((purpose) =>
      deriveKey(rootKey, purpose).toString('hex'),
    );
    expect(new Set([...derived, rootKey.bytes.toString('hex')]).size).toBe(5);
  });
});
