import type { FlowTraceEntry, SimulationView } from '@tandem/contract';
import { awaitedOf, isSkippable, outcomesOf } from './effects.rules.ts';
import type { Saved, ShownEntry, Simulation } from './simulation.model.ts';

const toEntry = (entry: ShownEntry, secure: boolean): FlowTraceEntry => ({
  step: entry.step,
  flow: entry.flow,
  action: entry.action,
  type: entry.type,
  outlet: entry.outlet,
  durationMs: entry.durationMs,
  date: entry.date,
  changed: { ...entry.changed, ...(secure ? entry.hidden : {}) },
  flags: [...entry.flags],
  error: entry.error,
});

const outputsOf = ({ outputs, document }: Saved, secure: boolean) => {
  const masked = new Set(
    secure ? [] : document.variables.filter((one) => one.secure).map(({ name }) => name),
  );
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, masked.has(name) ? '•••' : value]),
  );
};

/** @param secure whether values of secure variables are shown. */
export const toSimulationView = (
  { id, saved }: Pick<Simulation, 'id' | 'saved'>,
  { secure }: { readonly secure: boolean },
): SimulationView => {
  const awaits = awaitedOf(saved);
  return {
    id,
    status: awaits === 'call' ? 'running' : saved.status,
    effects: saved.effects.map(({ shown, hidden }) => ({ ...(secure && hidden ? hidden : shown) })),
    awaits,
    skippable: isSkippable(saved),
    outcomes: [...outcomesOf(saved)],
    outputs: outputsOf(saved, secure),
    trace: saved.trace.map((entry) => toEntry(entry, secure)),
    error: saved.error,
  };
};
