import type { FlowStep, TraceEntry } from '@tandem/flows';
import type { RunRecord } from '../conversations/index.ts';
import type { Led } from './flow-effects.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { type Draft, flowYield } from './input.draft.ts';

/** Logs stand in the trace beside the action that wrote them. */
const withLogs = ({ trace, effects }: FlowStep): TraceEntry[] =>
  trace.map((entry) => {
    const said = effects.flatMap((effect) =>
      effect.kind === 'log' && effect.id.split('.')[1] === String(entry.step)
        ? [`log:${effect.level}:${effect.message.slice(0, 500)}`]
        : [],
    );
    return said.length === 0 ? entry : { ...entry, flags: [...entry.flags, ...said] };
  });

const statusOf = (step: FlowStep, led: Led): RunRecord['status'] =>
  led === 'over' ? 'ended' : step.outcome.status;

const errorOf = ({ outcome, state }: FlowStep): RunRecord['error'] =>
  outcome.status === 'failed'
    ? {
        code: outcome.code,
        message: state.error?.code === outcome.code ? state.error.message : outcome.code,
        action: outcome.action,
      }
    : null;

/** Adds a step to the record of its run. */
export const noteStep = (
  draft: Draft,
  { published, workflow }: RunningFlow,
  { step, led, begins }: { readonly step: FlowStep; readonly led: Led; readonly begins: boolean },
): void => {
  flowYield(draft).recorded.push({
    run: workflow.id,
    flow: { id: published.id, version: published.version },
    conversationId: draft.step.state.conversation.id,
    at: draft.surroundings.now.toISOString(),
    begins,
    status: statusOf(step, led),
    error: errorOf(step),
    steps: step.state.step,
    trace: withLogs(step),
  });
};
