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

/** The body as the customer will read it; open places stay as they are. */
export const previewOf = (response: Canned, values: Readonly<Record<string, string>>): string =>
  cannedText(response).replaceAll(PLACE, (place, name: string) => values[name] || place);

/** What the buttons of a template say. */
export const buttonTextsOf = ({ messagingTemplate }: Canned): readonly string[] =>
  buttonsOf(messagingTemplate?.whatsApp?.buttons).map(
    ({ contentText, content }) => contentText || content || '',
  );

/** The template as it is sent. */
export const templateRequest = (
  response: Canned,
  values: Readonly<Record<string, string>>,
): TemplateRequest => ({
  responseId: response.id ?? '',
  parameters: Object.entries(values).map(([id, value]) => ({ id, value: value.trim() })),
});
