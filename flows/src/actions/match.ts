import { ActionFailure } from '../action-failure.ts';
import { flowLimits } from '../flow.model.ts';
import { compileLinearRegex } from '../linear-regex.ts';
import type { ActionContext, ActionDefinition, ActionRow } from './action.types.ts';
import { outletName } from './case.ts';
import { choice, rows, template } from './fields.ts';

const longestText = 4096;

/** Words are compared without case, white space at the ends and composition of letters. */
const plain = (text: string): string =>
  text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

const phrases = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map(plain)
    .filter((phrase) => phrase !== '');

const matches = ({ caches, pool }: ActionContext, row: ActionRow, given: string): boolean => {
  const wanted = row.text('phrases');
  if (row.raw('how') === 'pattern') {
    const compiled = caches.once(`pattern ${wanted}`, () => compileLinearRegex(wanted));
    if (!compiled) throw new ActionFailure('match.pattern', 'The pattern cannot be read.');
    pool.take((compiled.size * (given.length + 16)) >> 8);
    return compiled.findsIn(given);
  }
  const text = plain(given);
  return phrases(wanted).some((phrase) =>
    row.raw('how') === 'contains' ? text.includes(phrase) : text === phrase,
  );
};

/** Chooses an outlet by what the customer said. */
export const match: ActionDefinition = {
  type: 'match',
  kinds: ['bot'],
  group: 'bot',
  label: 'Match',
  fields: [
    template('text', 'Text', { required: true, default: '{{ message.text }}' }),
    rows('intents', 'Intents', {
      required: true,
      max: flowLimits.cases,
      unique: 'name',
      columns: [
        outletName,
        choice('how', 'Matches', { choices: ['equals', 'contains', 'pattern'], default: 'equals' }),
        { ...template('phrases', 'Phrases or pattern', { required: true }), kind: 'text' },
      ],
    }),
  ],
  outlets: ['noMatch'],
  moreOutlets: { rows: 'intents', column: 'name' },
  run: (context) => {
    const given = context.text('text').slice(0, longestText);
    const found = context.rows('intents').find((row) => matches(context, row, given));
    return { goTo: { outlet: found ? String(found.raw('name')) : 'noMatch' } };
  },
};
