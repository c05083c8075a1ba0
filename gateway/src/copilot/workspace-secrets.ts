import type {
  AuditNote,
  CopilotWorkspaceRequest,
  SecretSourceRequest,
  SecretSourceView,
} from '@tandem/contract';
import {
  type Act,
  type Endpoint,
  type EndpointSecrets,
  openSecrets,
  type Sealer,
} from '../endpoints/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import type { Workspace, WorkspaceSecret } from './workspace.model.ts';

export type SecretDeps = { readonly sealer: Sealer; readonly secrets: EndpointSecrets };

/** Binds a sealed secret to its workspace and name. */
export const workspaceSealContext = (endpointId: string, name: string): string =>
  `copilot/${endpointId}/${name}`;

/** Checks of links are as strong as their key (RFC 7518, 3.2). */
const leastJwtKey = 32;

type Held = Pick<Workspace, 'secrets' | 'secretSources'>;
type Asked = SecretSourceRequest | null | undefined;

/** What is given for each secret: undefined stays, null goes. */
const askedOf = (
  request: CopilotWorkspaceRequest,
  before: Workspace,
): Readonly<Record<WorkspaceSecret, Asked>> => {
  const { model, jwtKey } = request;
  if (!model) return { apiKey: null, jwtKey };
  const isHeld = 'apiKey' in before.secrets || 'apiKey' in before.secretSources;
  const moved = isHeld && before.model?.baseUrl !== model.baseUrl;
  const stays = model.apiKey === undefined || (model.apiKey && isValueless(model.apiKey));
  if (moved && stays) throw copilotErrors.keyAgain();
  return { apiKey: model.apiKey, jwtKey };
};

const isValueless = (asked: SecretSourceRequest): boolean =>
  asked.kind === 'insecure' && asked.value === undefined;

const without = <Value>(from: Readonly<Record<string, Value>>, name: string) => {
  const { [name]: _gone, ...rest } = from;
  return rest;
};

const keepOne = async (
  { secrets }: SecretDeps,
  held: Held,
  {
    name,
    asked,
    endpoint,
    act,
  }: {
    readonly name: WorkspaceSecret;
    readonly asked: SecretSourceRequest;
    readonly endpoint: Pick<Endpoint, 'id' | 'name'>;
    readonly act: Required<Pick<Act, 'principal' | 'correlationId'>>;
  },
): Promise<{ readonly held: Held; readonly note: AuditNote | null }> => {
  if (isValueless(asked)) {
    if (!(name in held.secrets)) throw copilotErrors.keyMissing({ name });
    return { held, note: null };
  }
  const isShort = asked.kind === 'insecure' && (asked.value?.length ?? 0) < leastJwtKey;
  if (name === 'jwtKey' && isShort) throw copilotErrors.keyShort();
  const context = workspaceSealContext(endpoint.id, name);
  const entity = { type: 'endpoint', id: endpoint.id, name: endpoint.name } as const;
  const given = { asked, stored: null, context, entity, field: `copilot.${name}` };
  const { source, note } = await secrets.keep(act, given);
  const rest = {
    secrets: without(held.secrets, name),
    secretSources: without(held.secretSources, name),
  };
  if (source.kind === 'insecure')
    return { held: { ...rest, secrets: { ...rest.secrets, [name]: source.sealed } }, note };
  return { held: { ...rest, secretSources: { ...rest.secretSources, [name]: source } }, note };
};

/**
 * Secrets of a workspace as they are to be stored; `notes` belong into the audit log with the change.
 * @throws copilotErrors.keyAgain, keyMissing, keyShort, and the vault's public errors
 */
export const keptSecrets = async (
  deps: SecretDeps,
  before: Workspace,
  change: {
    readonly request: CopilotWorkspaceRequest;
    readonly endpoint: Pick<Endpoint, 'id' | 'name'>;
    readonly act: Required<Pick<Act, 'principal' | 'correlationId'>>;
  },
): Promise<{ readonly held: Held; readonly notes: readonly AuditNote[] }> => {
  let held: Held = { secrets: before.secrets, secretSources: before.secretSources };
  const notes: AuditNote[] = [];
  const asked = askedOf(change.request, before);
  for (const name of ['apiKey', 'jwtKey'] as const) {
    const one = asked[name];
    if (one === undefined) continue;
    if (one === null) {
      held = {
        secrets: without(held.secrets, name),
        secretSources: without(held.secretSources, name),
      };
      continue;
    }
    const kept = await keepOne(deps, held, { ...change, name, asked: one });
    held = kept.held;
    if (kept.note) notes.push(kept.note);
  }
  return { held, notes };
};

/** Where a secret comes from, never what it is. */
export const shownSecret = (held: Held, name: WorkspaceSecret): SecretSourceView | null =>
  held.secretSources[name] ?? (name in held.secrets ? { kind: 'insecure' } : null);

/** Secrets of a workspace, open; those that cannot be opened are told with a reason. */
export const openWorkspaceSecrets = (deps: SecretDeps, workspace: Workspace) =>
  openSecrets(deps, {
    ...workspace,
    context: (name) => workspaceSealContext(workspace.endpointId, name),
  });
