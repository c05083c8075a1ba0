import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { actionDefinitions } from './actions/index.ts';
import { actionCatalogue } from './catalogue.ts';
import { flowKinds } from './flow.model.ts';
import { action, flowOf, note, path } from './flows.fixture.ts';
import { flowLanguageSchema } from './language-schema.ts';

describe('the catalogue of actions', () => {
  it.each(flowKinds)(
    'is plain JSON for flows of kind %s, each action with an error exit',
    (kind) => {
      const catalogue = actionCatalogue(kind);
      expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
      expect(catalogue.every(({ outlets }) => outlets.at(-1)?.name === 'error')).toBe(true);
      expect(catalogue.map(({ type }) => type)).toContain('httpRequest');
      expect(catalogue.some(({ type }) => type === 'transferToAcd')).toBe(
        kind === 'inboundMessage',
      );
      expect(catalogue.some(({ type }) => type === 'ask')).toBe(kind === 'bot');
    },
  );

  it('names every type and field once, and shows fields only by fields that are there', () => {
    expect(new Set(actionDefinitions.map(({ type }) => type)).size).toBe(actionDefinitions.length);
    for (const { fields } of actionDefinitions) {
      const names = fields.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const { visibleWhen = {} } of fields)
        for (const [name, values] of Object.entries(visibleWhen)) {
          const other = fields.find((field) => field.name === name);
          const possible = other?.kind === 'choice' ? other.choices : [true, false];
          expect(possible).toEqual(expect.arrayContaining([...values]));
        }
    }
  });
});

describe('the JSON Schema of the language', () => {
  const schema = Compile(flowLanguageSchema());
  const flow = flowOf({ variables: [path], actions: [note('a', 'a')] });

  it.each<[string, unknown, boolean]>([
    ['a flow', flow, true],
    [
      'settings of the first days',
      { ...flow, actions: [action('a', 'setVariable', { variable: 'x' })] },
      true,
    ],
    ['another language', { ...flow, language: 2 }, false],
    ['an unknown action', { ...flow, actions: [action('a', 'teleport')] }, false],
    ['a missing setting', { ...flow, actions: [action('a', 'log')] }, false],
    [
      'an unknown choice',
      { ...flow, actions: [action('a', 'log', { message: 'x', level: 'loud' })] },
      false,
    ],
    ['an unknown type of variable', { ...flow, variables: [{ name: 'x', type: 'Money' }] }, false],
  ])('takes or refuses %s', (_, document, expected) => {
    expect(schema.Check(document)).toBe(expected);
  });
});
