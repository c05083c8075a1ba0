import {
  type CopilotGrid,
  type CopilotTile,
  defaultCopilotGrid,
  defaultCopilotTiles,
} from '@tandem/contract';
import { copilotErrors } from './copilot.errors.ts';
import type { Workspace } from './workspace.model.ts';

const defaultLinkHours = 72;

/** The workspace of an endpoint that nobody has set up. */
export const defaultWorkspace = (of: { endpointId: string; org: string }): Workspace => ({
  ...of,
  enabled: false,
  linkInTranscript: true,
  linkHours: defaultLinkHours,
  grid: defaultCopilotGrid,
  tiles: defaultCopilotTiles,
  flow: null,
  model: null,
  frameOrigins: [],
  linkCheck: null,
  secrets: {},
  secretSources: {},
  version: 0,
});

const overlap = (a: CopilotTile, b: CopilotTile): boolean =>
  a.x < b.x + b.columns && b.x < a.x + a.columns && a.y < b.y + b.rows && b.y < a.y + a.rows;

/**
 * Whether the tiles fit the grid and leave each other room.
 * @throws copilotErrors.tileOutside, tilesOverlap, addressMissing
 */
export const checkLayout = (
  grid: CopilotGrid,
  tiles: Readonly<Record<string, CopilotTile>>,
): void => {
  const all = Object.entries(tiles);
  for (const [index, [name, tile]] of all.entries()) {
    const { columns, rows } = grid;
    if (tile.x + tile.columns - 1 > columns || tile.y + tile.rows - 1 > rows)
      throw copilotErrors.tileOutside({
        ...{ tile: name, columns: String(columns), rows: String(rows) },
      });
    if (tile.type === 'iframe' && !tile.settings?.url)
      throw copilotErrors.addressMissing({ tile: name });
    const other = all.slice(0, index).find(([, before]) => overlap(before, tile));
    if (other) throw copilotErrors.tilesOverlap({ tile: name, other: other[0] });
  }
};

/** The origin of a site as browsers spell it; a policy is made of it, so that nothing else may stand in it. */
const originForm = /^https?:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/;

/** @throws copilotErrors.originInvalid */
export const toOrigins = (given: readonly string[]): readonly string[] => {
  const origins = given.map((text) => {
    const origin = URL.canParse(text.trim()) ? new URL(text.trim()).origin : '';
    if (!originForm.test(origin)) throw copilotErrors.originInvalid({ origin: text });
    return origin;
  });
  return [...new Set(origins)];
};
