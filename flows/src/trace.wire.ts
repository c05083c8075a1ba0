import type { FlowTraceEntry } from '@tandem/contract';
import type { TraceEntry, Values } from './run.model.ts';

/** An entry for people. `date`: when the action was taken; `hidden` values take the place of their masks. */
export const toTraceWire = (
  entry: Omit<TraceEntry, 'hidden'>,
  { date, hidden = {} }: { readonly date: string; readonly hidden?: Values },
): FlowTraceEntry => ({
  step: entry.step,
  flow: entry.flow,
  action: entry.action,
  type: entry.type,
  outlet: entry.outlet,
  durationMs: entry.durationMs,
  date,
  changed: { ...entry.changed, ...hidden },
  flags: [...entry.flags],
  error: entry.error,
});
