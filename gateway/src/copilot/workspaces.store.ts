import type { CopilotGrid, CopilotLinkCheck, CopilotTile } from '@tandem/contract';
import type { FlowUse } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';
import type { CopilotModel, Workspace } from './workspace.model.ts';

type Row = {
  endpoint: string;
  org: string;
  enabled: boolean;
  link_in_transcript: boolean;
  link_hours: number;
  grid: CopilotGrid;
  tiles: Record<string, CopilotTile>;
  flow: string | null;
  model: CopilotModel | null;
  secrets: Record<string, string>;
  frame_origins: string[];
  link_check: CopilotLinkCheck | null;
  secret_sources: Workspace['secretSources'];
  version: number;
};

const fromRow = (row: Row): Workspace => ({
  endpointId: row.endpoint,
  org: row.org,
  enabled: row.enabled,
  linkInTranscript: row.link_in_transcript,
  linkHours: row.link_hours,
  grid: row.grid,
  tiles: row.tiles,
  flow: row.flow,
  model: row.model,
  secrets: row.secrets,
  frameOrigins: row.frame_origins,
  linkCheck: row.link_check,
  secretSources: row.secret_sources,
  version: row.version,
});

/** The workspace as it is stored; null: nobody has saved one. */
export const findWorkspace = async (db: Queryable, endpointId: string) => {
  const [row] = await db.query<Row>('select * from copilot_workspace where endpoint = $1', [
    endpointId,
  ]);
  return row ? fromRow(row) : null;
};

/** Those of the sessions whose copilot is on. */
export const sessionsWithCopilot = async (
  db: Queryable,
  sessions: readonly number[],
): Promise<ReadonlySet<number>> => {
  const rows = await db.query<{ id: number }>(
    `select s.id from session s join copilot_workspace w on w.endpoint = s.endpoint
     where s.id = any($1::bigint[]) and w.enabled`,
    [sessions],
  );
  return new Set(rows.map(({ id }) => id));
};

/** Stores the version behind the one that was read; false: somebody else was faster. */
export const saveWorkspace = async (
  db: Queryable,
  workspace: Workspace,
  at: Date,
): Promise<boolean> => {
  const { endpointId, org, grid, tiles, flow, model, version } = workspace;
  const rows = await db.query(
    `insert into copilot_workspace (endpoint, org, enabled, link_in_transcript, link_hours, grid, tiles, flow, model,
       secrets, secret_sources, version, modified_at, frame_origins, link_check)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb, $15)
     on conflict (endpoint) do update set enabled = excluded.enabled, link_in_transcript = excluded.link_in_transcript,
       link_hours = excluded.link_hours, grid = excluded.grid, tiles = excluded.tiles, flow = excluded.flow,
       model = excluded.model, secrets = excluded.secrets, secret_sources = excluded.secret_sources,
       version = excluded.version, modified_at = excluded.modified_at, frame_origins = excluded.frame_origins,
       link_check = excluded.link_check
     where copilot_workspace.version = excluded.version - 1 and copilot_workspace.org = excluded.org
     returning endpoint`,
    [
      ...[endpointId, org, workspace.enabled, workspace.linkInTranscript, workspace.linkHours],
      ...[grid, tiles, flow, model, workspace.secrets, workspace.secretSources, version, at],
      // A list goes to the driver as an array of PostgreSQL unless it is text.
      ...[JSON.stringify(workspace.frameOrigins), workspace.linkCheck],
    ],
  );
  return rows.length > 0;
};

/** Endpoints whose workspace runs the flow. */
export const endpointsWithCopilotFlow = async (
  db: Queryable,
  org: string,
  flow: string,
): Promise<readonly FlowUse[]> => {
  const found = await db.query<{ id: string; name: string }>(
    `select e.id, e.name from copilot_workspace w join endpoint e on e.id = w.endpoint
     where w.org = $1 and w.flow::text = $2 order by lower(e.name)`,
    [org, flow],
  );
  return found.map((endpoint) => ({ kind: 'endpoint', ...endpoint }));
};
