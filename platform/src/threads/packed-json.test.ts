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

  it('are readable for the server, whoever made them', async () => {
    await using db = await testDatabase({ schema: 'one' });
    const deep = `${'['.repeat(4_000)}"\\ud83d"${']'.repeat(4_000)}`;
    const texts = [
      JSON.stringify({ a: '\ud83d!', b: 'x\u0000y', '\udc00': '😀', c: '\\u0000 \\\ud800' }),
      '{"a":"\\ud83d\\ude00"}',
      deep,
    ];
    const sql = `select i.text::json as value, i.text::json->>'a' as a
      from unnest(${placeholders(1, [1])}) i(text)`;
    const [first, second, third] = await db.query<{ value: unknown; a: string }>(sql, [
      packed(texts),
    ]);
    const value = { a: '\ufffd!', b: 'xy', '\ufffd': '😀', c: '\\u0000 \\\ufffd' };
    expect(first).toEqual({ value, a: '\ufffd!' });
    expect(second).toEqual({ value: { a: '😀' }, a: '😀' });
    expect(third?.a).toBeNull();
  });
});
