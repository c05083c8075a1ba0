import { describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/index.ts';
import { isTaken, unlessTaken } from './taken.ts';

describe('a value that a unique index has', () => {
  it('is told apart from another index and from another failure', async () => {
    await using db = await testDatabase();
    await db.query('create table thing (id int, name text, check (id > 0))');
    await db.query('create unique index thing_id on thing (id)');
    await db.query("insert into thing values (1, 'a')");
    const failure = (sql: string) => db.query(sql).catch((error: unknown) => error);
    const twice = await failure("insert into thing values (1, 'b')");
    const wrong = await failure("insert into thing values (0, 'b')");
    expect([isTaken(twice), isTaken(twice, 'thing_id'), isTaken(twice, 'thing_name')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isTaken(wrong), isTaken(null)]).toEqual([false, false]);
    expect(unlessTaken('thing_id')(twice)).toBe(false);
    expect(() => unlessTaken('thing_name')(twice)).toThrow('thing_id');
    expect(() => unlessTaken('thing_id')(wrong)).toThrow('check');
  });
});
