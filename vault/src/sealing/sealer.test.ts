import { type Database, systemIds } from '@tandem/kit';
import { testClock, testDatabase, testIds } from '@tandem/kit/testing';
import { assert, asyncProperty, integer, string } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkRootKey,
  createSealer,
  parseRootKey,
  rotateRootKey,
  toRootKey,
  vaultMigrations,
} from '../index.ts';
import { keyIdOf } from './cipher.rules.ts';

const org = testIds('org').uuid();
const otherOrg = testIds('other').uuid();
const rootKey = toRootKey(Buffer.alloc(32, 7));

describe('sealing', () => {
  let db: Database;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [vaultMigrations] });
  });
  afterAll(() => db.close());
  const sealer = () => createSealer({ db, rootKey, ids: systemIds, clock: testClock() });

  it('opens what it sealed, whatever the text', async () => {
    const node = sealer();
    await assert(
      asyncProperty(string({ unit: 'binary' }), string(), async (plaintext, context) => {
        const sealed = await node.seal(org, context, plaintext);
        expect(await node.open(org, context, sealed)).toBe(plaintext);
      }),
      { numRuns: 100 },
    );
  });

  it('opens nothing of which one bit was changed', async () => {
    const node = sealer();
    await assert(
      asyncProperty(string(), integer({ min: 0, max: 1_000_000 }), async (plaintext, position) => {
        const sealed = await node.seal(org, 'place', plaintext);
        const changed = Buffer.from(sealed);
        const bit = position % (sealed.length * 8);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expect(node.open(org, 'place', changed)).rejects.toMatchObject({
          code: 'vault.cannot.open',
        });
      }),
      { numRuns: 200 },
    );
  });

  it('opens nothing for another organisation or in another place', async () => {
    const node = sealer();
    const sealed = await node.seal(org, 'place', 'planted');
    await node.seal(otherOrg, 'place', 'something');
    await expect(node.open(otherOrg, 'place', sealed)).rejects.toThrow('cannot be opened');
    await expect(node.open(org, 'other place', sealed)).rejects.toThrow('cannot be opened');
    await expect(node.open(org, 'place', Buffer.from('short'))).rejects.toThrow('cannot be opened');
  });

  it('opens what another node sealed, and both use one key for a new organisation', async () => {
    const fresh = testIds('fresh').uuid();
    const [one, two] = await Promise.all([
      sealer().seal(fresh, 'place', 'first'),
      sealer().seal(fresh, 'place', 'second'),
    ]);
    expect(keyIdOf(one)).toBe(keyIdOf(two));
    expect(await sealer().open(fresh, 'place', one)).toBe('first');
  });

  it('seals with a new key after a rotation and still opens the old', async () => {
    const node = sealer();
    const before = await node.seal(org, 'place', 'old');
    await db.transaction((tx) => node.rotate(tx, org));
    const after = await node.seal(org, 'place', 'new');
    expect(keyIdOf(after)).not.toBe(keyIdOf(before));
    expect(await node.open(org, 'place', before)).toBe('old');
    expect(await node.open(org, 'place', after)).toBe('new');
  });

  it('opens nothing with another root key', async () => {
    const sealed = await sealer().seal(org, 'place', 'planted');
    const stranger = createSealer({
      db,
      rootKey: toRootKey(Buffer.alloc(32, 8)),
      ids: systemIds,
      clock: testClock(),
    });
    await expect(stranger.open(org, 'place', sealed)).rejects.toThrow('cannot be opened');
  });

  it('stores neither keys nor secrets readably', async () => {
    const node = sealer();
    await node.seal(org, 'place', 'planted-secret-text');
    const rows = await db.query<{ wrapped: Buffer }>('select wrapped from data_key');
    const dump = Buffer.concat(rows.map(({ wrapped }) => wrapped)).toString('latin1');
    expect(rows.length).toBeGreaterThan(0);
    expect(dump).not.toContain('planted-secret-text');
    expect(dump).not.toContain(rootKey.bytes.toString('latin1'));
  });
});

describe('rotating the root key', () => {
  it('lets the new key open what was sealed before, and the old one nothing', async () => {
    await using db = await testDatabase({ migrations: [vaultMigrations] });
    const clock = testClock();
    const deps = { db, ids: systemIds, clock };
    const next = toRootKey(Buffer.alloc(32, 8));
    await checkRootKey({ db, rootKey, clock });
    const before = createSealer({ ...deps, rootKey });
    const sealed = [
      [org, await before.seal(org, 'place', 'one')],
      [otherOrg, await before.seal(otherOrg, 'place', 'two')],
    ] as const;
    expect(await rotateRootKey({ db, ids: systemIds, from: rootKey, to: next })).toBe(2);
    await expect(checkRootKey({ db, rootKey, clock })).rejects.toThrow('fingerprint');
    await checkRootKey({ db, rootKey: next, clock });
    const after = createSealer({ ...deps, rootKey: next });
    const opened = sealed.map(([of, secret]) => after.open(of, 'place', secret));
    expect(await Promise.all(opened)).toEqual(['one', 'two']);
    await expect(
      createSealer({ ...deps, rootKey }).open(org, 'place', sealed[0][1]),
    ).rejects.toThrow('cannot be opened');
    await expect(rotateRootKey({ db, ids: systemIds, from: rootKey, to: next })).rejects.toThrow(
      /not the one/,
    );
  });
});

describe('a root key as text', () => {
  it('may be base64, base64url or hex', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      expect(parseRootKey(bytes.toString(encoding))?.bytes).toEqual(bytes);
  });
  it('is nothing else', () => {
    for (const text of ['', 'short', Buffer.alloc(31).toString('base64'), 'ä'.repeat(43)])
      expect(parseRootKey(text)).toBeNull();
  });
});
