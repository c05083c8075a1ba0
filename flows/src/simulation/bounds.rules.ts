import type { FlowValue } from '../flow.model.ts';
import type { Values } from '../run.model.ts';
import { type ShownEffect, type ShownEntry, simulationLimits } from './simulation.model.ts';

const { value: longest, trace: mostEntries, atTheEnd, effects: mostEffects } = simulationLimits;

const cut = (values: Values, flags: string[]): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, FlowValue] => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      if (text.length <= longest) return [name, value];
      flags.push(`trace.cut:${name}`);
      return [name, `${text.slice(0, longest)}…`];
    }),
  );

/** An entry whose values are not longer than people read. */
export const boundedEntry = (entry: ShownEntry): ShownEntry => {
  const flags = [...entry.flags];
  return { ...entry, changed: cut(entry.changed, flags), hidden: cut(entry.hidden, []), flags };
};

/** The beginning and the end of a long trace; the first entry behind the gap says so. */
export const boundedTrace = (trace: readonly ShownEntry[]): readonly ShownEntry[] => {
  if (trace.length <= mostEntries) return trace;
  const head = trace.slice(0, mostEntries - atTheEnd);
  const [first, ...rest] = trace.slice(-atTheEnd);
  if (!first) return head;
  const flags = [...new Set([...first.flags, 'trace.gap'])];
  return [...head, { ...first, flags }, ...rest];
};

/** The last ones. */
export const boundedEffects = (effects: readonly ShownEffect[]): readonly ShownEffect[] =>
  effects.length <= mostEffects ? effects : effects.slice(-mostEffects);
