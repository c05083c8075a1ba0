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

/** Tiles that changed behind a revision, in the order of their changes. */
export const listTiles = async (
  db: Queryable,
  { session, after = 0 }: { readonly session: number; readonly after?: number },
): Promise<readonly CopilotTileState[]> =>
  (
    await db.query<Row>(
      `select tile, content, maker, problem, revision, modified_at from copilot_tile
       where session = $1 and revision > $2 order by revision`,
      [session, after],
    )
  ).map(fromRow);

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

export type NewTile = {
  readonly tile: string;
  readonly content: CopilotContent;
  readonly maker: CopilotMaker;
  readonly problem: string | null;
};

/**
 * Sets tiles; one that stands so already keeps its revision. The caller holds the session's lock.
 * @returns whether anything changed
 */
export const setTiles = async (
  db: Queryable,
  session: { readonly id: number; readonly org: string },
  { tiles, at }: { readonly tiles: readonly NewTile[]; readonly at: Date },
): Promise<boolean> => {
  if (tiles.length === 0) return false;
  const changed = await db.query<{ tile: string }>(
    `with given as (
       select tile, content::jsonb, maker, problem, row_number() over () as nr
       from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as t (tile, content, maker, problem)
     ), last as (select coalesce(max(revision), 0) as revision from copilot_tile where session = $1)
     insert into copilot_tile (session, org, tile, content, maker, problem, revision, modified_at)
     select $1, $2, g.tile, g.content, g.maker, g.problem, last.revision + g.nr, $7 from given g, last
     on conflict (session, tile) do update set content = excluded.content, maker = excluded.maker,
       problem = excluded.problem, revision = excluded.revision, modified_at = excluded.modified_at
     where (copilot_tile.content, copilot_tile.maker, copilot_tile.problem)
       is distinct from (excluded.content, excluded.maker, excluded.problem)
     returning tile`,
    [
      ...[session.id, session.org, tiles.map(({ tile }) => tile)],
      tiles.map(({ content }) => storableJson(content)),
      tiles.map(({ maker }) => maker),
      tiles.map(({ problem }) => problem && storableText(problem)),
      at,
    ],
  );
  return changed.length > 0;
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
