import { handoverProviderKind, type RunningQuery, type SettingField } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { endpointErrors } from './endpoints.errors.ts';
import type { Catalogue, Endpoint, EndpointPartConfig } from './endpoints.model.ts';
import { createEndpointStore } from './endpoints.store.ts';
import { leavesBehind } from './target.rules.ts';

/** Which handovers of an endpoint; `own`: only those that go by its own settings. */
export type HandoversOf = { readonly org: string; readonly id: string; readonly own: boolean };

/** An endpoint at which no handover begins: for a while, unless it is kept so. */
type Closed = { readonly renew: () => Promise<void>; readonly reopen: () => Promise<void> };

/** What the endpoints ask of the handovers that run at them. */
export type RunningHandovers = {
  /** Open ones, those in which somebody leaves a message, and those with something on the way to the agents. */
  readonly count: (db: Queryable, of: HandoversOf) => Promise<number>;
  /** Those of them that are not over, whatever is on its way. */
  readonly countUnfinished: (db: Queryable, of: HandoversOf) => Promise<number>;
  /** Ends them here: their customers are with the bot again. */
  readonly end: (
    of: HandoversOf,
    how: Pick<Obstacle, 'text' | 'told' | 'stays'> & { readonly closed: Closed },
  ) => Promise<void>;
  /** Keeps others from beginning there until they may again. */
  readonly close: (of: Pick<HandoversOf, 'org' | 'id'>) => Promise<Closed>;
};

/** Why handovers that run at an endpoint stand in the way of something. */
export type Obstacle = Pick<HandoversOf, 'own'> & {
  /** Why they end with it, for the timeline. */
  readonly text: string;
  /** Their contact centre hears of the end. */
  readonly told: boolean;
  /**
   * They still know afterwards how to reach it: what is on its way arrives by itself. What does not arrive before goes
   * nowhere else.
   */
  readonly stays: boolean;
  readonly refusal: (running: string) => Error;
};

type Named = Pick<SettingField, 'name' | 'label'>;

/** The settings whose change handovers that run would not survive; `kind` for another kind. */
export const leftBehind = (
  { handover, targets }: Catalogue,
  before: EndpointPartConfig,
  after: EndpointPartConfig | null,
): readonly Named[] => {
  if (before.kind !== after?.kind) return [{ name: 'kind', label: 'Kind' }];
  const fields = handover.find(({ kind }) => kind === after.kind)?.fields ?? [];
  const normalise = targets?.get(after.kind);
  return fields.filter((field) =>
    leavesBehind(field, [before.settings, after.settings], normalise),
  );
};

/** Settings as a refusal names them: by their labels, and by the names that have words in other languages. */
export const settingsNamed = (fields: readonly Named[]) => ({
  settings: fields.map(({ label }) => label).join(', '),
  names: fields.map(({ name }) => name).join(', '),
});

/** The same of an endpoint's own settings: those that run with a provider of the organisation finish with that one. */
export const leftBehindAt = (
  catalogue: Catalogue,
  before: Pick<Endpoint, 'handover'>,
  after: Pick<Endpoint, 'handover'>,
): readonly Named[] =>
  before.handover && before.handover.kind !== handoverProviderKind
    ? leftBehind(catalogue, before.handover, after.handover)
    : [];

/** What handovers that run stand in the way of: other settings, and switching off. */
export const obstaclesOf = (
  catalogue: Catalogue,
  before: Pick<Endpoint, 'handover' | 'active'>,
  after: Pick<Endpoint, 'handover' | 'active'>,
): readonly Obstacle[] => {
  const left = leftBehindAt(catalogue, before, after);
  const moved: Obstacle = {
    ...{
      own: true,
      told: false,
      stays: false,
      text: 'The endpoint hands over to somewhere else now.',
    },
    refusal: (running) => endpointErrors.runningThere({ running, ...settingsNamed(left) }),
  };
  const off: Obstacle = {
    ...{ own: false, told: true, stays: true, text: 'The endpoint was switched off.' },
    refusal: (running) => endpointErrors.runningOff({ running }),
  };
  return [...(left.length === 0 ? [] : [moved]), ...(before.active && !after.active ? [off] : [])];
};

/** What they stand in the way of where the endpoint is deleted: afterwards nobody can tell the contact centre anything. */
export const deletion: Obstacle = {
  ...{ own: false, told: true, stays: false, text: 'The endpoint was deleted.' },
  refusal: (running) => endpointErrors.running({ running }),
};

type Asked = Pick<HandoversOf, 'org' | 'id'> & {
  readonly obstacles: readonly Obstacle[];
  /** What becomes of handovers that run; left out: they stand in the way. */
  readonly running?: RunningQuery['running'];
};

const countOf = (
  { db, running: handovers }: { readonly db: Queryable; readonly running: RunningHandovers },
  { org, id, running }: Asked,
  { own, stays }: Obstacle,
): Promise<number> => {
  const of = { org, id, own };
  // What is on its way to a place that stays arrives by itself.
  return stays || running === 'end' ? handovers.countUnfinished(db, of) : handovers.count(db, of);
};

/**
 * Ends what is in the way where that is asked for, and runs what it was in the way of; until then none begins. A change
 * is refused for no handover that began while others ended.
 */
export const clearTheWay = async <Result>(
  deps: { readonly db: Queryable; readonly running: RunningHandovers },
  asked: Asked,
  run: (ended: number) => Promise<Result>,
): Promise<Result> => {
  const { org, id, obstacles, running } = asked;
  if (running !== 'end' || obstacles.length === 0) return run(0);
  const closed = await deps.running.close({ org, id });
  try {
    let ended = 0;
    for (const obstacle of obstacles) {
      const of = { org, id, own: obstacle.own };
      ended += await (obstacle.stays ? deps.running.countUnfinished : deps.running.count)(
        deps.db,
        of,
      );
      await deps.running.end(of, { ...obstacle, closed });
    }
    return await run(ended);
  } finally {
    await closed.reopen();
  }
};

/**
 * Keeps handovers from beginning at the endpoint until the transaction ends, and makes sure that none is in the way.
 * @throws endpointErrors.running, runningThere, runningOff (409)
 */
export const requireClearWay = async (
  { tx, running }: { readonly tx: Queryable; readonly running: RunningHandovers },
  asked: Asked,
): Promise<void> => {
  if (asked.obstacles.length === 0) return;
  await createEndpointStore(tx).lock(asked.org, asked.id);
  for (const obstacle of asked.obstacles) {
    const found = await countOf({ db: tx, running }, asked, obstacle);
    if (found > 0) throw obstacle.refusal(String(found));
  }
};
