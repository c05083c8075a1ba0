import { type FlowStep, runErrorOf, stepsOf, type TraceEntry } from '@tandem/flows';
import type { RunRecord } from '../conversations/index.ts';
import { type Led, tellsSecret } from './flow-effects.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { type Draft, flowYield } from './input.draft.ts';

const flagOf = (
  { level, message }: { readonly level: string; readonly message: string },
  running: RunningFlow,
): string =>
  tellsSecret(message, running) ? 'log:refused' : `log:${level}:${message.slice(0, 500)}`;

/** Logs stand in the trace beside the action that wrote them. */
const withLogs = ({ trace, effects }: FlowStep, running: RunningFlow): TraceEntry[] =>
  trace.map((entry) => {
    const said = effects.flatMap((effect) =>
      effect.kind === 'log' && effect.id.split('.')[1] === String(entry.step)
        ? [flagOf(effect, running)]
        : [],
    );
    return said.length === 0 ? entry : { ...entry, flags: [...entry.flags, ...said] };
  });

const statusOf = (step: FlowStep, led: Led): RunRecord['status'] =>
  led === 'over' ? 'ended' : step.outcome.status;

/** Adds a step to the record of its run. */
export const noteStep = (
  draft: Draft,
  running: RunningFlow,
  { step, led, begins }: { readonly step: FlowStep; readonly led: Led; readonly begins: boolean },
): void => {
  const { published, workflow } = running;
  flowYield(draft).recorded.push({
    run: workflow.id,
    flow: { id: published.id, version: published.version },
    conversationId: draft.step.state.conversation.id,
    startedAt: workflow.startTime,
    at: draft.surroundings.now.toISOString(),
    begins,
    status: statusOf(step, led),
    error: runErrorOf(step),
    steps: stepsOf(step.state),
    trace: withLogs(step, running),
  });
};
