import { beforeAll, describe, expect, it } from 'vitest';
import { act, draft, type SimulationWorld, startSimulations } from './simulation.fixture.ts';
import { simulationLimits } from './simulation.model.ts';

describe('what a simulation costs', () => {
  let world: SimulationWorld;

  beforeAll(async () => {
    world = await startSimulations('gateway');
    return () => world[Symbol.asyncDispose]();
  });

  it('is bounded before a draft is looked at', async () => {
    const message = 'x'.repeat(simulationLimits.kept / 2);
    const large = draft('automation', [act('a', 'no such action', { message })]);
    const user = world.node().as('ada');
    await expect(user.start(large)).rejects.toMatchObject({ status: 413 });
    const small = draft('automation', [act('a', 'no such action')]);
    await expect(user.start(small, { inputs: { message } })).rejects.toMatchObject({ status: 413 });
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    await expect(user.start(small, { inputs: { deep } })).rejects.toMatchObject({ status: 413 });
    await expect(user.start(small)).rejects.toMatchObject({ status: 400 });
  });

  it('does not grow with how often it is looked at: what is masked is kept with what it put out', async () => {
    const text = (name: string) => ({ name, type: 'String', output: true }) as const;
    const document = draft(
      'automation',
      [
        act('copy', 'setVariable', {
          assignments: [
            { variable: 'copied', value: '{{ pin }}' },
            { variable: 'open', value: 'seen' },
          ],
        }),
      ],
      {
        variables: [{ ...text('pin'), secure: true, initial: 's3' }, text('copied'), text('open')],
      },
    );
    const user = world.node().as('ada');
    const begun = await user.start(document);
    const outputs = { pin: '•••', copied: '•••', open: 'seen' };
    expect([begun.outputs, (await user.look(begun.id)).outputs]).toEqual([outputs, outputs]);
    const permissions = ['architect:flowTrace:decrypt'];
    const seen = await world.node().as('ada', { permissions }).look(begun.id);
    expect(seen.outputs).toEqual({ pin: 's3', copied: 's3', open: 'seen' });
  });
});
