import type {
  CopilotLine,
  CopilotNews,
  CopilotTile,
  CopilotTileState,
  OpenCopilot,
} from '@tandem/contract';

/** What a link says, from the query of the page. */
export const linkFrom = (search: string): Record<string, string> => {
  const query = new URLSearchParams(search);
  // Links of others may spell it in small letters.
  const token = query.get('URLToken') ?? query.get('URLtoken');
  const named = ['userId', 'sessionId', 'auth'].flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries([...named, ...(token ? [['URLToken', token]] : [])]);
};

/** A workspace as the page holds it. */
export type Shown = {
  readonly open: OpenCopilot;
  readonly tiles: Readonly<Record<string, CopilotTileState>>;
  readonly lines: readonly CopilotLine[];
  readonly marks: CopilotNews['marks'];
};

export const shownFrom = (open: OpenCopilot): Shown =>
  withNews({ open, tiles: {}, lines: [], marks: { revision: 0, seq: 0 } }, open);

/** The workspace with what is new; what came before is not taken twice. */
export const withNews = (shown: Shown, { tiles, lines, marks }: CopilotNews): Shown => {
  const next = { ...shown.tiles };
  // Of the same revision it may be another one: the socket is in order, so the later one counts.
  for (const tile of tiles)
    if ((next[tile.tile]?.revision ?? 0) <= tile.revision) next[tile.tile] = tile;
  const last = shown.lines.at(-1)?.seq ?? 0;
  return {
    ...shown,
    tiles: next,
    lines: [...shown.lines, ...lines.filter(({ seq }) => seq > last)],
    marks: {
      revision: Math.max(shown.marks.revision, marks.revision),
      seq: Math.max(shown.marks.seq, marks.seq),
    },
  };
};

/** Tiles as they are read: from the top, and from left to right. */
export const inReadingOrder = (
  layout: Readonly<Record<string, CopilotTile>>,
): readonly (readonly [string, CopilotTile])[] =>
  Object.entries(layout).sort(([, a], [, b]) => a.y - b.y || a.x - b.x);

/** Messages between the page and the frames in and around it. */
export const frameMessages = {
  /** A frame in a tile tells of an input: `{type, value}`. */
  input: 'tandem.copilot.input',
  /** A frame in a tile is told data: `{type, tile, data}`. */
  data: 'tandem.copilot.data',
  /** The page that the workspace stands in says that it takes replies: `{type}`. */
  desk: 'tandem.copilot.desk',
  /** The page asks for that. */
  ready: 'tandem.copilot.ready',
  /** A reply for the agent's message: `{type, text}`. */
  post: 'tandem.copilot.post',
} as const;

/** Milliseconds before the socket is opened again. */
export const pauseBefore = (attempt: number): number => Math.min(10_000, 250 * 2 ** attempt);
