import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { MigrationSet } from '../database/migrate.ts';
import { testDatabase, testFolder, testSchemas } from './index.ts';

async function migrationFolder(sql: string): Promise<AsyncDisposable & { set: MigrationSet }> {
  const folder = await testFolder();
  await writeFile(join(folder.path, '202601010000-thing-first.sql'), sql);
  return {
    set: { package: 'thing', folder: pathToFileURL(`${folder.path}/`) },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const tableOf = (name: string) => `create table ${name} (id bigint primary key, note text);`;

describe('test databases', () => {
  it('are migrated and apart from each other', async () => {
    await using folder = await migrationFolder(tableOf('thing'));
    await using one = await testDatabase({ migrations: [folder.set] });
    await using two = await testDatabase({ migrations: [folder.set] });
    await one.query('insert into thing values (1, $1)', ['mine']);
    expect(await one.query('select * from thing')).toEqual([{ id: 1, note: 'mine' }]);
    expect(await two.query('select * from thing')).toEqual([]);
  });

  it('follow a migration that was changed', async () => {
    await using before = await migrationFolder(tableOf('before'));
    await using after = await migrationFolder(tableOf('after'));
    await using one = await testDatabase({ migrations: [before.set] });
    await using two = await testDatabase({ migrations: [after.set] });
    expect(await one.query(`select to_regclass('before')::text as name`)).toEqual([
      { name: 'before' },
    ]);
    expect(await two.query(`select to_regclass('before')::text as name`)).toEqual([{ name: null }]);
  });

  it('share one template when many are made at once', async () => {
    await using folder = await migrationFolder(tableOf(`many_${process.pid}`));
    const made = await Promise.all(
      Array.from({ length: 6 }, () => testDatabase({ migrations: [folder.set] })),
    );
    const [first] = made;
    const templates = await first?.query(
      `select count(*) as count from pg_database where datname like 'template\\_%new'`,
    );
    expect(templates).toEqual([{ count: 0 }]);
    expect(new Set(made.map((database) => database.connection.database)).size).toBe(6);
    await Promise.all(made.map((database) => database.close()));
  });

  it('hold several schemas when asked to, and are gone afterwards', async () => {
    await using folder = await migrationFolder(tableOf('thing'));
    await using watcher = await testDatabase();
    const exists = async (name: string | undefined) =>
      (await watcher.query('select from pg_database where datname = $1', [name])).length === 1;
    const made = await testSchemas({ core: [], half: [folder.set] });
    expect(await exists(made.connection.database)).toBe(true);
    await made[Symbol.asyncDispose]();
    expect(await exists(made.connection.database)).toBe(false);
  });

  it('take less than 100 ms once the template is there', async () => {
    await using folder = await migrationFolder(tableOf('quick'));
    await using _first = await testDatabase({ migrations: [folder.set] });
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const start = performance.now();
      await using _next = await testDatabase({ migrations: [folder.set] });
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(100);
  });
});
