import { type SealedColumn, systemIds } from '@tandem/kit';
import { testClock, testDatabase, testIds } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import {
  createSealer,
  type RotationProgress,
  rotateKeys,
  toRootKey,
  vaultMigrations,
} from '../index.ts';
import { keyIdOf } from '../sealing/index.ts';

const [acme, globex] = [testIds('acme').uuid(), testIds('globex').uuid()];
const rootKey = toRootKey(Buffer.alloc(32, 5));
const shapes: readonly SealedColumn['format'][] = ['bytes', 'text', 'texts', 'source'];
const columns: readonly SealedColumn[] = shapes.map((format) => ({
  table: `things_${format}`,
  column: 'secret',
  key: ['id'],
  with: ['stage'],
  format,
  context: ({ id, stage }, name) => `thing/${id}/${name}${stage}`,
}));

const world = async () => {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core', max: 10 });
  for (const format of shapes) {
    const type = { bytes: 'bytea', text: 'text', texts: 'jsonb', source: 'jsonb' }[format];
    await db.query(
      `create table things_${format} (org uuid, id int primary key, secret ${type}, stage text default '')`,
    );
  }
  const clock = testClock();
  const sealer = () => createSealer({ db, rootKey, ids: systemIds, clock });
  const node = sealer();
  const sealed = (org: string, id: number, { name = '', text }: { name?: string; text: string }) =>
    node.seal(org, `thing/${id}/${name}`, text);
  const write = async (org: string, id: number, text = `secret ${id}`) => {
    const bytes = await sealed(org, id, { text });
    const base64 = bytes.toString('base64');
    const other = (await sealed(org, id, { name: 'a', text })).toString('base64');
    const save = (format: string, value: unknown) =>
      db.query(
        `insert into things_${format} values ($1, $2, $3) on conflict (id) do update set secret = excluded.secret`,
        [org, id, value],
      );
    await save('bytes', bytes);
    await save('text', base64);
    await save('texts', { a: other });
    await save(
      'source',
      id % 2 ? { kind: 'insecure', sealed: base64 } : { kind: 'variable', name: 'x' },
    );
  };
  const rotate = (
    onProgress: (step: RotationProgress) => void = () => {},
    organisations: readonly string[] = [acme, globex],
  ) =>
    rotateKeys({
      ...{ db, clock, onProgress, organisations, sealer: sealer() },
      columns: columns.map((column) => ({ ...column, db })),
      audit: async () => {},
    });
  const keyIds = async (org: string) => {
    const rows = await db.query<{ secret: Buffer }>(
      'select secret from things_bytes where org = $1',
      [org],
    );
    return [...new Set(rows.map(({ secret }) => keyIdOf(secret)))];
  };
  const opened = async (org: string) => {
    const rows = await db.query<{ id: number; b: Buffer; t: string; m: { a: string } }>(
      `select b.id, b.secret as b, t.secret as t, m.secret as m from things_bytes b
       join things_text t using (id) join things_texts m using (id) where b.org = $1 order by id`,
      [org],
    );
    return Promise.all(
      rows.map(async ({ id, b, t, m }) => {
        const open = (bytes: Buffer, name = '') => node.open(org, `thing/${id}/${name}`, bytes);
        const texts = [
          await open(b),
          await open(Buffer.from(t, 'base64')),
          await open(Buffer.from(m.a, 'base64'), 'a'),
        ];
        return new Set(texts).size === 1 ? texts[0] : texts;
      }),
    );
  };
  const dataKeys = async () =>
    (await db.query('select 1 from data_key where org = $1', [acme])).length;
  return { db, write, rotate, keyIds, opened, dataKeys, [Symbol.asyncDispose]: () => db.close() };
};
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const texts = (n: number) => upTo(n).map((id) => `secret ${id}`);

describe('rotating data keys', () => {
  it('seals every form of column anew, for each organisation under its own new key', async () => {
    await using w = await world();
    for (const id of upTo(250)) await w.write(acme, id);
    await w.write(globex, 1000);
    const before = [...(await w.keyIds(acme)), ...(await w.keyIds(globex))];
    const steps: RotationProgress[] = [];
    const done = await w.rotate((step) => void steps.push(step));
    expect(done).toEqual([
      { org: acme, resumed: false, resealed: 250 * 3 + 125, unreadable: 0 },
      { org: globex, resumed: false, resealed: 3, unreadable: 0 },
    ]);
    expect(steps.filter(({ org }) => org === acme).slice(0, 3)).toEqual(
      [100, 200, 250].map((n) => ({
        org: acme,
        column: 'things_bytes.secret',
        done: n,
        total: 250,
      })),
    );
    const after = [...(await w.keyIds(acme)), ...(await w.keyIds(globex))];
    expect(after).toHaveLength(2);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(await w.opened(acme)).toEqual(texts(250));
    expect((await w.rotate(undefined, [globex]))[0]).toMatchObject({ resumed: false, resealed: 3 });
    expect(await w.opened(acme)).toEqual(texts(250));
  });

  it('goes on where it was interrupted, with the key that it had made; everything opens meanwhile', async () => {
    await using w = await world();
    for (const id of upTo(250)) await w.write(acme, id);
    const interrupted = w.rotate(({ done }) => {
      if (done >= 200) throw new Error('killed');
    });
    await expect(interrupted).rejects.toThrow('killed');
    expect(await w.keyIds(acme)).toHaveLength(2);
    expect(await w.opened(acme)).toEqual(texts(250));
    const [done] = await w.rotate();
    expect(done).toMatchObject({ resumed: true, resealed: 50 + 250 * 2 + 125 });
    expect(await w.keyIds(acme)).toHaveLength(1);
    expect(await w.dataKeys()).toBe(2);
    expect(await w.opened(acme)).toEqual(texts(250));
  });

  it('loses nothing that is written meanwhile', async () => {
    await using w = await world();
    for (const id of upTo(300)) await w.write(acme, id);
    const written = new Map<number, string>();
    let writing = true;
    const writer = (async () => {
      for (let turn = 0; writing; turn += 1) {
        const id = 1 + ((turn * 37) % 300);
        const text = `changed ${id} in turn ${turn}`;
        await w.write(acme, id, text);
        written.set(id, text);
      }
    })();
    await w.rotate();
    writing = false;
    await writer;
    expect(written.size).toBeGreaterThan(10);
    expect(await w.opened(acme)).toEqual(upTo(300).map((id) => written.get(id) ?? `secret ${id}`));
    expect(await w.keyIds(acme)).toHaveLength(1);
  });

  it('is refused while another process does it', async () => {
    await using w = await world();
    for (const id of upTo(3)) await w.write(acme, id);
    let second: Promise<unknown> | null = null;
    await w.rotate(() => {
      second ??= expect(w.rotate()).rejects.toMatchObject({ code: 'vault.rotation.running' });
    });
    expect(second).not.toBeNull();
    await second;
    expect(await w.dataKeys()).toBe(2);
  });

  it('leaves alone what nobody can open, says so, and does the rest', async () => {
    await using w = await world();
    for (const id of upTo(3)) await w.write(acme, id);
    await w.db.query(
      `update things_bytes set secret = set_byte(secret, 40, get_byte(secret, 40) # 1) where id = 2`,
    );
    const [done] = await w.rotate();
    expect(done).toMatchObject({ unreadable: 1, resealed: 2 + 3 + 3 + 2 });
  });
});
