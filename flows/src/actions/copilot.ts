import { type CopilotContent, type CopilotHit, copilotSentiments } from '@tandem/contract';
import { ActionFailure } from '../action-failure.ts';
import type { FlowValue } from '../flow.model.ts';
import type { ActionContext, ActionDefinition } from './action.types.ts';
import { choice, expression, integer, pairs, template, variable } from './fields.ts';

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const fieldsOf = (value: FlowValue | undefined): Readonly<Record<string, FlowValue>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, FlowValue>>)
    : null;

const textOf = (value: FlowValue | undefined): string => (typeof value === 'string' ? value : '');

/** Articles as Search Knowledge answers them, and as others may have them: a title is enough. */
const hitOf = (value: FlowValue, index: number): readonly CopilotHit[] => {
  const fields = fieldsOf(value);
  const title = textOf(fields?.['title']);
  if (!fields || !title) return [];
  const { tags } = fields;
  const link = textOf(fields['link']);
  return [
    {
      ...{ id: textOf(fields['id']) || String(index), title },
      ...{ excerpt: textOf(fields['excerpt']), language: textOf(fields['language']) },
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
      link: /^https?:\/\//i.test(link) ? link : null,
    },
  ];
};

const hitsOf = (value: FlowValue): readonly CopilotHit[] =>
  (Array.isArray(value) ? (value as readonly FlowValue[]) : []).flatMap(hitOf);

const sentimentOf = (text: string) => {
  const word = text.trim().toLowerCase();
  const found = copilotSentiments.find((one) => one === word);
  if (found || word === '') return found ?? null;
  throw new ActionFailure('tile.sentiment', 'The mood is none of positive, neutral and negative.');
};

const addressOf = (text: string): string => {
  const address = text.trim();
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return address;
  throw new ActionFailure('tile.address', 'The address of the page is no http or https URL.');
};

/** Types of tiles that a flow fills; a transcript fills itself. */
const types = [
  ...(['identity', 'nextAction', 'knowledge', 'suggestedReplies'] as const),
  ...(['summary', 'sentiment', 'html', 'iframe'] as const),
];
type TileType = (typeof types)[number];

const contents: Readonly<Record<TileType, (context: ActionContext) => CopilotContent>> = {
  identity: ({ text, rows }) => ({
    type: 'identity',
    name: text('title').trim() || null,
    rows: rows('rows').map((row) => ({ label: row.text('name'), value: row.text('value') })),
  }),
  nextAction: ({ text }) => ({
    type: 'nextAction',
    steps: linesOf(text('text')).map((line) => ({ text: line })),
  }),
  knowledge: ({ value }) => ({ type: 'knowledge', query: '', hits: hitsOf(value('articles')) }),
  suggestedReplies: ({ text }) => ({
    type: 'suggestedReplies',
    replies: linesOf(text('text')).map((line) => ({ text: line, source: null })),
  }),
  summary: ({ text }) => ({ type: 'summary', text: text('text').trim() }),
  sentiment: ({ text }) => ({
    type: 'sentiment',
    sentiment: sentimentOf(text('mood')),
    reason: text('text').trim() || null,
  }),
  html: ({ text }) => ({ type: 'html', html: text('html') }),
  iframe: ({ text }) => ({ type: 'iframe', url: addressOf(text('url')) }),
};

const shownFor = (...of: TileType[]) => ({ visibleWhen: { content: of } });

/** What a tile of the copilot's workspace shows from now on. */
export const setTile: ActionDefinition = {
  type: 'setTile',
  kinds: ['copilot'],
  group: 'message',
  label: 'Set Tile',
  fields: [
    template('tile', 'Tile', { required: true }),
    choice('content', 'Shows', { choices: types, required: true, default: 'summary' }),
    template('title', 'Name', shownFor('identity')),
    pairs('rows', 'Rows', shownFor('identity')),
    template('text', 'Text', {
      multiline: true,
      ...shownFor('nextAction', 'suggestedReplies', 'summary', 'sentiment'),
    }),
    expression('articles', 'Articles', shownFor('knowledge')),
    template('mood', 'Mood', shownFor('sentiment')),
    template('html', 'HTML', { multiline: true, ...shownFor('html') }),
    template('url', 'Address', shownFor('iframe')),
  ],
  outlets: ['next'],
  run: (context) => {
    const type = types.find((one) => one === context.raw('content')) ?? 'summary';
    const tile = context.text('tile').trim();
    return {
      effects: [{ kind: 'setTile', tile, content: contents[type](context) }],
      goTo: { outlet: 'next' },
    };
  },
};

/** Tells the document in a tile something; it gets a message. */
export const sendToTile: ActionDefinition = {
  type: 'sendToTile',
  kinds: ['copilot'],
  group: 'message',
  label: 'Send to Tile',
  fields: [
    template('tile', 'Tile', { required: true }),
    expression('data', 'Data', { required: true }),
  ],
  outlets: ['next'],
  run: ({ text, value }) => ({
    effects: [{ kind: 'sendToTile', tile: text('tile').trim(), data: value('data') }],
    goTo: { outlet: 'next' },
  }),
};

const mostArticles = 10;

/** Looks something up in the articles of the organisation. The answer is a result with the articles in `data`. */
export const searchKnowledge: ActionDefinition = {
  type: 'searchKnowledge',
  kinds: ['bot', 'copilot'],
  group: 'data',
  label: 'Search Knowledge',
  fields: [
    template('query', 'Question', { required: true }),
    template('language', 'Language'),
    template('tags', 'Tags'),
    integer('most', 'Articles at most', { min: 1, max: mostArticles, default: 5 }),
    variable('result', 'Articles into', { types: ['JSON'] }),
  ],
  outlets: ['next', 'nothing'],
  outputs: [{ name: 'articles', type: 'JSON' }],
  progresses: true,
  run: ({ text, number }) => ({
    effects: [
      {
        kind: 'searchKnowledge',
        query: text('query'),
        language: text('language').trim().toLowerCase(),
        tags: text('tags')
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== ''),
        most: number('most') ?? 5,
      },
    ],
    goTo: 'wait',
  }),
  resume: ({ raw }, input) => {
    if (input.kind !== 'result') return null;
    const articles = input.data ?? [];
    const name = raw('result');
    return {
      mapped: typeof name === 'string' && name !== '' ? { [name]: articles } : {},
      outputs: { articles },
      goTo: { outlet: input.outlet === 'nothing' ? 'nothing' : 'next' },
    };
  },
};
