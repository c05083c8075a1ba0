import type { HandlingOptions } from '../handling/index.ts';

/** What people put between groups of digits: spaces, dashes, what is not seen; a dot only where no fraction follows. */
const between = String.raw`[\s\p{Z}\p{Pd}\p{Cf}]{1,2}|\.(?=\p{Nd}{2,6}(?!\p{Nd}))`;
/** Groups of digits that may be one number, or several one after the other. */
const grouped = new RegExp(String.raw`(?<![\p{Nd}.])\p{Nd}+(?:(?:${between})\p{Nd}+)*`, 'gu');
const group = /\p{Nd}+/gu;
const digit = /^\p{Nd}$/u;
const email = /[^\s@<>"',;:()[\]]{1,64}@[^\s@<>"',;:()[\]]+\.[a-z]{2,}/giu;

/** Digits of a card number, ISO/IEC 7812-1. */
const fewest = 13;
const most = 19;

/** The value of a digit of any script: they stand ten by ten, in order. */
const digitValue = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (digit.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
};

/** The digits of a text as 0 to 9. */
const plainDigits = (text: string): string =>
  /^\d+$/.test(text) ? text : [...text].map(digitValue).join('');

/** The check digit that all card numbers have, ISO/IEC 7812-1. */
const hasCheckDigit = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((total, character, at) => {
    const value = Number(character) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};

const isCard = (digits: string): boolean =>
  digits.length >= fewest &&
  digits.length <= most &&
  hasCheckDigit(digits) &&
  !/^(\d)\1+$/.test(digits);

type Group = { readonly digits: string; readonly from: number; readonly to: number };

const groupsOf = (text: string): readonly Group[] =>
  [...text.matchAll(group)].map(({ 0: found, index }) => ({
    ...{ digits: plainDigits(found), from: index, to: index + found.length },
  }));

type Card = { readonly digits: string; readonly last: number };

/** The longest card number that begins with the group; beside other numbers only what begins as those of banks do. */
const cardAt = (groups: readonly Group[], first: number): Card | null => {
  let found: Card | null = null;
  let digits = '';
  for (let last = first; last < groups.length && digits.length < most; last += 1) {
    digits += groups[last]?.digits ?? '';
    const isAlone = first === 0 && last === groups.length - 1;
    if (isCard(digits) && (isAlone || /^[2-6]/.test(digits))) found = { digits, last };
  }
  return found;
};

/** The last four stay: agents ask for them. */
const masked = (digits: string): string => `${'•'.repeat(digits.length - 4)}${digits.slice(-4)}`;

const withoutCardsIn = (text: string): string => {
  const groups = groupsOf(text);
  let kept = '';
  let at = 0;
  for (let first = 0; first < groups.length; first += 1) {
    const card = cardAt(groups, first);
    if (!card) continue;
    kept += text.slice(at, groups[first]?.from) + masked(card.digits);
    at = groups[card.last]?.to ?? at;
    first = card.last;
  }
  return kept + text.slice(at);
};

const withoutCards = (text: string): string => text.replaceAll(grouped, withoutCardsIn);

const withoutEmails = (text: string): string => text.replaceAll(email, '•••@•••');

/** What makes a text readable for agents without what is not for them; numbers of cards unless it is said otherwise. */
export const redactionOf = (what: HandlingOptions['redact'] = 'cards') => {
  if (what === 'nothing') return (text: string) => text;
  return what === 'cards' ? withoutCards : (text: string) => withoutEmails(withoutCards(text));
};
