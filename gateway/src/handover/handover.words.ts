import type { HandlingOptions } from '../handling/index.ts';
import type { Handover } from './handover.model.ts';
import { isWaiting } from './handover.model.ts';
import { optionsOf } from './handover.says.ts';

/** Nothing longer is a word that anybody would set. */
const longestWord = 1_000;
const endsSentence = /[\s.!?]/u;

/**
 * A text as words compare: without case, spaces around it and what ends a sentence. Empty for what is too long to be
 * a word: anybody may send texts of any length here.
 */
export const spoken = (text: string): string => {
  if (text.length > longestWord) return '';
  const word = text.normalize('NFKC').trim().toLowerCase();
  let end = word.length;
  while (end > 0 && endsSentence.test(word.charAt(end - 1))) end -= 1;
  return word.slice(0, end);
};

const endCommand = '/end';

/** The word that ends a handover at any time, or undefined where none does. */
export const endWordOf = ({
  endCommand: word = endCommand,
}: HandlingOptions): string | undefined => (word === 'none' ? undefined : word);

const isOneOf = (text: string, words: readonly (string | undefined)[]): boolean => {
  const said = spoken(text);
  return said !== '' && words.some((word) => word !== undefined && spoken(word) === said);
};

/** What a word of the customer means for a handover: it cancels while waiting, it ends, or it goes to the agents. */
export const meaningOf = (handover: Handover, text: string): 'cancel' | 'end' | 'message' => {
  const options = optionsOf(handover);
  const { cancelButton, cancelPhrases = [] } = options;
  if (isOneOf(text, [endWordOf(options)])) return 'end';
  if (isWaiting(handover) && isOneOf(text, [cancelButton, ...cancelPhrases])) return 'cancel';
  return 'message';
};

/** Whether a word gives up the form in which the customer leaves something. */
export const givesUp = (handover: Handover, text: string): boolean => {
  const options = optionsOf(handover);
  const { cancelButton, cancelPhrases = [] } = options;
  return isOneOf(text, [endWordOf(options), cancelButton, ...cancelPhrases]);
};
