import { describe, expect, it } from 'vitest';
import {
  action,
  compiled,
  flowOf,
  item,
  note,
  path,
  start,
  surroundings,
} from './flows.fixture.ts';

/** A flow that does the work a hundred times, one after the other. */
const repeating = (type: string, settings: Parameters<typeof action>[2]) =>
  compiled(
    flowOf({
      variables: [path, item],
      actions: [
        action('loop', 'forEach', { list: '{{ range(1, 300) }}', item: 'item' }),
        action('work', type, settings),
        note('ok', '.'),
        note('over', '{{ error.code }}'),
        action('end', 'end'),
      ],
      edges: 'loop.each>work work.next>ok work.error>over over.next>end',
    }),
    { globals: ['document'] },
  );

describe('the work of one step', () => {
  const document = { items: Array.from({ length: 20_000 }, (_, index) => ({ a: index })) };

  it.each([
    [
      'templates',
      'setVariable',
      { assignments: [{ variable: 'item', value: '{{ range(1, 40000) | join | length }}' }] },
    ],
    [
      'paths',
      'parse',
      { input: '{{ document }}', parse: [{ variable: 'item', path: '$..nothing' }] },
    ],
    [
      'documents',
      'parse',
      {
        input: '{{ range(1, 2000) | join("\\n- ") }}',
        contentType: 'YAML',
        parse: [{ variable: 'item', path: '$' }],
      },
    ],
  ])('is bounded for %s together, and the rest of the flow goes on', (_, type, settings) => {
    const step = start(repeating(type, settings), {
      surroundings: { ...surroundings, globals: { document } },
    });
    expect(step.outcome).toEqual({ status: 'ended' });
    expect(step.state.variables['path']).toMatch(/^\.{5,250}work\.budget$/);
  });
});
