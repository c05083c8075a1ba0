import { type CompiledFlow, compileFlow, initialFlowState, stepFlow } from '@tandem/flows';
import { pairs, silentSteps } from './flows.ts';

const surroundings = { participantData: {}, values: { 'conversation.id': 'c' } };

const runOnce = (flow: CompiledFlow): number => {
  const { state, outcome } = stepFlow(flow, initialFlowState(flow, { run: 'bench' }), {
    input: { kind: 'start' },
    surroundings,
  });
  if (outcome.status !== 'ended' || state.variables['count'] !== pairs)
    throw new Error('the flow of the bench did not run as it should');
  return state.step;
};

const stepsPerSecond = (flow: CompiledFlow, ms: number): number => {
  const started = performance.now();
  let steps = 0;
  while (performance.now() - started < ms) for (let n = 0; n < 100; n += 1) steps += runOnce(flow);
  return (steps / (performance.now() - started)) * 1000;
};

/** Set and condition steps per second on one core, without I/O: the middle of three seconds after a warm-up. */
export const interpreterSteps = (): number => {
  const { flow } = compileFlow(silentSteps);
  if (!flow) throw new Error('the flow of the bench has errors');
  stepsPerSecond(flow, 500);
  const seconds = [1000, 1000, 1000].map((ms) => stepsPerSecond(flow, ms));
  return seconds.sort((left, right) => left - right)[1] as number;
};
