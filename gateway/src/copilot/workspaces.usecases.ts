import type {
  AuditChange,
  CopilotLinkCheck,
  CopilotWorkspace,
  CopilotWorkspaceRequest,
} from '@tandem/contract';
import { type Clock, type Database, isUuid } from '@tandem/kit';
import type { AutomationFlows } from '../automation/index.ts';
import type { Act, Endpoint, NoteAudit } from '../endpoints/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import { readLinkKey, sharesAudience } from './signed-links.ts';
import type { Workspace } from './workspace.model.ts';
import { checkLayout, defaultWorkspace, toOrigins } from './workspace.rules.ts';
import { keptSecrets, type SecretDeps, shownSecret } from './workspace-secrets.ts';
import type { WorkspaceDirectory } from './workspaces.directory.ts';
import { findWorkspace, saveWorkspace } from './workspaces.store.ts';

export type WorkspaceDeps = SecretDeps & {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: NoteAudit;
  /** @throws a public error where the organisation has no such endpoint */
  readonly endpoint: (asked: { readonly org: string; readonly id: string }) => Promise<Endpoint>;
  readonly published: Pick<AutomationFlows, 'head'>;
  readonly workspaces: Pick<WorkspaceDirectory, 'forget'>;
};

/** The workspace of an endpoint, or the one it comes with. */
export const readWorkspace = async (
  db: Database,
  { id, org }: Pick<Endpoint, 'id' | 'org'>,
): Promise<Workspace> => (await findWorkspace(db, id)) ?? defaultWorkspace({ endpointId: id, org });

export const toWorkspaceWire = (workspace: Workspace): CopilotWorkspace => {
  const { secrets: _s, secretSources: _e, org: _o, model, ...shown } = workspace;
  return {
    ...shown,
    tiles: { ...workspace.tiles },
    frameOrigins: [...workspace.frameOrigins],
    model: model ? { ...model, apiKey: shownSecret(workspace, 'apiKey') } : null,
    jwtKey: shownSecret(workspace, 'jwtKey'),
  };
};

const fields = [
  ...['enabled', 'linkInTranscript', 'linkHours', 'grid', 'tiles', 'flow'],
  ...['frameOrigins', 'linkCheck'],
] as const;

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What changed, for the audit log; secrets are named only. */
const changesOf = (before: Workspace, after: Workspace): Readonly<Record<string, AuditChange>> => {
  const plain = fields
    .filter((name) => !same(before[name], after[name]))
    .map((name) => [`copilot.${name}`, { from: before[name], to: after[name] }] as const);
  const model = same(before.model, after.model)
    ? []
    : [['copilot.model', { from: before.model?.model ?? null, to: after.model?.model ?? null }]];
  const secrets = (['apiKey', 'jwtKey'] as const)
    .filter(
      (name) =>
        before.secrets[name] !== after.secrets[name] ||
        !same(before.secretSources[name], after.secretSources[name]),
    )
    .map((name) => [`copilot.${name}`, {}] as const);
  return Object.fromEntries([...plain, ...model, ...secrets]);
};

const checkFlow = async ({ published }: WorkspaceDeps, org: string, flow: string | null) => {
  if (flow === null) return;
  const head = isUuid(flow) ? await published.head(org, flow) : null;
  if (head?.kind !== 'copilot') throw copilotErrors.flowUnknown();
};

const checkLinks = (endpoint: Endpoint, check: CopilotLinkCheck | null) => {
  if (sharesAudience(endpoint, check)) throw copilotErrors.audienceShared();
  if (check?.kind === 'publicKey' && !readLinkKey(check.publicKey))
    throw copilotErrors.publicKeyInvalid();
};

/**
 * Stores a workspace and notes it in the audit log, both or neither.
 * @throws copilotErrors.tileOutside, tilesOverlap, addressMissing, flowUnknown, changedMeanwhile, originInvalid,
 * publicKeyInvalid, audienceShared, those of
 * {@link keptSecrets}, and a public error for an endpoint that is not there
 */
export const putWorkspace = async (
  deps: WorkspaceDeps,
  {
    org,
    id,
    request,
    act,
  }: {
    readonly org: string;
    readonly id: string;
    readonly request: CopilotWorkspaceRequest;
    readonly act: Required<Act>;
  },
): Promise<Workspace> => {
  const { db, clock, audit } = deps;
  const endpoint = await deps.endpoint({ org, id });
  const before = await readWorkspace(db, endpoint);
  checkLayout(request.grid, request.tiles);
  await checkFlow(deps, org, request.flow);
  const { held, notes } = await keptSecrets(deps, before, { request, endpoint, act });
  const { enabled, linkInTranscript, linkHours, grid, tiles, flow, model } = request;
  const { frameOrigins = before.frameOrigins, linkCheck = before.linkCheck } = request;
  checkLinks(endpoint, linkCheck);
  const after: Workspace = {
    ...before,
    ...{ enabled, linkInTranscript, linkHours, grid, tiles, flow, ...held, linkCheck },
    frameOrigins: toOrigins(frameOrigins),
    model: model && { baseUrl: model.baseUrl.replace(/\/+$/, ''), model: model.model },
    version: before.version + 1,
  };
  const { actor, correlationId } = act;
  const entity = { type: 'endpoint', id: endpoint.id, name: endpoint.name } as const;
  await db.transaction(async (tx) => {
    if (!(await saveWorkspace(tx, after, clock.now()))) throw copilotErrors.changedMeanwhile();
    const changes = changesOf(before, after);
    await audit(tx, { org, actor, correlationId, action: 'update', entity, changes });
    for (const note of notes) await audit(tx, note);
  });
  deps.workspaces.forget();
  return after;
};
