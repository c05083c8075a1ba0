import type { FlowTraceEntry } from '@tandem/contract';
import type { TracedCall, TraceEntry, Values } from './run.model.ts';

/** An entry as it is kept. `date`: when the action was taken; `hidden` values take the place of their masks. */
export type KeptEntry = {
  readonly entry: Omit<TraceEntry, 'hidden'>;
  readonly date: string;
  readonly hidden?: Values;
};

/** What an action asked for, and what it got. Entries of older runs tell no pass: they stand for themselves. */
const isAnswer = (asked: KeptEntry | undefined, { entry }: KeptEntry): boolean =>
  asked !== undefined &&
  entry.pass !== undefined &&
  asked.entry.pass === entry.pass &&
  asked.entry.flow === entry.flow &&
  asked.entry.action === entry.action;

const joined = (asked: KeptEntry, answer: KeptEntry): KeptEntry => {
  const call = { ...asked.entry.call, ...answer.entry.call };
  return {
    date: asked.date,
    hidden: { ...asked.hidden, ...answer.hidden },
    entry: {
      ...answer.entry,
      durationMs: answer.entry.durationMs ?? asked.entry.durationMs,
      changed: { ...asked.entry.changed, ...answer.entry.changed },
      flags: [...new Set([...asked.entry.flags, ...answer.entry.flags])],
      ...(Object.keys(call).length > 0 ? { call } : {}),
    },
  };
};

/** Where it went stands in the entry that asked; without that one nothing is told. */
const callOf = ({ method, address, status, attempts }: TracedCall = {}) =>
  method === undefined || address === undefined
    ? {}
    : { call: { method, address, status: status ?? null, attempts: attempts ?? null } };

const toWire = ({ entry, date, hidden = {} }: KeptEntry): FlowTraceEntry => ({
  step: entry.pass ?? entry.step,
  flow: entry.flow,
  action: entry.action,
  type: entry.type,
  outlet: entry.outlet,
  durationMs: entry.durationMs,
  date,
  changed: { ...entry.changed, ...hidden },
  flags: [...entry.flags],
  ...callOf(entry.call),
  error: entry.error && { ...entry.error },
});

/** The steps of a run for people, in their order: an action that waited is one step, as it is counted. */
export const toTraceWire = (entries: readonly KeptEntry[]): FlowTraceEntry[] => {
  const steps: KeptEntry[] = [];
  for (const kept of entries) {
    const before = steps.at(-1);
    if (before && isAnswer(before, kept)) steps[steps.length - 1] = joined(before, kept);
    else steps.push(kept);
  }
  return steps.map(toWire);
};

/** Steps of a run as its trace lists them. */
export const stepsOf = ({
  passes,
  step,
}: {
  readonly passes?: number;
  readonly step: number;
}): number => passes ?? step;
