import { expect, it } from 'vitest';
import { markedParts } from './mark-rules.ts';

const told = (words: string) => markedParts(words).map(({ kind, text }) => `${kind} ${text}`);

it('words stand out as customers see them in the web chat', () => {
  expect(told('Pay **today**, *please*, or _soon_: `A-1`.')).toEqual([
    ...['text Pay ', 'bold today', 'text , ', 'italic please', 'text , or ', 'italic soon'],
    ...['text : ', 'code A-1', 'text .'],
  ]);
});

it('sums, names and open marks stay as they are written', () => {
  for (const words of [
    '2*3*4',
    'snake_case_name',
    '**',
    '* a point',
    '<b>x</b>',
    'one\n*two\nthree*',
  ])
    expect(told(words)).toEqual([`text ${words}`]);
  expect(told('')).toEqual([]);
});
