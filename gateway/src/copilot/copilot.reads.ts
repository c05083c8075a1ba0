import type { ArticleHit, CopilotTileState } from '@tandem/contract';
import { type Clock, createBatcher, type Database } from '@tandem/kit';
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

export const createCopilotReads = ({
  db,
  clock,
  reads,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly reads: Pick<Reads, 'activitiesAfter'>;
}): CopilotReads => {
  const written = createBatcher({
    run: async (changes: readonly { session: number; tiles: readonly NewTile[] }[]) => {
      const changed = await db.transaction((tx) => setTiles(tx, changes, clock.now()));
      return changes.map(({ session }) => changed.has(session));
    },
    ...{ maxBatch: mostWritten, maxQueued: 8_000, onFull: tooBusy },
  });
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
    setTiles: async (session, tiles) => tiles.length > 0 && written.add({ session, tiles }),
  };
};
