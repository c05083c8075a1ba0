import type { CopilotContent, CopilotMaker, CopilotTileState } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { storableJson, storableText } from '../conversations/index.ts';

type Row = {
  tile: string;
  content: CopilotContent;
  maker: CopilotMaker;
  problem: string | null;
  revision: number;
  modified_at: Date;
};

const fromRow = (row: Row): CopilotTileState => ({
  tile: row.tile,
  content: row.content,
  maker: row.maker,
  problem: row.problem,
  revision: row.revision,
  dateModified: row.modified_at.toISOString(),
});

/** Revision of the last change of each of the sessions; sessions without tiles are left out. */
export const tileMarks = async (
  db: Queryable,
  sessions: readonly number[],
): Promise<ReadonlyMap<number, number>> => {
  const rows = await db.query<{ session: number; revision: number }>(
    `select session, max(revision) as revision from copilot_tile where session = any($1::bigint[]) group by session`,
    [sessions],
  );
  return new Map(rows.map(({ session, revision }) => [session, revision]));
};

/** All stored tiles of each of the sessions, in the order of their changes. */
export const listTilesOf = async (
  db: Queryable,
  sessions: readonly number[],
): Promise<readonly (readonly CopilotTileState[])[]> => {
  const rows = await db.call<Row & { session: number }>(
    'copilot_tiles_of',
    'select session, tile, content, maker, problem, revision, modified_at from copilot_tiles_of($1)',
    [sessions],
  );
  const found = new Map(sessions.map((session) => [session, [] as CopilotTileState[]]));
  for (const row of rows) found.get(row.session)?.push(fromRow(row));
  return sessions.map((session) => found.get(session) ?? []);
};

export type NewTile = {
  readonly tile: string;
  readonly content: CopilotContent;
  readonly maker: CopilotMaker;
  readonly problem: string | null;
};

/** Tiles that are to stand in one conversation. */
export type TileChange = { readonly session: number; readonly tiles: readonly NewTile[] };

/**
 * Sets tiles of many conversations, each under its lock; one that stands so already keeps its revision, and nothing is
 * kept for a session that is gone.
 * @returns the sessions in which anything changed
 */
export const setTiles = async (
  db: Queryable,
  changes: readonly TileChange[],
  at: Date,
): Promise<ReadonlySet<number>> => {
  const rows = changes.flatMap(({ session, tiles }) => tiles.map((tile) => ({ session, ...tile })));
  if (rows.length === 0) return new Set();
  const changed = await db.call<{ session: number }>(
    'copilot_tiles_set',
    'select session from copilot_tiles_set($1, $2, $3, $4, $5, $6) as session',
    [
      rows.map(({ session }) => session),
      rows.map(({ tile }) => tile),
      rows.map(({ content }) => storableJson(content)),
      rows.map(({ maker }) => maker),
      rows.map(({ problem }) => problem && storableText(problem)),
      at,
    ],
  );
  return new Set(changed.map(({ session }) => session));
};

/** False for an input that was taken in before. The caller holds the session's lock; the id can be stored as it is. */
export const insertInput = async (
  db: Queryable,
  session: { readonly id: number; readonly org: string },
  input: { readonly id: string; readonly tile: string; readonly value: unknown; readonly at: Date },
): Promise<boolean> =>
  (
    await db.query(
      `insert into copilot_input (session, org, id, tile, value, at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning id`,
      [
        ...[session.id, session.org, input.id, input.tile],
        ...[storableJson({ value: input.value ?? null }), input.at],
      ],
    )
  ).length > 0;

export const findInput = async (db: Queryable, session: number, id: string) => {
  const [row] = await db.query<{ tile: string; value: { value: unknown } }>(
    'select tile, value from copilot_input where session = $1 and id = $2',
    [session, id],
  );
  return row ? { tile: row.tile, value: row.value.value } : null;
};
