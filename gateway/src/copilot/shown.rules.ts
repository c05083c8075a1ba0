import type { CopilotNews, CopilotTileState, CopilotTileType } from '@tandem/contract';
import type { NewTile } from './tiles.store.ts';
import type { Workspace } from './workspace.model.ts';

/** What a model writes where there is one. */
export const modelTiles: ReadonlySet<CopilotTileType> = new Set([
  ...(['summary', 'suggestedReplies', 'sentiment'] as const),
]);

/** What flow or model have written stays until they write again, as long as the workspace has them. */
const stands = ({ flow, model, tiles }: Workspace, { tile, maker, content }: CopilotTileState) => {
  const place = Object.hasOwn(tiles, tile) ? tiles[tile] : undefined;
  if (place?.type !== content.type) return false;
  if (maker === 'flow') return flow !== null;
  return maker === 'model' && model !== null && modelTiles.has(content.type);
};

export type ShownTiles = {
  /** Of flow and model, as they are stored. */
  readonly kept: readonly CopilotTileState[];
  /** Of the rules, which are stored nowhere: they follow from the conversation. */
  readonly made: readonly NewTile[];
};

/** What a workspace shows: what is stored, and in all other tiles what the rules fill in. */
export const shownTiles = (
  workspace: Workspace,
  stored: readonly CopilotTileState[],
  filled: readonly NewTile[],
): ShownTiles => {
  const kept = stored.filter((tile) => stands(workspace, tile));
  const names = new Set(kept.map(({ tile }) => tile));
  // What a model could not write says so, with what the rules have to show.
  const problems = new Map(
    workspace.model
      ? stored.flatMap(({ tile, maker, problem }) => (maker === 'rules' ? [[tile, problem]] : []))
      : [],
  );
  const made = filled
    .filter(({ tile }) => !names.has(tile))
    .map((one) => {
      const problem = modelTiles.has(one.content.type) ? problems.get(one.tile) : null;
      return { ...one, problem: problem ?? null };
    });
  return { kept, made };
};

type Made = {
  readonly tile: NewTile;
  /** The tile as text: what tells whether it is another one. */
  readonly text: string;
  /** Of the view in which it became so. */
  readonly version: number;
  readonly at: Date;
};

/** What this node shows of a conversation, to as many pages as are open. */
export type View = {
  readonly lines: CopilotNews['lines'];
  /** The lines begin behind this position and reach up to `seq`. */
  readonly from: number;
  readonly seq: number;
  /** Of the last stored change of a tile. */
  readonly revision: number;
  readonly kept: readonly CopilotTileState[];
  readonly made: ReadonlyMap<string, Made>;
  /** Rises with every tile of the rules that changes. */
  readonly version: number;
};

export type ViewParts = Pick<View, 'lines' | 'from' | 'seq' | 'revision'> & ShownTiles;

/** The view behind another one: tiles of the rules that stay as they are keep their version. */
export const nextView = (
  before: Pick<View, 'made' | 'version'> | null,
  { made, ...parts }: ViewParts,
  at: Date,
): View => {
  const version = (before?.version ?? 0) + 1;
  const next = made.map((tile): readonly [string, Made] => {
    const text = JSON.stringify(tile);
    const known = before?.made.get(tile.tile);
    return [tile.tile, known?.text === text ? known : { tile, text, version, at }];
  });
  return { ...parts, made: new Map(next), version };
};

/** How far a page is: what it has of the conversation, and of the tiles of this node's rules. */
export type PageMarks = { readonly marks: CopilotNews['marks']; readonly version: number };

/** Nobody has been shown anything. */
export const nothingShown: PageMarks = { marks: { revision: 0, seq: 0 }, version: 0 };

/**
 * What a page has not got. The revision of a tile on a page rises with what is said and with what is stored, on whichever
 * node it was shown.
 */
export const newsFor = (view: View, { marks, version }: PageMarks): CopilotNews => {
  const revision = view.seq + view.revision;
  const kept = view.kept.filter((tile) => tile.revision > marks.revision);
  const made = [...view.made.values()].filter((one) => one.version > version);
  return {
    tiles: [
      ...kept.map((tile) => ({ ...tile, revision })),
      ...made.map(({ tile, at }) => ({ ...tile, revision, dateModified: at.toISOString() })),
    ],
    lines: view.lines.filter(({ seq }) => seq > marks.seq),
    marks: {
      revision: Math.max(view.revision, marks.revision),
      seq: Math.max(view.seq, marks.seq),
    },
  };
};
