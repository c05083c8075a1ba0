import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { createGunzip, gzipSync } from 'node:zlib';
import type { Database, Transaction } from '@tandem/kit';
import { testDatabase, testFolder } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { exportDatabases, type TransferProgress } from './export.ts';
import { importDatabases } from './import.ts';
import { parentsFirst } from './tables.ts';

const sql = `
create table child (id bigint generated always as identity primary key, parent uuid not null, data jsonb, bytes bytea, at timestamptz, tags text[], size int generated always as (1) stored);
create table parent (id uuid primary key, name text);
alter table child add foreign key (parent) references parent (id);
create table event_log (xid xid8 not null default pg_current_xact_id(), id bigint generated always as identity, type text, primary key (xid, id));
create table reader (one int primary key, cursor_xid xid8 not null, cursor_id bigint not null);
create table destination (id int primary key, topics_from jsonb not null default '{}');
create table lease (part int primary key); insert into lease values (1);`;

const parent = '6f1c2a8e-0000-4000-8000-000000000001';
const quiet = () => {};
const target = (db: Database) => ({
  db,
  schemas: ['core'],
  isNew: async (tx: Transaction) => (await tx.query('select from parent')).length === 0,
  requireRootKey: async () => {},
});

const openTwo = async () => {
  const folder = await testFolder();
  await writeFile(join(folder.path, '1.sql'), sql);
  const migrations = [{ package: 'p', folder: pathToFileURL(`${folder.path}/`) }];
  const databases = [
    await testDatabase({ schema: 'core', migrations }),
    await testDatabase({ schema: 'core', migrations }),
  ] as const;
  return {
    databases,
    async [Symbol.asyncDispose]() {
      for (const db of databases) await db[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

const exported = async (db: Database, onTable: TransferProgress = quiet) => {
  const out = new PassThrough();
  const done = text(out);
  await exportDatabases({
    databases: [db],
    now: new Date('2026-01-01'),
    rootKey: '0123456789abcdef',
    out,
    onTable,
  });
  out.end();
  return done;
};

describe('export and import', () => {
  it('carries every row and type, keeps references, and goes on counting above the imported ids', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await from.query('insert into parent values ($1, $2)', [parent, 'Ä "quoted"\nline']);
    for (let i = 0; i < 1200; i++)
      await from.query(
        'insert into child (parent, data, bytes, at, tags) values ($1, $2, $3, now(), $4)',
        [parent, { i, big: '9007199254740993' }, Buffer.from([0, 255]), ['a', 'b,c']],
      );
    await from.query("insert into event_log (type) values ('first'), ('second')");
    await importDatabases({
      ...target(to),
      input: Readable.from([await exported(from)]),
      onTable: quiet,
    });
    const all = 'select * from child join parent p on p.id = parent order by child.id';
    expect(await to.query(all)).toEqual(await from.query(all));
    expect(
      await to.query(
        'select type from event_log where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id',
      ),
    ).toEqual([{ type: 'first' }, { type: 'second' }]);
    expect(await to.query('insert into child (parent) values ($1) returning id', [parent])).toEqual(
      [{ id: 1201 }],
    );
  });

  it('keeps the places of readers of the event log, though transactions have other numbers', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await from.query('insert into parent values ($1, $2)', [parent, 'a']);
    for (const type of ['first', 'second', 'third'])
      await from.query('insert into event_log (type) values ($1)', [type]);
    // At the end of the log, behind the first event, and before everything.
    await from.query(`insert into reader
      select 1, pg_current_xact_id(), 0
      union all select 2, xid, id from event_log where type = 'first'
      union all select 3, '0', 0`);
    await from.query(`insert into destination values (1, '{"v2.topic": "900000:900000:"}')`);
    await importDatabases({
      ...target(to),
      input: Readable.from([await exported(from)]),
      onTable: quiet,
    });
    await to.query("insert into event_log (type) values ('new')");
    const unread = (one: number) =>
      to.query<{ type: string }>(
        `select e.type from event_log e join reader r on (e.xid, e.id) > (r.cursor_xid, r.cursor_id)
         where r.one = $1 order by e.xid, e.id`,
        [one],
      );
    const types = async (one: number) => (await unread(one)).map(({ type }) => type);
    expect(await types(1)).toEqual(['new']);
    expect(await types(2)).toEqual(['second', 'third', 'new']);
    expect(await types(3)).toEqual(['first', 'second', 'third', 'new']);
    expect(await to.query('select topics_from from destination')).toEqual([{ topics_from: {} }]);
  });

  it('refuses a target that is not empty and leaves it as it is', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await to.query('insert into parent values ($1, $2)', [parent, 'kept']);
    await expect(
      importDatabases({
        ...target(to),
        input: Readable.from([await exported(from)]),
        onTable: quiet,
      }),
    ).rejects.toMatchObject({ code: 'import.not.empty' });
    expect(await to.query('select name from parent')).toEqual([{ name: 'kept' }]);
  });

  it('imports nothing from a file that ends in the middle, or that is no export', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await from.query('insert into parent values ($1, $2)', [parent, 'a']);
    await from.query('insert into child (parent) select $1 from generate_series(1, 600)', [parent]);
    const whole = await exported(from);
    await expect(
      importDatabases({
        ...target(to),
        input: Readable.from([whole.slice(0, -20)]),
        onTable: quiet,
      }),
    ).rejects.toMatchObject({ code: 'import.incomplete' });
    await expect(
      importDatabases({ ...target(to), input: Readable.from(['hello']), onTable: quiet }),
    ).rejects.toMatchObject({ code: 'import.format' });
    expect(await to.query('select 1 from parent')).toEqual([]);
  });

  it.each([
    ['that ends in the middle', (packed: Buffer) => packed.subarray(0, -200), 'import.incomplete'],
    ['that ends in its first bytes', (packed: Buffer) => packed.subarray(0, 12), 'import.format'],
    ['that is not compressed', () => Buffer.from('hello, I am no export'), 'import.format'],
    ['that is empty', () => Buffer.alloc(0), 'import.format'],
    ['of something else', () => gzipSync('null\n'), 'import.format'],
    [
      'with lines of something else',
      (_packed: Buffer, first: string) => gzipSync(`${first}\nnull\n`),
      'import.format',
    ],
    [
      'with rows of no table',
      (_packed: Buffer, first: string) =>
        gzipSync(`${first}\n{"schema":"core","table":"none","rows":[]}\n`),
      'import.format',
    ],
  ] as const)('imports nothing from a packed file %s', async (_what, change, code) => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await from.query('insert into parent values ($1, $2)', [parent, 'a']);
    await from.query(
      'insert into child (parent, data) select $1, to_jsonb(md5(n::text)) from generate_series(1, 9000) n',
      [parent],
    );
    const whole = await exported(from);
    const packed = change(gzipSync(whole), whole.slice(0, whole.indexOf('\n')));
    const input = createGunzip();
    input.end(packed);
    await expect(importDatabases({ ...target(to), input, onTable: quiet })).rejects.toMatchObject({
      code,
    });
    expect(await to.query('select 1 from parent')).toEqual([]);
  });

  it('asks for the root key of the exporting installation before anything else', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await from.query('insert into parent values ($1, $2)', [parent, 'a']);
    const asked: string[] = [];
    const requireRootKey = async (fingerprint: string) => {
      asked.push(fingerprint);
      throw new Error('not here');
    };
    const input = Readable.from([await exported(from)]);
    await expect(
      importDatabases({ ...target(to), requireRootKey, input, onTable: quiet }),
    ).rejects.toThrow('not here');
    expect(asked).toEqual(['0123456789abcdef']);
    expect(await to.query('select 1 from parent')).toEqual([]);
  });

  it('tells of the same tables and rows on both sides', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await from.query('insert into parent values ($1, $2)', [parent, 'a']);
    const told: Record<'exported' | 'imported', unknown[]> = { exported: [], imported: [] };
    const input = Readable.from([await exported(from, (step) => told.exported.push(step))]);
    await importDatabases({
      ...target(to),
      input,
      onTable: (step) => told.imported.push(step),
    });
    expect(told.imported).toEqual(told.exported);
    expect(told.imported).toHaveLength(5);
  });

  it('refuses an export of another version, naming the difference', async () => {
    await using two = await openTwo();
    const [from, to] = two.databases;
    await to.query("insert into migration (package, name, checksum) values ('p', '2-new.sql', '')");
    await expect(
      importDatabases({
        ...target(to),
        input: Readable.from([await exported(from)]),
        onTable: quiet,
      }),
    ).rejects.toThrow('p/2-new.sql');
  });

  it('orders tables so that referenced ones come first', () => {
    expect(
      parentsFirst(
        ['c', 'b', 'a'],
        [
          { child: 'c', parent: 'b' },
          { child: 'b', parent: 'a' },
          { child: 'a', parent: 'c' },
        ],
      ),
    ).toEqual(['a', 'b', 'c']);
  });
});
