import { describe, expect, it } from 'vitest';
import type { Tool } from './catalogue.ts';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import { addAction } from './edits.ts';
import { insertionAt } from './insertion.ts';

const say = catalogue.get('say') as Tool;
const end: Tool = { ...say, type: 'end', outlets: [{ name: 'error', labelKey: 'x' }] };
const [a, b] = [action('a', 'say'), action('b', 'say')];
const document = documentOf([a, b], { edges: [{ from: 'a', outlet: 'next', to: 'b' }] });
const at = (chosen: typeof a | undefined, tool = say) =>
  insertionAt(document, { chosen, tool, catalogue });

describe('an action added behind the chosen one', () => {
  it('comes in between where the plain exit leads somewhere already', () => {
    const insertion = at(a);
    expect(insertion).toEqual({ after: { from: 'a', outlet: 'next' }, onward: 'next' });
    const made = addAction(document, {
      tool: say,
      name: 'Say',
      position: { x: 0, y: 0 },
      ...insertion,
    });
    expect(made.document.edges).toEqual([
      { from: 'a', outlet: 'next', to: made.id },
      { from: made.id, outlet: 'next', to: 'b' },
    ]);
  });

  it('is led to by a free exit, and by none where it would cut something off', () => {
    expect(at(b)).toEqual({ after: { from: 'b', outlet: 'next' }, onward: null });
    expect(at(a, end)).toBeNull();
    expect(at(undefined)).toBeNull();
    const choice = action('c', 'case', { cases: [{ name: 'x' }] });
    const edges = [{ from: 'c', outlet: 'default', to: 'a' }];
    expect(
      insertionAt(documentOf([choice, a], { edges }), { chosen: choice, tool: say, catalogue }),
    ).toEqual({ after: { from: 'c', outlet: 'x' }, onward: null });
  });
});
