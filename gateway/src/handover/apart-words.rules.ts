import type { HandoverRequest } from './handover.model.ts';
import { endWordOf, spoken } from './handover.words.ts';

/**
 * Words of the customer that do not simply go to the agents, as {@link spoken} spells them; null where more than that
 * follows from each of them, so that every one has to be looked at.
 */
export const apartWordsOf = ({ options = {} }: HandoverRequest): readonly string[] | null => {
  const {
    repeatAccepted,
    inactivityMinutes,
    cancelIntent,
    cancelButton,
    cancelPhrases = [],
  } = options;
  if (repeatAccepted || inactivityMinutes || cancelIntent) return null;
  const words = [endWordOf(options), cancelButton, ...cancelPhrases];
  return words.flatMap((word) => (word ? [spoken(word)] : [])).filter((word) => word !== '');
};
