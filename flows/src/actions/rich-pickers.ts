import { ActionFailure } from '../action-failure.ts';
import type { RichContent } from '../effect.model.ts';
import type { FlowValue } from '../flow.model.ts';
import type { ActionContext, ActionField, ActionRow } from './action.types.ts';
import { integer, rows, template, toggle } from './fields.ts';

const required = { required: true } as const;
const shownAs = (...types: readonly string[]) => ({ visibleWhen: { content: types } });

const usualMinutes = 30;

/** Lists and times to choose from, and templates that the channel knows. */
export const pickerFields: readonly ActionField[] = [
  template('pickerTitle', 'Title', { ...required, ...shownAs('listPicker', 'datePicker') }),
  template('pickerSubtitle', 'Subtitle', shownAs('listPicker', 'datePicker')),
  rows('listItems', 'Entries', {
    ...required,
    max: 50,
    columns: [
      template('title', 'Title', required),
      template('subtitle', 'Subtitle'),
      template('imageUrl', 'Image'),
      template('payload', 'Payload'),
    ],
    ...shownAs('listPicker'),
  }),
  toggle('multipleSelection', 'Several may be chosen', shownAs('listPicker')),
  rows('times', 'Times', {
    max: 50,
    columns: [
      template('at', 'Begins', required),
      integer('minutes', 'Minutes', { min: 1, max: 1440, default: usualMinutes }),
    ],
    ...shownAs('datePicker'),
  }),
  template('earliest', 'Earliest', shownAs('datePicker')),
  template('latest', 'Latest', shownAs('datePicker')),
  template('templateId', 'Template', { ...required, ...shownAs('template') }),
  template('templateLanguage', 'Language of the template', shownAs('template')),
  template('templateHeader', 'Heading', shownAs('template')),
  template('templateFooter', 'Footer', shownAs('template')),
  rows('templateParameters', 'Parameters', {
    max: 50,
    columns: [template('name', 'Name', required), template('text', 'Text', required)],
    ...shownAs('template'),
  }),
  rows('templateReplies', 'Buttons', {
    max: 10,
    columns: [template('text', 'Text', required), template('payload', 'Payload')],
    ...shownAs('template'),
  }),
];

/** A moment as the wire writes it; '' stays. @throws ActionFailure */
const momentOf = (text: string): string => {
  if (text.trim() === '') return '';
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new ActionFailure('content.date', `“${text}” is no date and time in ISO 8601.`, { text });
  return at.toISOString();
};

const itemOf = (row: ActionRow) => {
  const title = row.text('title');
  return {
    title,
    subtitle: row.text('subtitle'),
    imageUrl: row.text('imageUrl'),
    payload: row.text('payload') || title,
  };
};

const replyOf = (row: ActionRow) => {
  const text = row.text('text');
  return { text, payload: row.text('payload') || text };
};

const listPickerOf = ({ text, flag, rows: list }: ActionContext): RichContent | null => {
  const items = list('listItems').map(itemOf);
  if (items.length === 0) return null;
  const [title, subtitle] = [text('pickerTitle'), text('pickerSubtitle')];
  return {
    kind: 'listPicker',
    picker: { title, subtitle, multiple: flag('multipleSelection'), items },
  };
};

const datePickerOf = ({ text, rows: list }: ActionContext): RichContent => ({
  kind: 'datePicker',
  picker: {
    title: text('pickerTitle'),
    subtitle: text('pickerSubtitle'),
    earliest: momentOf(text('earliest')),
    latest: momentOf(text('latest')),
    times: list('times').flatMap((row) => {
      const at = momentOf(row.text('at'));
      return at === '' ? [] : [{ at, minutes: Number(row.raw('minutes') ?? usualMinutes) }];
    }),
  },
});

const templateOf = ({ text, rows: list }: ActionContext): RichContent => ({
  kind: 'template',
  template: {
    id: text('templateId'),
    language: text('templateLanguage'),
    header: text('templateHeader'),
    footer: text('templateFooter'),
    parameters: list('templateParameters').map((row) => ({
      name: row.text('name'),
      text: row.text('text'),
    })),
    replies: list('templateReplies').map(replyOf),
  },
});

/** What the settings say of pickers and templates; null for content of another kind. @throws ActionFailure */
export const pickerContentOf = (
  content: FlowValue | undefined,
  context: ActionContext,
): RichContent | null => {
  if (content === 'listPicker') return listPickerOf(context);
  if (content === 'datePicker') return datePickerOf(context);
  return content === 'template' ? templateOf(context) : null;
};
