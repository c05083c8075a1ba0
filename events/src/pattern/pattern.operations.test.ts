import { describe, expect, it } from 'vitest';
import { patternHandlers } from './index.ts';

const [tester] = patternHandlers();

const tried = async (body: unknown) =>
  (await tester?.run({ body } as Parameters<NonNullable<typeof tester>['run']>[0]))?.body;

describe('trying an event pattern', () => {
  it('answers whether the event matches, as JSON or as text', async () => {
    const pattern = { a: [9007199254740992] };
    expect(await tried({ pattern: { a: ['x'] }, event: { a: 'x' } })).toEqual({ matches: true });
    expect(await tried({ pattern, event: '{"a":9007199254740993}' })).toEqual({ matches: false });
    expect(await tried({ pattern: '{"a":[1]}', event: '{"a":1.0}' })).toEqual({ matches: true });
  });

  it('says what is wrong, and in which of the two', async () => {
    expect(await tried({ pattern: { a: [{ prefix: 1 }] }, event: '{' })).toMatchObject({
      problem: { in: 'pattern', code: 'pattern.operand', pointer: '/a/0/prefix' },
    });
    for (const event of ['{', '[]', 'null', 3, null])
      expect(await tried({ pattern: { a: ['x'] }, event })).toMatchObject({
        problem: { in: 'event', code: 'event.json' },
      });
  });
});
