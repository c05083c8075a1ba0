import { describe, expect, it } from 'vitest';
import { copyActions, pasteActions } from './clipboard.ts';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import { changeVariable, renameAction, usagesOf } from './usages.ts';

const document = documentOf(
  [
    action('a', 'say', { text: 'Hi {{ name | upper }}, "{{ other.name }}" name {{ "name" }}' }),
    action('b', 'case', { value: '{% if name == 1 %}', cases: [{ name: 'name', is: '{{name}}' }] }),
    action('c', 'call', {
      secret: { kind: 'variable', name: 'name' },
      into: 'name',
      note: '{{ name }}',
    }),
  ],
  {
    variables: [{ name: 'name', type: 'String' }, { name: 'unused' }],
    edges: [
      { from: 'a', outlet: 'next', to: 'b' },
      { from: 'b', outlet: 'default', to: 'c' },
    ],
  },
);

describe('usages of a variable', () => {
  it('are found in templates, as targets and as secrets, not in quotes, paths or constants', () => {
    expect(usagesOf(document, 'name', catalogue)).toEqual([
      { action: 'a', field: 'text' },
      { action: 'b', field: 'value' },
      { action: 'b', field: 'cases', row: 0, column: 'is' },
      { action: 'c', field: 'secret' },
      { action: 'c', field: 'into' },
    ]);
    expect(usagesOf(document, 'unused', catalogue)).toEqual([]);
  });

  it('follow a new name', () => {
    const variable = { name: 'who', type: 'String' } as const;
    const renamed = changeVariable(document, { index: 0, variable }, catalogue);
    expect(renamed.actions.map(({ settings }) => settings)).toEqual([
      { text: 'Hi {{ who | upper }}, "{{ other.name }}" name {{ "name" }}' },
      { value: '{% if who == 1 %}', cases: [{ name: 'name', is: '{{who}}' }] },
      { secret: { kind: 'variable', name: 'who' }, into: 'who', note: '{{ name }}' },
    ]);
    expect(usagesOf(renamed, 'name', catalogue)).toEqual([]);
  });

  it('change nothing else when only its marks change', () => {
    const variable = { name: 'name', type: 'String', secure: true } as const;
    const changed = changeVariable(document, { index: 0, variable }, catalogue);
    expect(changed.actions).toBe(document.actions);
  });
});

describe('a new name of an action', () => {
  it('is taken over by what reads its outputs, and only there', () => {
    const reading = documentOf([
      action('Fetch', 'call', { into: 'Fetch' }),
      action('b', 'say', { text: '{{ Fetch.body }} Fetch' }),
    ]);
    const renamed = renameAction(reading, { id: 'Fetch', name: 'Load' }, catalogue);
    expect(renamed.actions[0]).toMatchObject({ name: 'Load', settings: { into: 'Fetch' } });
    expect(renamed.actions[1]?.settings).toEqual({ text: '{{ Load.body }} Fetch' });
  });
});

describe('the clipboard', () => {
  it('carries actions with their connections and variables under new ids and names', () => {
    const text = copyActions(document, new Set(['a', 'b']), catalogue) ?? '';
    const target = documentOf([action('action1', 'say')], { variables: [] });
    const pasted = pasteActions({ ...target }, text, catalogue);
    const ids = [...(pasted?.ids ?? [])];
    expect(pasted?.document.actions.map(({ name }) => name)).toEqual(['action1', 'a', 'b']);
    expect(pasted?.document.edges).toEqual([{ from: ids[0], outlet: 'next', to: ids[1] }]);
    expect(pasted?.document.variables).toEqual([{ name: 'name', type: 'String' }]);
    const again = pasteActions(document, text, catalogue);
    expect(again?.document.actions.slice(3).map(({ name }) => name)).toEqual(['a2', 'b2']);
    expect(again?.document.variables).toEqual(document.variables);
  });

  it('takes nothing foreign and nothing the kind of flow does not have', () => {
    const text = copyActions(document, new Set(['c']), catalogue) ?? '';
    expect(copyActions(document, new Set(), catalogue)).toBeNull();
    expect(pasteActions(document, text, new Map())).toBeNull();
    for (const foreign of ['', 'hello', '[]', 'null', '{"tandemFlowActions":2}'])
      expect(pasteActions(document, foreign, catalogue)).toBeNull();
  });
});
