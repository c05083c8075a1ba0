import type { Database, Queryable } from '@tandem/kit';
import {
  type Owner,
  type Saved,
  type Simulation,
  type SimulationSealer,
  simulationLimits,
} from './simulation.model.ts';

/** What a simulation is sealed for. */
export const simulationContext = (id: string): string => `flow/simulation/${id}`;

type Row = {
  readonly revision: number;
  readonly sealed: string;
  readonly callingUntil: Date | null;
};

/** A simulation as it is stored. */
export type StoredSimulation = Row & Owner & { readonly id: string };

/** One of its owner that is not too old; null: nobody else's is found either. */
export const findSimulation = async (
  db: Queryable,
  { org, owner, id }: Owner & { readonly id: string },
  now: Date,
): Promise<StoredSimulation | null> => {
  const [row] = await db.query<{ revision: number; sealed: string; callingUntil: Date | null }>(
    `select revision, sealed, calling_until as "callingUntil" from flow_simulation
     where id = $1 and org = $2 and owner = $3 and expires_at > $4`,
    [id, org, owner, now],
  );
  return row ? { ...row, org, owner, id } : null;
};

/** Stores a new one; those of its owner beyond the bound go, the oldest first. */
export const insertSimulation = (
  db: Database,
  { id, org, owner, sealed, callingUntil }: Omit<StoredSimulation, 'revision'>,
  now: Date,
): Promise<void> =>
  db.transaction(async (tx) => {
    // Starts of one user come one behind the other, so that together they keep the bound.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [`${org} ${owner}`]);
    await tx.query(
      `delete from flow_simulation where id in (
         select id from flow_simulation where org = $1 and owner = $2
         order by created_at desc, id offset $3)`,
      [org, owner, simulationLimits.perUser - 1],
    );
    await tx.query(
      `insert into flow_simulation (id, org, owner, sealed, calling_until, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        org,
        owner,
        sealed,
        callingUntil,
        now,
        new Date(now.getTime() + simulationLimits.lifeMs),
      ],
    );
  });

/** False when it went on meanwhile, or is gone. */
export const replaceSimulation = async (
  db: Queryable,
  { id, org, owner, revision }: Pick<Simulation, 'id' | 'org' | 'owner' | 'revision'>,
  { sealed, callingUntil }: Pick<StoredSimulation, 'sealed' | 'callingUntil'>,
): Promise<boolean> => {
  const changed = await db.query(
    `update flow_simulation set revision = revision + 1, sealed = $5, calling_until = $6
     where id = $1 and org = $2 and owner = $3 and revision = $4 returning 1`,
    [id, org, owner, revision, sealed, callingUntil],
  );
  return changed.length > 0;
};

/** Moves the time until which its call is somebody's, under a new revision. False when somebody else was faster. */
export const claimCall = async (
  db: Queryable,
  { id, org, owner, revision }: Pick<Simulation, 'id' | 'org' | 'owner' | 'revision'>,
  until: Date,
): Promise<boolean> => {
  const changed = await db.query(
    `update flow_simulation set revision = revision + 1, calling_until = $5
     where id = $1 and org = $2 and owner = $3 and revision = $4 returning 1`,
    [id, org, owner, revision, until],
  );
  return changed.length > 0;
};

const atOnce = 200;

/** Removes a part of those that are too old. @returns whether there may be more. */
export const removeOld = async (db: Queryable, now: Date): Promise<boolean> => {
  const removed = await db.query(
    `delete from flow_simulation where id in (
       select id from flow_simulation where expires_at <= $1
       order by expires_at limit $2 for update skip locked) returning 1`,
    [now, atOnce],
  );
  return removed.length === atOnce;
};

export const sealSaved = (
  sealer: SimulationSealer,
  { org, id }: { readonly org: string; readonly id: string },
  saved: Saved,
): Promise<string> =>
  sealer.seal({ org, context: simulationContext(id), text: JSON.stringify(saved) });

export const openSaved = async (
  sealer: SimulationSealer,
  { org, id, sealed }: Pick<StoredSimulation, 'org' | 'id' | 'sealed'>,
): Promise<Saved> =>
  JSON.parse(await sealer.open({ org, context: simulationContext(id), sealed })) as Saved;
