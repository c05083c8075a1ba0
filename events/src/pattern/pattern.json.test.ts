import { expect, it } from 'vitest';
import { compilePattern } from './index.ts';

it.each([
  ['{\n  "a" 1\n}', 'The pattern is not valid JSON (line 2, column 7).'],
  // Where the engine tells no place.
  ['', 'The pattern is not valid JSON.'],
])(
  'a pattern that is not JSON is refused, with the place where it is known: %j',
  (text, message) => {
    expect(compilePattern(text)).toMatchObject({ ok: false, problem: { message } });
  },
);
