import type { CopilotLine } from '@tandem/contract';
import { withoutNotRead } from '../channels/index.ts';

/** What the customer has written, oldest first. What stands for a file that could not be had is nobody's words. */
export const customerWords = (
  lines: readonly CopilotLine[],
): readonly Pick<CopilotLine, 'seq' | 'text'>[] =>
  lines
    .filter(({ from }) => from === 'customer')
    .map(({ seq, text }) => ({ seq, text: withoutNotRead(text) }))
    .filter(({ text }) => text !== '');

/**
 * What of the customer's words is worth looking up, best first: the last ones. Where these asked for an agent they say
 * least of the matter: those before them come first, and they only where nothing is found with those.
 * @param lines oldest first
 * @param askedAt place of the customer's message that a handover followed; null without one
 */
export const wordsToLookUp = (
  lines: readonly CopilotLine[],
  askedAt: number | null,
): readonly string[] => {
  const said = customerWords(lines);
  const last = said.at(-1);
  if (!last) return [];
  const before = last.seq === askedAt ? said.at(-2) : undefined;
  return before ? [before.text, last.text] : [last.text];
};
