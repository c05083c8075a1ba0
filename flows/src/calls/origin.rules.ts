import type { CallOrigin } from '../calls.model.ts';
import type { FlowValue } from '../flow.model.ts';
import type { FlowState, Values } from '../run.model.ts';

/**
 * Whose effect a step of a run asks for. In a subflow the variables of those who called it count as well: a session of
 * theirs may have to be signed in again.
 */
export const callOriginOf = (
  org: string,
  {
    run,
    sessions,
    variables,
    frames,
  }: Pick<FlowState, 'run' | 'sessions' | 'variables' | 'frames'>,
): CallOrigin => {
  const callers = frames.flatMap((frame): Values[] =>
    frame.kind === 'call' ? [frame.variables] : [],
  );
  const merged = Object.fromEntries([...callers, variables].flatMap(Object.entries<FlowValue>));
  return { org, run, sessions, variables: merged };
};
