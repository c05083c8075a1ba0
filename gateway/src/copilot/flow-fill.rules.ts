import type { CopilotTile, CopilotTileState } from '@tandem/contract';
import type { FlowWish } from './flow-run.ts';
import type { NewTile } from './tiles.store.ts';

export type FlowFill = {
  readonly tiles: readonly NewTile[];
  /** Names that the flow gave and the workspace has not, or has for something else. */
  readonly unknown: readonly string[];
};

const withData = (standing: NewTile['content'] | undefined, data: unknown, tile: CopilotTile) => {
  if (standing?.type === 'html' || standing?.type === 'iframe') return { ...standing, data };
  const { settings = {} } = tile;
  if (tile.type === 'html') return { type: 'html', html: settings.html ?? '', data } as const;
  if (tile.type === 'iframe') return { type: 'iframe', url: settings.url ?? '', data } as const;
  return null;
};

/** What a flow wants, as far as the workspace has tiles for it. */
export const filledByFlow = (
  layout: Readonly<Record<string, CopilotTile>>,
  standing: readonly CopilotTileState[],
  { contents, data }: FlowWish,
): FlowFill => {
  const tiles = new Map<string, NewTile>();
  const unknown: string[] = [];
  const now = new Map(standing.map(({ tile, content }) => [tile, content]));
  for (const [tile, content] of contents) {
    const place = Object.hasOwn(layout, tile) ? layout[tile] : undefined;
    if (place?.type === content.type)
      tiles.set(tile, { tile, content, maker: 'flow', problem: null });
    else unknown.push(tile);
  }
  for (const [tile, told] of data) {
    const place = Object.hasOwn(layout, tile) ? layout[tile] : undefined;
    const content = place && withData(tiles.get(tile)?.content ?? now.get(tile), told, place);
    if (content) tiles.set(tile, { tile, content, maker: 'flow', problem: null });
    else unknown.push(tile);
  }
  return { tiles: [...tiles.values()], unknown: [...new Set(unknown)] };
};
