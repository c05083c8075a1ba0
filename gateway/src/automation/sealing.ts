import type { TraceEntry, Values } from '@tandem/flows';
import type { Sealer } from '../endpoints/index.ts';
import type { Run, SavedState } from './automation.model.ts';
import { sealContexts } from './sealed-columns.ts';
import type { StoredEntry } from './trace.store.ts';
import { boundedEntry } from './values.rules.ts';

type Named = Pick<Run, 'org' | 'uid'>;

/** What runs hold that nobody may read, in and out of its sealed form. */
export const createSealing = (sealer: Sealer) => {
  const seal = (org: string, context: string, value: unknown) =>
    sealer.seal({ org, context, text: JSON.stringify(value) });
  const open = async <T>(org: string, context: string, sealed: string): Promise<T> =>
    JSON.parse(await sealer.open({ org, context, sealed })) as T;
  return {
    sealInputs: ({ org, uid }: Named, values: Values) =>
      seal(org, sealContexts.run(uid, 'inputs'), values),
    openInputs: ({ org, uid, inputsSealed }: Named & Pick<Run, 'inputsSealed'>) =>
      open<Values>(org, sealContexts.run(uid, 'inputs'), inputsSealed),
    sealOutputs: ({ org, uid }: Named, values: Values) =>
      seal(org, sealContexts.run(uid, 'outputs'), values),
    openOutputs: async ({ org, uid, outputsSealed }: Named & Pick<Run, 'outputsSealed'>) =>
      outputsSealed === null
        ? {}
        : open<Values>(org, sealContexts.run(uid, 'outputs'), outputsSealed),
    sealState: <Saved extends SavedState>({ org, uid }: Named, saved: Saved) =>
      seal(org, sealContexts.run(uid, 'state'), saved),
    openState: async <Saved extends SavedState = SavedState>({
      org,
      uid,
      stateSealed,
    }: Named & Pick<Run, 'stateSealed'>) =>
      stateSealed === null ? null : open<Saved>(org, sealContexts.run(uid, 'state'), stateSealed),
    sealTrigger: ({ org, id }: { org: string; id: string }, values: Values) =>
      seal(org, sealContexts.trigger(id), values),
    openTrigger: ({ org, id, sealed }: { org: string; id: string; sealed: string }) =>
      open<Values>(org, sealContexts.trigger(id), sealed),
    /** Entries as they are stored, numbered behind those that are there. */
    sealTrace: (
      { id, org, traced }: Pick<Run, 'id' | 'org' | 'traced'>,
      trace: readonly TraceEntry[],
      at: Date,
    ): Promise<StoredEntry[]> =>
      Promise.all(
        trace.map(boundedEntry).map(async ({ hidden, ...entry }, index) => {
          const seq = traced + index + 1;
          const holds = Object.keys(hidden).length > 0;
          const valuesSealed = holds ? await seal(org, sealContexts.trace(id, seq), hidden) : null;
          return { seq, at, entry, valuesSealed };
        }),
      ),
    openEntry: ({ id, org }: Pick<Run, 'id' | 'org'>, { seq, valuesSealed }: StoredEntry) =>
      valuesSealed === null
        ? Promise.resolve({} as Values)
        : open<Values>(org, sealContexts.trace(id, seq), valuesSealed),
  };
};
export type Sealing = ReturnType<typeof createSealing>;
