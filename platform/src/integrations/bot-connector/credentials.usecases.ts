import {
  type CredentialInfo,
  type IntegrationCredentialRequest,
  userDefinedCredential,
} from '@tandem/contract';
import { type By, noteChange, secretChanged } from '../../audit/index.ts';
import type { BotConnectorDeps } from './bot-connectors.deps.ts';
import { botConnectorErrors } from './bot-connectors.errors.ts';
import {
  credentialContext,
  deleteCredential,
  findCredential,
  findCredentialUser,
  type IntegrationCredential,
  saveCredential,
} from './credentials.store.ts';

const credentialsPath = '/api/v2/integrations/credentials';
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/;
const mostFields = 20;
/** What a header may carry: visible characters and spaces. */
const headerValue = /^[\x20-\x7e]{1,8192}$/;

/** @throws botConnectorErrors.credentialType, fieldsMissing (400) */
const checked = ({
  type,
  credentialFields,
}: IntegrationCredentialRequest): Readonly<Record<string, string>> => {
  const kind = type.id ?? type.name ?? '';
  if (kind !== userDefinedCredential) throw botConnectorErrors.credentialType({ type: kind });
  const fields = Object.entries(credentialFields);
  const isGood =
    fields.length > 0 &&
    fields.length <= mostFields &&
    fields.every(([name, value]) => headerName.test(name) && headerValue.test(value));
  if (!isGood) throw botConnectorErrors.fieldsMissing();
  return credentialFields;
};

/** @throws botConnectorErrors.notFound (404), also for credentials of another organisation */
export async function requireCredential(
  { db }: Pick<BotConnectorDeps, 'db'>,
  org: string,
  id: string,
): Promise<IntegrationCredential> {
  const found = await findCredential(db, org, id);
  if (!found) throw botConnectorErrors.notFound();
  return found;
}

const store = async (
  deps: BotConnectorDeps,
  by: By,
  given: {
    readonly before: IntegrationCredential | null;
    readonly request: IntegrationCredentialRequest;
  },
): Promise<IntegrationCredential> => {
  const { before, request } = given;
  const fields = checked(request);
  const { org } = by.principal;
  const now = deps.clock.now();
  const id = before?.id ?? deps.ids.uuid();
  const fieldNames = Object.keys(fields);
  const credential: IntegrationCredential = {
    ...{ org, id, type: userDefinedCredential, fieldNames },
    name: request.name?.trim() || before?.name || `Integration ${id}`,
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
  };
  const sealed = await deps.sealer.seal(org, credentialContext(id), JSON.stringify(fields));
  await deps.db.transaction(async (tx) => {
    await saveCredential(tx, credential, sealed);
    await noteChange(deps, tx, {
      ...{ by, action: before ? 'update' : 'create' },
      entity: { type: 'credential', id, name: credential.name },
      changes: Object.fromEntries(fieldNames.map((name) => [name, secretChanged])),
    });
  });
  return credential;
};

/** Keeps credentials for integrations, their fields sealed. @throws botConnectorErrors.credentialType, fieldsMissing (400) */
export const createCredential = (
  deps: BotConnectorDeps,
  by: By,
  request: IntegrationCredentialRequest,
) => store(deps, by, { before: null, request });

/** Replaces all fields. @throws botConnectorErrors.notFound (404), and those of {@link createCredential} */
export const replaceCredential = async (
  deps: BotConnectorDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: IntegrationCredentialRequest },
) => store(deps, by, { before: await requireCredential(deps, by.principal.org, id), request });

/** @throws botConnectorErrors.notFound (404), inUse (409) */
export async function removeCredential(deps: BotConnectorDeps, by: By, id: string): Promise<void> {
  const { org } = by.principal;
  const { name } = await requireCredential(deps, org, id);
  await deps.db.transaction(async (tx) => {
    const user = await findCredentialUser(tx, org, id);
    if (user !== null) throw botConnectorErrors.inUse({ name: user });
    await deleteCredential(tx, org, id);
    const entity = { type: 'credential', id, name } as const;
    await noteChange(deps, tx, { ...{ by, action: 'delete', entity }, changes: {} });
  });
}

/** Without values: they stay inside. */
export const toCredentialInfo = (credential: IntegrationCredential): CredentialInfo => ({
  id: credential.id,
  name: credential.name,
  type: {
    ...{ id: credential.type, name: credential.type },
    displayOrder: [...credential.fieldNames],
  },
  createdDate: credential.createdAt.toISOString(),
  modifiedDate: credential.modifiedAt.toISOString(),
  selfUri: `${credentialsPath}/${credential.id}`,
});
