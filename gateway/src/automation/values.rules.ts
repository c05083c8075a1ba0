import {
  type CompiledFlow,
  type FlowState,
  type FlowValue,
  maskedIn,
  secureMask,
  type TraceEntry,
  type Values,
} from '@tandem/flows';

/** The values with those of secure variables masked. */
export const masked = (flow: CompiledFlow, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, FlowValue] => [
      name,
      flow.variables.get(name)?.secure ? secureMask : value,
    ]),
  );

/** What a run hands out, with what is or came from secure variables masked. */
export const maskedOutputs = (
  flow: CompiledFlow,
  state: Pick<FlowState, 'masked'>,
  values: Values,
): Values => {
  const hidden = maskedIn(flow, state);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, FlowValue] => [
      name,
      hidden.has(name) ? secureMask : value,
    ]),
  );
};

const inputsOf = ({ document }: CompiledFlow) => document.variables.filter(({ input }) => input);

/** Input variable that is told what set the run going, where a flow declares it. */
const eventInput = 'event';

/** Inputs with the occasion added, where the flow wants to know it and nothing else was given. */
export const withOccasion = (flow: CompiledFlow, inputs: Values, occasion: FlowValue): Values =>
  inputsOf(flow).some(({ name }) => name === eventInput) && !Object.hasOwn(inputs, eventInput)
    ? { ...inputs, [eventInput]: occasion }
    : inputs;

const traceLimits = {
  /** Entries kept of a run; beyond them only the last ones before its end. */
  entries: 2_000,
  atTheEnd: 50,
  /** Characters of one value. */
  value: 8_192,
} as const;

const cut = (values: Values, flags: string[]): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, FlowValue] => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      if (text.length <= traceLimits.value) return [name, value];
      flags.push(`trace.cut:${name}`);
      return [name, `${text.slice(0, traceLimits.value)}…`];
    }),
  );

/** An entry in bounds. */
export const boundedEntry = (entry: TraceEntry): TraceEntry => {
  const flags = [...entry.flags];
  return { ...entry, changed: cut(entry.changed, flags), hidden: cut(entry.hidden, []), flags };
};

/** The entries of a step that are kept, when so many of the run are kept already. */
export const keptEntries = (
  trace: readonly TraceEntry[],
  { traced, ends }: { readonly traced: number; readonly ends: boolean },
): readonly TraceEntry[] => {
  const room = Math.max(0, traceLimits.entries - traced);
  if (trace.length <= room) return trace;
  const last = ends ? trace.slice(Math.max(room, trace.length - traceLimits.atTheEnd)) : [];
  return [...trace.slice(0, room), ...last].map((entry, index) =>
    index === room ? { ...entry, flags: [...entry.flags, 'trace.gap'] } : entry,
  );
};
