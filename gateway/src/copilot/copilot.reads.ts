import type { ArticleHit, CopilotTileState } from '@tandem/contract';
import { type Clock, createBatcher, type Database, isDatabaseUnavailable } from '@tandem/kit';
import {
  findSessionsById,
  gatherReads,
  type Reads,
  type Session,
  tooBusy,
} from '../conversations/index.ts';
import { type AskedAgents, findLastRequests } from '../handover/index.ts';
import { type KnowledgeQuery, searchKnowledgeOfAll } from '../knowledge/index.ts';
import { listTilesOf, type NewTile, setTiles } from './tiles.store.ts';

/** What the copilot reads and writes of conversations: what many of them need at about the same time is one statement. */
export type CopilotReads = Pick<Reads, 'activitiesAfter'> & {
  readonly session: (id: number) => Promise<Session | null>;
  /** All that flow and model have left in the tiles of a session. */
  readonly tiles: (session: number) => Promise<readonly CopilotTileState[]>;
  /** What agents were asked for last; null: they never were. */
  readonly asked: (session: number) => Promise<AskedAgents | null>;
  readonly known: (query: KnowledgeQuery) => Promise<readonly ArticleHit[]>;
  /** Answers whether anything changed; nothing does in a session that is gone. */
  readonly setTiles: (session: number, tiles: readonly NewTile[]) => Promise<boolean>;
};

/** Conversations whose tiles are locked and written together. */
const mostWritten = 32;

type Write = { readonly session: number; readonly tiles: readonly NewTile[] };
type Written = { readonly changed: boolean } | { readonly error: unknown };

type WriteDeps = { readonly db: Database; readonly clock: Clock };

const writeAll = async (
  { db, clock }: WriteDeps,
  writes: readonly Write[],
): Promise<readonly Written[]> => {
  const changed = await db.transaction((tx) => setTiles(tx, writes, clock.now()));
  return writes.map(({ session }) => ({ changed: changed.has(session) }));
};

/** What one conversation brings, or its lock that is held, is no reason that the others fail. */
const writeApart = (deps: WriteDeps, writes: readonly Write[]): Promise<readonly Written[]> =>
  Promise.all(
    writes.map((write) =>
      writeAll(deps, [write]).then(
        ([written]) => written ?? { changed: false },
        (error: unknown) => ({ error }),
      ),
    ),
  );

const createTileWriter = (deps: WriteDeps) => {
  const { add } = createBatcher({
    run: (writes: readonly Write[]) =>
      writeAll(deps, writes).catch((error) => {
        if (writes.length === 1 || isDatabaseUnavailable(error)) throw error;
        return writeApart(deps, writes);
      }),
    ...{ maxBatch: mostWritten, maxQueued: 8_000, onFull: tooBusy },
  });
  return async (session: number, tiles: readonly NewTile[]): Promise<boolean> => {
    if (tiles.length === 0) return false;
    const written = await add({ session, tiles });
    if ('error' in written) throw written.error;
    return written.changed;
  };
};

export const createCopilotReads = ({
  db,
  clock,
  reads,
}: WriteDeps & { readonly reads: Pick<Reads, 'activitiesAfter'> }): CopilotReads => {
  return {
    activitiesAfter: reads.activitiesAfter,
    session: gatherReads(async (ids) => {
      const found = await findSessionsById(db, ids);
      return ids.map((id) => found.get(id) ?? null);
    }),
    tiles: gatherReads((sessions) => listTilesOf(db, sessions)),
    asked: gatherReads(async (sessions) => {
      const found = await findLastRequests(db, sessions);
      return sessions.map((session) => found.get(session) ?? null);
    }),
    known: gatherReads((queries) => searchKnowledgeOfAll(db, queries), 32),
    setTiles: createTileWriter({ db, clock }),
  };
};
