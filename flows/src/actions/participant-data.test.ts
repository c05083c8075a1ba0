import { expect, it } from 'vitest';
import { action, compiled, flowOf, start } from '../flows.fixture.ts';

it('participant data is read as it was set a moment before', () => {
  const both = ['plan', '__proto__'];
  const values = ['gold', 'plain'];
  const flow = compiled(
    flowOf({
      kind: 'inboundMessage',
      variables: [{ name: 'plan' }, { name: 'odd' }],
      actions: [
        action('set', 'setParticipantData', {
          attributes: both.map((name, at) => ({ name, value: values[at] ?? '' })),
        }),
        action('get', 'getParticipantData', {
          attributes: both.map((name, at) => ({ name, variable: ['plan', 'odd'][at] ?? '' })),
        }),
      ],
      edges: 'set.next>get',
    }),
  );
  expect(start(flow).state.variables).toEqual({ plan: 'gold', odd: 'plain' });
});
