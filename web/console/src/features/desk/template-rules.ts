import type { BodyOf } from '#src/api/operations.ts';
import { type Canned, cannedText, type Known } from './canned-rules.ts';

type SendBody =
  BodyOf<'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages'>;
export type TemplateRequest = NonNullable<SendBody['messagingTemplate']>;

const PLACE = /\{\{\s*([\w.-]{1,100})\s*\}\}/g;

type Card = { readonly cardBodyText?: { readonly content?: string }; readonly buttons?: unknown };

/** A response that channels show as a whole: with a heading, buttons or cards. */
export const isTemplate = ({ messagingTemplate }: Pick<Canned, 'messagingTemplate'>): boolean =>
  messagingTemplate?.whatsApp !== undefined;

const cardsOf = (definition: object): readonly Card[] => {
  const { carousel } = definition as { carousel?: { cards?: readonly Card[] } };
  return carousel?.cards ?? [];
};

type Button = { readonly type?: string; readonly content?: string; readonly contentText?: string };
const buttonsOf = (given: unknown): readonly Button[] =>
  Array.isArray(given) ? (given as readonly Button[]) : [];

/** Every text of a template that may hold places. */
const textsOf = (response: Canned): readonly string[] => {
  const definition = response.messagingTemplate?.whatsApp;
  if (!definition) return [];
  const cards = cardsOf(definition);
  const buttons = [definition.buttons, ...cards.map((card) => card.buttons)].flatMap(buttonsOf);
  return [
    definition.header?.type === 'Image' ? '' : (definition.header?.content ?? ''),
    cannedText(response),
    ...cards.map(({ cardBodyText }) => cardBodyText?.content ?? ''),
    ...buttons.map(({ type, content }) => (type === 'Url' ? (content ?? '') : '')),
  ];
};

/** The places of a template, each once, in their order. */
export const placesOf = (response: Canned): readonly string[] => [
  ...new Set(
    textsOf(response).flatMap((text) => [...text.matchAll(PLACE)].map(([, name = '']) => name)),
  ),
];

/** What stands in the places before the agent wrote anything: what is known, else the default. */
export const knownValues = (response: Canned, known: Known): Record<string, string> => {
  const defaults = new Map(
    (response.substitutions ?? []).map(({ id, defaultValue }) => [id, defaultValue]),
  );
  return Object.fromEntries(
    placesOf(response).map((name) => {
      const value = Object.hasOwn(known, name) ? known[name] : undefined;
      return [name, value || defaults.get(name) || ''];
    }),
  );
};

type Values = Readonly<Record<string, string>>;

const filled = (text: string, values: Values): string =>
  text.replaceAll(PLACE, (place, name: string) => values[name] || place);

/** The body as the customer will read it; open places stay as they are. */
export const previewOf = (response: Canned, values: Values): string =>
  filled(cannedText(response), values);

/** What stands around the body: above it a heading or a picture, below it cards and a footer. */
export type Surroundings = {
  readonly heading: string;
  readonly picture: string;
  readonly cards: readonly string[];
  readonly footer: string;
};

/** What the customer will see around the body. A carousel stands alone: neither heading nor footer go with it. */
export const surroundingsOf = (response: Canned, values: Values): Surroundings => {
  const definition = response.messagingTemplate?.whatsApp;
  const none = { heading: '', picture: '', cards: [], footer: '' };
  if (!definition) return none;
  const cards = cardsOf(definition).map(({ cardBodyText }) =>
    filled(cardBodyText?.content ?? '', values),
  );
  if (cards.length > 0) return { ...none, cards };
  const { header, messageFooter } = definition;
  const above = header?.content ?? '';
  return {
    ...none,
    ...(header?.type === 'Image' ? { picture: above } : { heading: filled(above, values) }),
    footer: messageFooter?.content ?? '',
  };
};

/** What the buttons of a template say. */
export const buttonTextsOf = ({ messagingTemplate }: Canned): readonly string[] =>
  buttonsOf(messagingTemplate?.whatsApp?.buttons).map(
    ({ contentText, content }) => contentText || content || '',
  );

/** The template as it is sent. */
export const templateRequest = (response: Canned, values: Values): TemplateRequest => ({
  responseId: response.id ?? '',
  parameters: Object.entries(values).map(([id, value]) => ({ id, value: value.trim() })),
});
