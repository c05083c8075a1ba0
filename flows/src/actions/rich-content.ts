import type { Card, CardButton, QuickReply, RichContent } from '../effect.model.ts';
import type { ActionContext, ActionField, ActionRow } from './action.types.ts';
import { choice, rows, template } from './fields.ts';
import { pickerContentOf, pickerFields } from './rich-pickers.ts';

const required = { required: true } as const;
const shownAs = (...types: readonly string[]) => ({ visibleWhen: { content: types } });

const cardColumns = [
  template('title', 'Title', required),
  template('description', 'Description'),
  template('imageUrl', 'Image'),
] as const;

const buttonNumbers = [1, 2, 3] as const;

const buttonColumns = buttonNumbers.flatMap((number) => [
  template(`button${number}Text`, `Button ${number}`),
  choice(`button${number}Type`, `Button ${number}: type`, {
    choices: ['Postback', 'Link'],
    default: 'Postback',
  }),
  template(`button${number}Value`, `Button ${number}: payload or address`),
]);

/** What a message shows besides its text. */
export const contentFields: readonly ActionField[] = [
  choice('content', 'Shown as', {
    choices: ['text', 'quickReplies', 'card', 'carousel', 'listPicker', 'datePicker', 'template'],
    default: 'text',
  }),
  rows('quickReplies', 'Quick replies', {
    ...required,
    max: 25,
    columns: [template('text', 'Text', required), template('payload', 'Payload')],
    ...shownAs('quickReplies'),
  }),
  rows('cards', 'Cards', {
    ...required,
    max: 10,
    columns: [...cardColumns, ...buttonColumns],
    ...shownAs('card', 'carousel'),
  }),
  ...pickerFields,
];

const replyOf = (row: ActionRow): QuickReply => {
  const text = row.text('text');
  return { text, payload: row.text('payload') || text };
};

const buttonOf = (row: ActionRow, number: number): CardButton[] => {
  const text = row.text(`button${number}Text`);
  if (text === '') return [];
  const type = row.raw(`button${number}Type`) === 'Link' ? 'Link' : 'Postback';
  return [{ text, type, value: row.text(`button${number}Value`) || text }];
};

const cardOf = (row: ActionRow): Card => ({
  title: row.text('title'),
  description: row.text('description'),
  imageUrl: row.text('imageUrl'),
  buttons: buttonNumbers.flatMap((number) => buttonOf(row, number)),
});

/** The content as the settings say; null for plain text. */
export const contentOf = (context: ActionContext): RichContent | null => {
  const { raw, rows: list } = context;
  const content = raw('content');
  if (content === 'quickReplies') {
    const replies = list('quickReplies').map(replyOf);
    return replies.length > 0 ? { kind: 'quickReplies', replies } : null;
  }
  if (content !== 'card' && content !== 'carousel') return pickerContentOf(content, context);
  const [card, ...others] = list('cards').map(cardOf);
  if (!card) return null;
  return content === 'card'
    ? { kind: 'card', card }
    : { kind: 'carousel', cards: [card, ...others] };
};
