import type { Transaction } from '@tandem/kit';
import {
  addGrants,
  findRoleByName,
  homeDivisionId,
  insertRole,
  toPolicies,
  unknownPolicies,
} from '../access/index.ts';
import { systemActor } from '../audit/index.ts';
import { type ClientRecord, hashSecret, newSecret, saveClient } from '../clients/index.ts';
import { identityErrors } from '../identity.errors.ts';
import type { SetupDeps } from './create-organisation.ts';

export type CreateClient = {
  readonly org: string;
  readonly name: string;
  /** Name of a role; without role and permissions the client may do nothing. */
  readonly role?: string;
  /** Makes a role of its own with exactly these. */
  readonly permissions?: readonly string[];
  /** Part of this installation, such as its gateway: not rate limited. */
  readonly bundled?: boolean;
  readonly tokenSeconds?: number;
};

export type CreatedClient = {
  readonly id: string;
  /** Shown once, stored nowhere. */
  readonly secret: string;
};

type Deps = SetupDeps & { readonly permissions: readonly string[] };

const defaultTokenSeconds = 86_400;

const roleOf = async (
  tx: Transaction,
  deps: Deps,
  { clientId, ...input }: CreateClient & { readonly clientId: string },
): Promise<string[]> => {
  const { org, name } = input;
  const given: string[] = [];
  if (input.role !== undefined) {
    const role = await findRoleByName(tx, org, input.role);
    if (!role)
      throw identityErrors.invalid({ problem: `The organisation has no role "${input.role}".` });
    given.push(role.id);
  }
  if (input.permissions) {
    const policies = toPolicies(input.permissions);
    const unknown = unknownPolicies(policies, deps.permissions);
    if (unknown.length > 0)
      throw identityErrors.invalid({ problem: `Unknown permissions: ${unknown.join(', ')}` });
    const id = deps.ids.uuid();
    const role = {
      org,
      id,
      name: `${name} (client ${clientId.slice(0, 8)})`,
      description: `Permissions of the client ${name}.`,
      defaultRoleId: null,
      policies,
    };
    await insertRole(tx, role, deps.clock.now());
    given.push(id);
  }
  return given;
};

/** Makes a client-credentials client, for scripts and for this installation's own parts. */
export async function createClient(deps: Deps, input: CreateClient): Promise<CreatedClient> {
  const { changes, audit, ids, clock } = deps;
  const { org, name } = input;
  const id = ids.uuid();
  const secret = newSecret(ids);
  const at = clock.now();
  const client: ClientRecord = {
    id,
    org,
    name,
    description: null,
    grantType: 'CLIENT-CREDENTIALS',
    secretHash: hashSecret(secret),
    redirectUris: [],
    scopes: [],
    tokenSeconds: input.tokenSeconds ?? defaultTokenSeconds,
    state: 'active',
    authorizationState: 'Authorized',
    authorizedBy: null,
    authorizedAt: at,
    bundled: input.bundled ?? false,
    dateToDelete: null,
    createdBy: null,
    createdAt: at,
    modifiedBy: null,
    modifiedAt: at,
  };
  await changes.apply(org, async (tx) => {
    const roles = await roleOf(tx, deps, { ...input, clientId: id });
    await saveClient(tx, client);
    const divisionId = homeDivisionId(org);
    const grants = roles.map((roleId) => ({ roleId, divisionId }));
    await addGrants(tx, { org, id, type: 'PC_OAUTH_CLIENT', name }, { grants, at });
    const entity = { type: 'oauthClient', id, name };
    await audit(tx, { org, actor: systemActor, action: 'create', entity });
  });
  return { id, secret };
}
