import type { Clock, Database } from '@tandem/kit';
import type { RoutingDirectories, RoutingDirectory } from '../messaging/index.ts';

/** Names that flows route by may be a second old, as everything the message path keeps in memory. */
const freshMs = 1_000;
/** Organisations kept in memory; the oldest goes first. */
const most = 200;

type Named = {
  readonly kind: 'queue' | 'skill' | 'language';
  readonly id: string;
  readonly name: string;
};

const namesOf = `select 'queue' as kind, id, name from queue where org = $1
  union all select kind, id, name from ability where org = $1`;

const toDirectory = (rows: readonly Named[]): RoutingDirectory => {
  const find = (kind: Named['kind']) => {
    const known = rows.filter((row) => row.kind === kind);
    const byText = new Map([
      ...known.map((row) => [row.name.toLowerCase(), row] as const),
      ...known.map((row) => [row.id, row] as const),
    ]);
    return (idOrName: string) => byText.get(idOrName.trim().toLowerCase()) ?? null;
  };
  return { queue: find('queue'), skill: find('skill'), language: find('language') };
};

/** Queues, skills and languages of organisations by id or name, from memory. */
export const createRoutingDirectories = ({
  db,
  clock,
}: {
  db: Database;
  clock: Pick<Clock, 'monotonicMs'>;
}): RoutingDirectories => {
  const known = new Map<
    string,
    { readonly at: number; readonly directory: Promise<RoutingDirectory> }
  >();
  return (org, { fresh } = { fresh: false }) => {
    const at = clock.monotonicMs();
    const entry = fresh ? undefined : known.get(org);
    if (entry && at - entry.at < freshMs) return entry.directory;
    const directory = db.query<Named>(namesOf, [org]).then(toDirectory);
    directory.catch(() => known.delete(org));
    known.delete(org);
    known.set(org, { at, directory });
    const oldest = known.keys().next().value;
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return directory;
  };
};
