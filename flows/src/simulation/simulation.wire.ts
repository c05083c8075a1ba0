import type { SimulationView } from '@tandem/contract';
import { secureMask } from '../flow.model.ts';
import { toTraceWire } from '../trace.wire.ts';
import { awaitedOf, isSkippable, outcomesOf } from './effects.rules.ts';
import type { Saved, Simulation } from './simulation.model.ts';

/** What was kept before its masks were is shown to nobody who may not see everything. */
const outputsOf = ({ outputs, masked: kept = Object.keys(outputs) }: Saved, secure: boolean) => {
  const masked = new Set(secure ? [] : kept);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, masked.has(name) ? secureMask : value]),
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
    trace: toTraceWire(
      saved.trace.map((entry) => ({
        entry,
        date: entry.date,
        ...(secure ? { hidden: entry.hidden } : {}),
      })),
    ),
    error: saved.error && { ...saved.error },
  };
};
