import type { Clock, Database } from '@tandem/kit';
import { queueNames } from './queues.store.ts';

/** Names of queues by id; those of no queue are left out. */
export type QueueNames = (
  org: string,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, string>>;

/** What is shown to sockets may be a second old, as everything the message path keeps in memory. */
const freshMs = 1_000;
/** Queues kept in memory; with one more all are read anew. */
const most = 5_000;

type Known = { readonly name: string; readonly at: number };

/** Names of queues from memory, of what is not there or too old from the database. */
export const createQueueNames = ({
  db,
  clock,
}: {
  db: Database;
  clock: Pick<Clock, 'monotonicMs'>;
}): QueueNames => {
  const known = new Map<string, Known>();
  const keyOf = (org: string, id: string) => `${org} ${id}`;
  return async (org, ids) => {
    const at = clock.monotonicMs();
    const remembered = ids.flatMap((id): [string, string][] => {
      const found = known.get(keyOf(org, id));
      return found && at - found.at < freshMs ? [[id, found.name]] : [];
    });
    const names = new Map(remembered);
    const missing = ids.filter((id) => !names.has(id));
    for (const [id, name] of await queueNames(db, org, missing)) {
      if (known.size >= most) known.clear();
      known.set(keyOf(org, id), { name, at });
      names.set(id, name);
    }
    return names;
  };
};
