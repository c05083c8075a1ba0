import { expect, it } from 'vitest';
import { readData } from './start-rules.ts';

it('reads participant data line by line', () => {
  expect(readData('')).toEqual({});
  expect(readData('a = 1\n\n b=x = y ')).toEqual({ a: '1', b: 'x = y' });
  expect(readData('nothing')).toBeNull();
  expect(readData('= value')).toBeNull();
});
