import type { CopilotLine } from '@tandem/contract';
import { customerWords } from './words.rules.ts';

/** Sentences that are taken at most, and characters of all of them. */
const bounds = { sentences: 4, length: 600 };
/** Shorter words tell little, in every language. */
const leastLength = 4;

const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * A sentence of a matter, with its telling words: several of them, one within a whole sentence, or a question of more
 * than a word, which may be all that a customer says. A greeting and a bare word are none.
 */
const toMatter = (text: string, place: number) => {
  const all = wordsOf(text);
  const words = new Set(all.filter((word) => word.length >= leastLength));
  const isQuestion = all.length > 1 && text.endsWith('?');
  const isMatter = words.size > 1 || (words.size === 1 && all.length > 2) || isQuestion;
  return isMatter ? [{ text, place, words }] : [];
};

const sentencesOf = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?…])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

/**
 * What the customer said in few of the customer's own sentences: those whose words come back most, in the order in
 * which they were said. No word is made up. Empty: the customer has said nothing of substance.
 */
export const summaryOf = (lines: readonly CopilotLine[]): string => {
  const sentences = customerWords(lines)
    .flatMap(({ text }) => sentencesOf(text))
    .flatMap(toMatter);
  const counts = new Map<string, number>();
  for (const { words } of sentences)
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weight = ({ words }: (typeof sentences)[number]) =>
    [...words].reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) /
    Math.sqrt(Math.max(words.size, 1));
  const seen = new Set<string>();
  const best = [...sentences]
    .sort((a, b) => weight(b) - weight(a) || a.place - b.place)
    .filter(({ text }) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()))
    .slice(0, bounds.sentences)
    .sort((a, b) => a.place - b.place)
    .map(({ text }) => text);
  const text = best.join(' … ');
  return text.length <= bounds.length ? text : `${text.slice(0, bounds.length - 1).trimEnd()}…`;
};
