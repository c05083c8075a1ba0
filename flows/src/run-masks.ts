import type { CompiledFlow } from './compile.ts';
import type { FlowState } from './run.model.ts';
import type { Run } from './run.ts';

/** Variables of a run that hold something secure from now on: they came from a flow that knows, or from masked data. */
export const mask = (run: Run, names: readonly string[]): void => {
  const fresh = names.filter((name) => !run.masked.has(name) && run.flow.variables.has(name));
  if (fresh.length > 0) setMask(run, [...run.carried, ...fresh]);
};

/** The flow that runs is another one: with what it was given, or with what it had when it called. */
export const setMask = (run: Run, carried: readonly string[]): void => {
  run.carried = carried;
  run.masked = carried.length === 0 ? run.flow.masked : run.flow.maskedWith(carried);
};

/**
 * Variables of the flow whose values are shown to nobody in that state of its run. The state is one in which the flow
 * itself runs or has ended, not a subflow of it.
 */
export const maskedIn = (
  flow: CompiledFlow,
  { masked = [] }: Pick<FlowState, 'masked'>,
): ReadonlySet<string> => flow.maskedWith(masked);
