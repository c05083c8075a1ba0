import type { Clock, Database, Log, Timer } from '@tandem/kit';
import type { NoteAudit } from '../vault.types.ts';

export type Use = {
  readonly org: string;
  readonly credential: string;
  readonly attribute: string;
  /** `everybody` for a standard value. */
  readonly user: string;
  /** Who had it used: the person who started what used it; null: it began by itself. */
  readonly by?: string | null;
  /** Name of the flow that used it. */
  readonly flow?: string | null;
};

/**
 * Counts how often secrets are opened, and tells the audit log of it, about once an hour for each credential, and for
 * each person and flow that had it used.
 */
export type UseCounter = {
  readonly note: (use: Use) => void;
  /** Stores what was counted on this node so far. */
  readonly flush: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => void;
};

type Counted = Use & { readonly hour: Date; uses: number };

const flushMs = 60_000;
const hourMs = 3_600_000;
const keptMs = 90 * 24 * hourMs;
/** Different counts held at a time; at that number they are stored at once. */
const mostHeld = 5_000;

type Deps = {
  readonly db: Database;
  readonly audit: NoteAudit;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * The first use of a credential in an hour is told to the audit log, and the first of each person and flow that this
 * node knows of; what follows is in the counts. @param isNews whether the node has told of that person and flow.
 */
const storeOne = ({ db, audit }: Deps, { hour, uses, ...use }: Counted, isNews: boolean) =>
  db.transaction(async (tx) => {
    const [known] = await tx.query<{ name: string; first: boolean }>(
      `select name, not exists (select 1 from credential_use u
         where u.org = c.org and u.credential = c.id and u.hour = $3) as first
       from credential c where org = $1 and id = $2 for key share`,
      [use.org, use.credential, hour],
    );
    if (!known) return;
    await tx.query(
      `insert into credential_use (org, credential, attribute, user_id, hour, uses) values ($1, $2, $3, $4, $5, $6)
       on conflict (org, credential, hour, attribute, user_id) do update set uses = credential_use.uses + excluded.uses`,
      [use.org, use.credential, use.attribute, use.user, hour, uses],
    );
    const { by = null, flow = null } = use;
    if (known.first || (isNews && (by !== null || flow !== null)))
      await audit(tx, {
        org: use.org,
        actor: by === null ? { kind: 'system', id: null } : { kind: 'user', id: by },
        action: 'use',
        entity: { type: 'credential', id: use.credential, name: known.name },
        ...(flow === null ? {} : { changes: { flow: { to: flow } } }),
      });
  });

export const createUseCounter = (deps: Deps): UseCounter => {
  const { db, clock, log } = deps;
  let held = new Map<string, Counted>();
  /** Uses of this hour that the audit log has been told of. */
  let told: { readonly hour: number; readonly keys: Set<string> } = { hour: 0, keys: new Set() };
  let storing: Promise<void> = Promise.resolve();
  let timer: Timer | null = null;
  let stopped = false;

  const store = async () => {
    const counts = [...held.values()];
    held = new Map();
    for (const count of counts) {
      const { org, credential, by, flow, hour } = count;
      if (told.hour !== hour.getTime()) told = { hour: hour.getTime(), keys: new Set() };
      const key = JSON.stringify([org, credential, by, flow]);
      await storeOne(deps, count, !told.keys.has(key));
      if (told.keys.size < mostHeld) told.keys.add(key);
    }
    await db.query('delete from credential_use where hour < $1', [
      new Date(clock.now().getTime() - keptMs),
    ]);
  };
  const flush = () => {
    storing = storing.catch(() => {}).then(store);
    return storing;
  };
  const inBackground = () =>
    flush().catch((error: unknown) => log.warn({ err: error }, 'use of secrets was not stored'));
  const schedule = () => {
    timer = clock.after(flushMs, () => {
      void inBackground().finally(() => {
        if (!stopped) schedule();
      });
    });
  };
  return {
    note(use) {
      const hour = new Date(Math.floor(clock.now().getTime() / hourMs) * hourMs);
      const { org, credential, attribute, user, by, flow } = use;
      const key = JSON.stringify([org, credential, attribute, user, by, flow, hour.getTime()]);
      const count = held.get(key);
      if (count) count.uses += 1;
      else {
        held.set(key, { ...use, hour, uses: 1 });
        if (held.size === mostHeld) void inBackground();
      }
    },
    flush,
    start: schedule,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
};
