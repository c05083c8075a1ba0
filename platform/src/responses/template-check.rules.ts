import type { Response } from '@tandem/contract';
import { responsesErrors } from './responses.errors.ts';
import { filledLimits, isWebTemplate } from './template-places.rules.ts';

export type Definition = NonNullable<NonNullable<Response['messagingTemplate']>['whatsApp']>;
export type Button = NonNullable<Definition['buttons']>[number];
type Header = NonNullable<Definition['header']>;

/** One card of a template with a carousel, as newer clients of the vendor write it. */
export type CarouselCard = {
  readonly header?: Header;
  readonly cardBodyText: { readonly content: string; readonly contentType?: string };
  readonly buttons?: readonly Button[];
};

const limits = {
  buttons: 10,
  cards: 10,
  cardButtons: 3,
  label: 200,
  value: 2000,
  name: 512,
} as const;
const isWeb = (url: string): boolean => /^https?:\/\/\S+$/i.test(url);

/** The cards of a template that was kept; null for one without. */
export const cardsOf = (definition: Definition): readonly CarouselCard[] | null => {
  const { carousel } = definition as { carousel?: { cards?: unknown } | null };
  return Array.isArray(carousel?.cards) ? (carousel.cards as readonly CarouselCard[]) : null;
};

export const labelOf = ({ content, contentText }: Button): string =>
  (contentText || content || '').trim();
export const contentFrom = ({ content, contentText }: Button): string =>
  (content || contentText || '').trim();

const buttonProblem = (button: Button): string | null => {
  if (labelOf(button) === '') return 'a button has no text';
  if (labelOf(button).length > limits.label)
    return `the text of a button has more than ${limits.label} characters`;
  if (contentFrom(button).length > limits.value)
    return `the content of a button has more than ${limits.value} characters`;
  if (button.type === 'Url' && !isWebTemplate(contentFrom(button)))
    return `"${labelOf(button)}" needs a web address as its content`;
  return null;
};

const headerProblem = (header: Header | undefined): string | null =>
  header?.type === 'Image' && !isWeb(header.content ?? '')
    ? 'a header of the type Image needs a web address as its content'
    : null;

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);
const isText = (given: unknown): boolean => given === undefined || typeof given === 'string';
/** A heading or a button, as the contract has it for those outside a carousel. */
const isPart = (given: unknown, types: readonly string[]): boolean =>
  isObject(given) &&
  isText(given['content']) &&
  isText(given['contentText']) &&
  (given['type'] === undefined || types.includes(given['type'] as string));
const isBody = (given: unknown): boolean =>
  isObject(given) && typeof given['content'] === 'string' && isText(given['contentType']);

/** Cards are no part of the contract: what a client sends may be anything. */
const isCard = (given: unknown): given is CarouselCard => {
  if (!isObject(given)) return false;
  const { header, cardBodyText, buttons = [] } = given;
  if (header !== undefined && !isPart(header, ['Text', 'Image'])) return false;
  if (!isBody(cardBodyText)) return false;
  return (
    Array.isArray(buttons) &&
    buttons.every((button) => isPart(button, ['QuickReply', 'PhoneNumber', 'Url']))
  );
};

const cardProblem = ({ header, cardBodyText, buttons = [] }: CarouselCard): string | null => {
  if (buttons.length > limits.cardButtons)
    return `a card has at most ${limits.cardButtons} buttons`;
  if (!cardBodyText.content.trim()) return 'a card has no text';
  return (
    headerProblem(header) ?? buttons.map(buttonProblem).find((problem) => problem !== null) ?? null
  );
};

const carouselProblem = (carousel: unknown): string | null => {
  if (carousel === undefined || carousel === null) return null;
  const cards: unknown = isObject(carousel) ? carousel['cards'] : null;
  if (!Array.isArray(cards) || cards.length === 0 || cards.length > limits.cards)
    return `a carousel has 1 to ${limits.cards} cards`;
  for (const [index, card] of cards.entries()) {
    const problem = isCard(card)
      ? cardProblem(card)
      : 'it has a cardBodyText with content, and may have a header and a list of buttons';
    if (problem) return `carousel.cards[${index}]: ${problem}`;
  }
  return null;
};

/**
 * Checks the template of a response before it is kept.
 * @throws responsesErrors.badTemplate (400)
 */
export const checkTemplate = ({ responseType, messagingTemplate }: Response): void => {
  const definition = messagingTemplate?.whatsApp;
  const refuse = (problem: string) => responsesErrors.badTemplate({ problem });
  if (!definition) {
    if (responseType === 'MessagingTemplate') throw refuse('whatsApp is missing');
    return;
  }
  if (definition.name.trim() === '' || definition.language.trim() === '')
    throw refuse('whatsApp needs a name and a language');
  if (definition.name.length > limits.name || definition.language.length > limits.name)
    throw refuse(`name and language have at most ${limits.name} characters each`);
  const { buttons = [], header, messageFooter } = definition;
  if ((messageFooter?.content ?? '').length > filledLimits.header)
    throw refuse(`the footer has more than ${filledLimits.header} characters`);
  if (buttons.length > limits.buttons)
    throw refuse(`there are more than ${limits.buttons} buttons`);
  const problem =
    headerProblem(header) ??
    buttons.map(buttonProblem).find((one) => one !== null) ??
    carouselProblem((definition as { carousel?: unknown }).carousel);
  if (problem) throw refuse(problem);
};
