import type { HandlingOptions } from '../handling/index.ts';

/** Digits of a card number, 13 to 19 of them, with spaces or hyphens between. */
const cardLike = /(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)/g;
const email = /[^\s@<>"',;:()[\]]{1,64}@[^\s@<>"',;:()[\]]+\.[a-z]{2,}/giu;

/** The check digit that all card numbers have, ISO/IEC 7812-1. */
const hasCheckDigit = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};

/** The last four stay: agents ask for them. */
const withoutCards = (text: string): string =>
  text.replaceAll(cardLike, (found) => {
    const digits = found.replace(/\D/g, '');
    if (!hasCheckDigit(digits) || /^(\d)\1+$/.test(digits)) return found;
    return `${'•'.repeat(digits.length - 4)}${digits.slice(-4)}`;
  });

const withoutEmails = (text: string): string => text.replaceAll(email, '•••@•••');

/** What makes a text readable for agents without what is not for them; numbers of cards unless it is said otherwise. */
export const redactionOf = (what: HandlingOptions['redact'] = 'cards') => {
  if (what === 'nothing') return (text: string) => text;
  return what === 'cards' ? withoutCards : (text: string) => withoutEmails(withoutCards(text));
};
