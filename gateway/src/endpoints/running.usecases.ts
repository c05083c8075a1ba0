import { handoverProviderKind, type RunningQuery } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { endpointErrors } from './endpoints.errors.ts';
import type { Catalogue, Endpoint, EndpointPartConfig } from './endpoints.model.ts';
import { createEndpointStore } from './endpoints.store.ts';
import { leavesBehind } from './target.rules.ts';

/** Which handovers of an endpoint; `own`: only those that go by its own settings. */
export type HandoversOf = { readonly org: string; readonly id: string; readonly own: boolean };

/** What the endpoints ask of the handovers that run at them. */
export type RunningHandovers = {
  /** Open ones, those in which somebody leaves a message, and those with something on the way to the agents. */
  readonly count: (db: Queryable, of: HandoversOf) => Promise<number>;
  /** Those of them that are not over, whatever is on its way. */
  readonly countUnfinished: (db: Queryable, of: HandoversOf) => Promise<number>;
  /** Ends them here, untold to the contact centre: their customers are with the bot again. */
  readonly end: (of: HandoversOf) => Promise<void>;
};

/** The settings whose change handovers that run would not survive, by their labels; `Kind` for another kind. */
export const leftBehind = (
  { handover, targets }: Catalogue,
  before: EndpointPartConfig,
  after: EndpointPartConfig | null,
): readonly string[] => {
  if (before.kind !== after?.kind) return ['Kind'];
  const fields = handover.find(({ kind }) => kind === after.kind)?.fields ?? [];
  const normalise = targets?.get(after.kind);
  return fields
    .filter((field) => leavesBehind(field, [before.settings, after.settings], normalise))
    .map(({ label }) => label);
};

/** The same of an endpoint's own settings: those that run with a provider of the organisation finish with that one. */
export const leftBehindAt = (
  catalogue: Catalogue,
  before: Pick<Endpoint, 'handover'>,
  after: Pick<Endpoint, 'handover'>,
): readonly string[] =>
  before.handover && before.handover.kind !== handoverProviderKind
    ? leftBehind(catalogue, before.handover, after.handover)
    : [];

type Asked = {
  readonly of: HandoversOf;
  /** What becomes of handovers that run; left out: they stand in the way. */
  readonly running?: RunningQuery['running'];
};

/** Ends what runs where that is asked for; how many there were. */
export const endRunning = async (
  { db, running: handovers }: { readonly db: Queryable; readonly running: RunningHandovers },
  { of, running }: Asked,
): Promise<number> => {
  if (running !== 'end') return 0;
  const found = await handovers.count(db, of);
  if (found > 0) await handovers.end(of);
  return found;
};

/**
 * Keeps handovers from beginning at the endpoint until the transaction ends, and counts what stands in the way of a
 * change then.
 */
export const countInTheWay = async (
  { tx, running: handovers }: { readonly tx: Queryable; readonly running: RunningHandovers },
  { of, running }: Asked,
): Promise<number> => {
  await createEndpointStore(tx).lock(of.org, of.id);
  return running === 'end' ? handovers.countUnfinished(tx, of) : handovers.count(tx, of);
};

/** @throws endpointErrors.runningThere (409) */
export const refuseMove = (running: number, settings: readonly string[]): void => {
  if (running > 0)
    throw endpointErrors.runningThere({
      ...{ running: String(running), settings: settings.join(', ') },
    });
};
