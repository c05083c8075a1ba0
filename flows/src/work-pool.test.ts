import { describe, expect, it } from 'vitest';
import type { FlowValue } from './flow.model.ts';
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
import { WorkPool } from './work-pool.ts';

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

  it.each([
    ['texts that become JSON', '{{ long }}', 'JSON'],
    ['JSON that becomes text', '{{ list }}', 'String'],
    ['JSON that is measured', "{{ [list, 'more'] }}", 'JSON'],
  ] as const)('pays for %s by their length', (_, value, type) => {
    const list = Array.from({ length: 3000 }, (_, index) => index);
    const variables = [
      ...[path, item],
      { name: 'long', type: 'String', initial: JSON.stringify(list) },
      { name: 'list', type: 'JSON', initial: list },
      { name: 'to', type },
    ] as const;
    const rows = Array.from({ length: 10 }, () => ({ variable: 'to', value }));
    const step = start(
      compiled(
        flowOf({
          variables,
          actions: [
            action('loop', 'forEach', { list: '{{ range(1, 1000) }}', item: 'item' }),
            action('work', 'setVariable', { assignments: rows }),
            action('over', 'setVariable', {
              assignments: [{ variable: 'path', value: '{{ error.code }}' }],
            }),
            action('end', 'end'),
          ],
          edges: 'loop.each>work work.error>over over.next>end',
        }),
      ),
    );
    expect([step.outcome.status, step.state.variables['path']]).toEqual(['ended', 'work.budget']);
  });

  it('pays once for a value that is handed on as it is', () => {
    const list = Array.from({ length: 3000 }, (_, index) => index);
    const rows = Array.from({ length: 10 }, () => ({ variable: 'to', value: '{{ list }}' }));
    const step = start(
      compiled(
        flowOf({
          variables: [
            item,
            { name: 'list', type: 'JSON', initial: list },
            { name: 'to', type: 'JSON' },
          ],
          actions: [
            action('loop', 'forEach', { list: '{{ range(1, 1000) }}', item: 'item' }),
            action('work', 'setVariable', { assignments: rows }),
          ],
          edges: 'loop.each>work',
        }),
      ),
    );
    expect([step.outcome.status, step.state.variables['to']]).toEqual(['ended', list]);
  });

  it.each(['JSON', 'String'] as const)('walks no value for %s when nothing is left', (type) => {
    let walked = 0;
    const large = Array.from({ length: 50_000 }, (_, index) => index);
    const toJSON = () => {
      walked += 1;
      return large;
    };
    const values = type === 'JSON' ? '{{ [document] }}' : '{{ document }}';
    const flow = compiled(
      flowOf({
        variables: [item, { name: 'to', type }],
        actions: [
          action('loop', 'forEach', { list: '{{ range(1, 1000) }}', item: 'item' }),
          action('work', 'setVariable', { assignments: [{ variable: 'to', value: values }] }),
          action('over', 'end'),
        ],
        edges: 'loop.each>work work.error>loop',
      }),
      { globals: ['document'] },
    );
    const document = { toJSON } as unknown as FlowValue;
    const step = start(flow, { surroundings: { ...surroundings, globals: { document } } });
    expect(step.outcome).toEqual({ status: 'ended' });
    expect(walked).toBeGreaterThan(0);
    expect(walked).toBeLessThan(600);
  });

  it('is that of several steps where they share what there is', () => {
    const work = { variable: 'path', value: '{{ range(1, 40000) | join | length }}' };
    const flow = compiled(
      flowOf({
        variables: [path],
        actions: [action('work', 'setVariable', { assignments: [work] })],
      }),
    );
    const pool = new WorkPool(undefined, 250_000);
    const outcomes = [1, 2, 3].map(() => start(flow, { pool }).outcome);
    expect(outcomes).toEqual([
      { status: 'ended' },
      { status: 'ended' },
      { status: 'failed', code: 'work.budget', action: 'work' },
    ]);
    expect([pool.isSpent, new WorkPool().isSpent]).toEqual([true, false]);
  });
});
