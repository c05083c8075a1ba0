import { expect, it } from 'vitest';
import { durationParts } from './duration.ts';

it.each([
  [24, { unit: 'ms', first: 24 }],
  [25_850, { unit: 'seconds', first: 25.9 }],
  [59_940, { unit: 'seconds', first: 59.9 }],
  [59_960, { unit: 'minutes', first: 1, second: 0 }],
  [185_000, { unit: 'minutes', first: 3, second: 5 }],
  [3_599_900, { unit: 'hours', first: 1, second: 0 }],
  [7_800_000, { unit: 'hours', first: 2, second: 10 }],
])('%i milliseconds are read as %o', (ms, parts) => {
  expect(durationParts(ms)).toEqual(parts);
});
