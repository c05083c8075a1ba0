import { testDatabase } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { packed, placeholders } from './packed-json.ts';

describe('JSON texts as one parameter', () => {
  it('come apart as they were, whatever they hold', async () => {
    await using db = await testDatabase({ schema: 'one' });
    const values = [{}, 'a\u001eb', '\u0001', '"quoted" \\ {,} NULL', ['é', '😀'], { a: '\n' }, ''];
    const texts = values.map((value) => JSON.stringify(value));
    const sql = `select i.n, i.text from unnest(${placeholders(2, [2])}) i(n, text)`;
    for (const some of [texts, texts.slice(0, 1)])
      expect(
        await db.query(sql.replace('$1', '$1::int[]'), [some.keys().toArray(), packed(some)]),
      ).toEqual(some.map((text, n) => ({ n, text })));
    expect(await db.query(`select ${placeholders(1, [1])} as texts`, [null])).toEqual([
      { texts: null },
    ]);
  });
});
