import type { CopilotLine } from '@tandem/contract';
import { expect, it } from 'vitest';
import { wordsToLookUp } from './words.rules.ts';

const line = (seq: number, from: CopilotLine['from'], text: string): CopilotLine => ({
  ...{ seq, from, text, name: null, files: [], date: '2026-01-01T10:00:00.000Z' },
});
const talk = [
  line(1, 'customer', 'How do I return a parcel?'),
  line(2, 'bot', 'I do not know.'),
  line(3, 'customer', 'agent'),
];

it('what is looked up are the last words of the customer, before those that asked for an agent', () => {
  expect(wordsToLookUp(talk, null)).toEqual(['agent']);
  expect(wordsToLookUp(talk, 3)).toEqual(['How do I return a parcel?', 'agent']);
  const goesOn = [...talk, line(4, 'agent', 'Hello'), line(5, 'customer', 'It is broken')];
  expect(wordsToLookUp(goesOn, 3)).toEqual(['It is broken']);
});

it('words that are all there is, or a picture, leave what there is', () => {
  expect(wordsToLookUp(talk.slice(2), 3)).toEqual(['agent']);
  expect(wordsToLookUp([...talk, line(4, 'customer', '')], 3)).toEqual([
    'How do I return a parcel?',
    'agent',
  ]);
  expect(wordsToLookUp([], 3)).toEqual([]);
});

it.each([
  '[bill.pdf: could not be read]',
  '[bill.pdf: konnte nicht gelesen werden]',
  '[dosya: okunamadı]',
])('what stands for a file that could not be had are no words of the customer: %s', (note) => {
  const noted = [...talk.slice(0, 2), line(3, 'customer', note), line(4, 'customer', 'agent')];
  expect(wordsToLookUp(noted, 4)).toEqual(['How do I return a parcel?', 'agent']);
  const withWords = line(5, 'customer', `Here it is\n${note}\n${note}`);
  expect(wordsToLookUp([...noted, withWords], 4)).toEqual(['Here it is']);
});
