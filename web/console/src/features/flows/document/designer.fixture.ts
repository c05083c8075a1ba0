import type { Tool } from './catalogue.ts';
import { type Catalogue, toCatalogue } from './catalogue.ts';
import type { FlowAction, FlowDocument, Settings } from './flow-document.ts';

const label = (name: string) => ({ labelKey: `flow.test.${name}`, label: name });
const field = (name: string, rest: object) => ({ name, required: false, ...label(name), ...rest });
const outlets = (...names: readonly string[]) =>
  [...names, 'error'].map((name) => ({ name, labelKey: `flow.outlet.${name}` }));

const TOOLS = [
  {
    type: 'say',
    group: 'bot',
    ...label('Say'),
    fields: [
      field('text', { kind: 'template', required: true }),
      field('shown', { kind: 'choice', choices: ['text', 'card'], default: 'text' }),
      field('title', { kind: 'template', visibleWhen: { shown: ['card'] } }),
      field('size', { kind: 'text', visibleWhen: { title: ['big'] } }),
    ],
    outlets: outlets('next'),
    moreOutlets: null,
    outputs: [],
  },
  {
    type: 'case',
    group: 'flow',
    ...label('Case'),
    fields: [
      field('value', { kind: 'template' }),
      field('cases', {
        kind: 'rows',
        columns: [field('name', { kind: 'text' }), field('is', { kind: 'template' })],
      }),
    ],
    outlets: outlets('default'),
    moreOutlets: { rows: 'cases', column: 'name' },
    outputs: [],
  },
  {
    type: 'call',
    group: 'integration',
    ...label('Call'),
    fields: [
      field('secret', { kind: 'secret' }),
      field('session', { kind: 'session', declares: true, default: 'Default' }),
      field('byStatus', { kind: 'boolean' }),
      field('into', { kind: 'variable' }),
      field('note', { kind: 'text' }),
    ],
    outlets: outlets('next'),
    moreOutlets: { flag: 'byStatus', outlets: ['success'] },
    outputs: [{ name: 'body', type: 'String' }],
  },
] as unknown as readonly Tool[];

/** Three actions that have between them every way settings make outlets and name variables. */
export const catalogue: Catalogue = toCatalogue(TOOLS);

export const action = (id: string, type: string, settings: Settings = {}): FlowAction => ({
  id,
  type,
  name: id,
  settings,
});

export const documentOf = (
  actions: readonly FlowAction[],
  rest: Partial<FlowDocument> = {},
): FlowDocument => ({
  language: 1,
  kind: 'bot',
  variables: [],
  start: actions[0]?.id ?? null,
  actions,
  edges: [],
  ...rest,
});
