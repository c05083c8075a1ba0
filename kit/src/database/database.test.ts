import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestClock, silentLog, testDatabase, testFolder } from '../testing/index.ts';
import { createDatabase, type Queryable } from './database.ts';
import { createListener } from './listener.ts';
import { migrate } from './migrate.ts';
import { StaleTransaction } from './stale-plans.ts';

const migrationFolder = async (files: Record<string, string>) => {
  const made = await testFolder();
  const { path } = made;
  for (const [name, sql] of Object.entries(files)) await writeFile(join(path, name), sql);
  const folder = pathToFileURL(`${path}/`);
  return { folder, path, [Symbol.asyncDispose]: () => made[Symbol.asyncDispose]() };
};

describe('database', () => {
  it('sees only its own schema, reads bigint as number and rolls a failed transaction back', async () => {
    await using db = await testDatabase({ schema: 'one' });
    await using files = await migrationFolder({
      '1.sql': 'create table thing (id bigint primary key, name text)',
    });
    for (const schema of ['one', 'two'])
      await migrate({
        connection: db.connection,
        schema,
        sets: [{ package: 'p', folder: files.folder }],
      });
    await using other = createDatabase({
      connection: db.connection,
      schema: 'two',
      log: silentLog,
    });
    await db.query('insert into thing values ($1, $2)', [9007199254740991, 'a']);
    expect(await db.query('select * from thing')).toEqual([{ id: 9007199254740991, name: 'a' }]);
    expect(await other.query('select * from thing')).toEqual([]);
    const failed = db.transaction(async (tx) => {
      await tx.query('insert into thing values (2)');
      await tx
        .kysely<{ thing: { id: number; name: string | null } }>()
        .insertInto('thing')
        .values({ id: 3, name: null })
        .execute();
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await db.call('count', 'select count(*) as n from thing where id < $1', [10])).toEqual([
      { n: 0 },
    ]);
  });

  it('runs statements, prepared ones and the query builder in one transaction', async () => {
    await using db = await testDatabase({ schema: 'one' });
    await db.query('create table thing (id bigint primary key)');
    const made = await db.transaction(async (tx) => {
      await tx.query('insert into thing values (1)');
      await tx.call('one', 'insert into thing values ($1)', [2]);
      const builder = tx.kysely<{ thing: { id: number } }>();
      await builder.insertInto('thing').values({ id: 3 }).execute();
      expect(await db.query('select * from thing')).toEqual([]);
      return builder.selectFrom('thing').selectAll().orderBy('id').execute();
    });
    expect(made).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(await db.query('select * from thing order by id')).toEqual(made);
    const failed = db.transaction((tx) => tx.query('insert into thing values (1)'));
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    // The connection of a failed transaction is as good as new.
    await db.transaction((tx) => tx.query('insert into thing values (4)'));
    expect(await db.query('select count(*) as n from thing')).toEqual([{ n: 4 }]);
  });

  it('goes on with statements that were prepared before a migration changed what they answer', async () => {
    await using db = await testDatabase({ schema: 'one' });
    await db.query('create table thing (id bigint primary key)');
    await db.query('insert into thing values (1)');
    const all = (on: Queryable) => on.call('all', 'select * from thing');
    expect(await db.transaction(all)).toEqual([{ id: 1 }]);
    expect(await all(db)).toEqual([{ id: 1 }]);
    await db.query('alter table thing add column name text');
    // A transaction is over with its first failure; the next one has a connection of its own.
    await expect(db.transaction(all)).rejects.toBeInstanceOf(StaleTransaction);
    expect(await db.transaction(all)).toEqual([{ id: 1, name: null }]);
    await db.query('alter table thing drop column name');
    expect(await all(db)).toEqual([{ id: 1 }]);
  });

  it('fails one transaction for a migration at most, however many connections kept the statement', async () => {
    await using db = await testDatabase({ schema: 'one', max: 4 });
    await db.query('create table thing (id bigint primary key)');
    const all = (on: Queryable) => on.call('all', 'select * from thing');
    const together = async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let open = 0;
      const run = (tx: Queryable) => {
        open += 1;
        if (open === 4) resolve();
        return promise.then(() => all(tx));
      };
      await Promise.all([1, 2, 3, 4].map(() => db.transaction(run)));
    };
    await together();
    await db.query('alter table thing add column name text');
    await expect(db.transaction(all)).rejects.toMatchObject({ code: '40001' });
    await together();
  });

  it('has no transaction fail for what a single statement has noticed before', async () => {
    await using db = await testDatabase({ schema: 'one', max: 2 });
    await db.query('create table thing (id bigint primary key)');
    const all = (on: Queryable) => on.call('all', 'select * from thing');
    await db.transaction(async (tx) => {
      await all(tx);
      await all(db);
    });
    await db.query('alter table thing add column name text');
    expect(await all(db)).toEqual([]);
    expect(await db.transaction(all)).toEqual([]);
  });

  it('goes on where prepared statements were taken away', async () => {
    await using db = await testDatabase({ schema: 'one', max: 1 });
    const one = (on: Queryable) => on.call('one', 'select 1 as one');
    await one(db);
    await db.query('deallocate all');
    expect(await one(db)).toEqual([{ one: 1 }]);
    await expect(db.transaction(one)).resolves.toEqual([{ one: 1 }]);
  });

  it('goes on after the server ended its connections', async () => {
    await using db = await testDatabase({ schema: 'one' });
    await db.query('select 1');
    const admin = new pg.Client({ ...db.connection });
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tandem-one' and datname = current_database()",
    );
    await admin.end();
    await expect.poll(() => db.query('select 1 as one').catch(() => [])).toEqual([{ one: 1 }]);
  });
});

describe('a transaction whose connection breaks between two statements', () => {
  it('fails at its next statement and nowhere else', async () => {
    await using db = await testDatabase({ schema: 'one' });
    const broken = db.transaction(async (tx) => {
      const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await db.query('select pg_terminate_backend($1)', [row?.pid]);
      await new Promise((resolve) => setImmediate(resolve));
      await tx.query('select 1');
    });
    await expect(broken).rejects.toThrow();
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('migrations', () => {
  it('applies each once, in order, also when two processes start together', async () => {
    await using db = await testDatabase({ schema: 'one' });
    await using files = await migrationFolder({
      '1-a.sql': 'create table a (id int)',
      '2-b.sql': 'alter table a add column b int',
    });
    const run = () =>
      migrate({
        connection: db.connection,
        schema: 'fresh',
        sets: [{ package: 'p', folder: files.folder }],
      });
    expect((await Promise.all([run(), run(), run()])).sort()).toEqual([0, 0, 2]);
  });

  it('refuses one that was changed after it was applied, and leaves nothing of one that fails', async () => {
    await using db = await testDatabase({ schema: 'one' });
    await using files = await migrationFolder({ '1-a.sql': 'create table a (id int)' });
    const options = {
      connection: db.connection,
      schema: 'fresh',
      sets: [{ package: 'p', folder: files.folder }],
    };
    await migrate(options);
    await writeFile(join(files.path, '2-b.sql'), 'create table b (id int); select 1/0');
    await expect(migrate(options)).rejects.toThrow('division by zero');
    await writeFile(join(files.path, '2-b.sql'), 'create table b (id int)');
    expect(await migrate(options)).toBe(1);
    await writeFile(join(files.path, '1-a.sql'), 'create table a (id bigint)');
    await expect(migrate(options)).rejects.toThrow('p/1-a.sql was changed');
  });
});

describe('listener', () => {
  it('hears the notifications of its own schema and reports a gap after its connection was lost', async () => {
    await using db = await testDatabase({ schema: 'one' });
    const clock = createTestClock();
    const listener = await createListener({
      connection: db.connection,
      schema: 'one',
      clock,
      log: silentLog,
    });
    const other = await createListener({
      connection: db.connection,
      schema: 'two',
      clock,
      log: silentLog,
    });
    const heard: string[] = [];
    let gaps = 0;
    await listener.listen('wake', (payload) => heard.push(payload));
    listener.onGap(() => {
      gaps += 1;
    });
    await other.notify('wake', 'foreign');
    await listener.notify('wake', 'own');
    await expect.poll(() => heard).toEqual(['own']);
    await db.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_notify%' and application_name = 'tandem-one'",
    );
    await expect
      .poll(async () => {
        await clock.advance(250);
        return gaps;
      })
      .toBe(1);
    await listener.notify('wake', 'again');
    await expect.poll(() => heard).toEqual(['own', 'again']);
    await Promise.all([listener.close(), other.close()]);
  });

  it('asks once a quarter of a second while the database refuses connections', async () => {
    await using db = await testDatabase({ schema: 'one' });
    const clock = createTestClock();
    const { connection } = db;
    let refusals = 0;
    const log = { ...silentLog, warn: () => (refusals += 1) } as unknown as typeof silentLog;
    const listener = await createListener({ connection, schema: 'one', clock, log });
    let gaps = 0;
    listener.onGap(() => {
      gaps += 1;
    });
    const admin = new pg.Client({ ...connection, database: 'postgres' });
    await admin.connect();
    const allow = (yes: boolean) =>
      admin.query(`alter database ${connection.database} with allow_connections ${yes}`);
    await allow(false);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      connection.database,
    ]);
    for (let asked = 1; asked <= 5; asked += 1) {
      await expect
        .poll(async () => {
          if (refusals < asked) await clock.advance(250);
          return refusals;
        })
        .toBe(asked);
    }
    await allow(true);
    await expect
      .poll(async () => {
        await clock.advance(250);
        return gaps;
      })
      .toBe(1);
    await Promise.all([listener.close(), admin.end()]);
  });
});
