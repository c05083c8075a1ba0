import type { CredentialRequest } from '@tandem/contract';
import { isUuid, type Queryable } from '@tandem/kit';
import { type Asker, askerOf } from '../access.ts';
import { lockLocker, requireLocker, requireRight } from '../lockers/index.ts';
import { nameOf } from '../names.rules.ts';
import { vaultErrors } from '../vault.errors.ts';
import type { Acting, VaultParts } from '../vault.types.ts';
import { type AttributePlan, planAttributes } from './attributes.rules.ts';
import { credentialChanges, credentialNote } from './credential-audit.rules.ts';
import {
  type CredentialRecord,
  everybody,
  holds,
  type SeenCredential,
  valueContext,
} from './credentials.model.ts';
import {
  deleteCredential,
  findCredential,
  insertCredential,
  saveAttributes,
  updateCredential,
} from './credentials.store.ts';
import { emptyAttributes, saveValue } from './values.store.ts';

export type CredentialDeps = VaultParts;

/** @throws vaultErrors.notFound also for a credential of another organisation, or one that the asker may not see. */
export const requireCredential = async (
  { db, clock }: Pick<CredentialDeps, 'db' | 'clock'>,
  asker: Asker,
  id: string,
): Promise<SeenCredential> => {
  const found = isUuid(id) ? await findCredential(db, asker, { id, now: clock.now() }) : null;
  if (!found) throw vaultErrors.notFound();
  return found;
};

/** @throws vaultErrors.noExternalStore */
const externalPathOf = (
  { external }: CredentialDeps,
  request: CredentialRequest,
  before: string | null,
): string | null => {
  if (!request.store) return before;
  if (request.store.kind === 'internal') return null;
  if (!external) throw vaultErrors.noExternalStore();
  return request.store.path;
};

/** Puts something into a locker that stays for the rest of the transaction. @throws vaultErrors.notFound, notYours */
const enterLocker = async (tx: Queryable, asker: Asker, id: string): Promise<void> => {
  if (!isUuid(id) || !(await lockLocker(tx, asker.org, id))) throw vaultErrors.notFound();
  requireRight(await requireLocker(tx, asker, id), asker, 'addCredentials');
};

/** Sealed before the transaction begins, so that it holds nothing while keys are looked up. */
const sealAll = async (
  { sealer }: CredentialDeps,
  { org, id }: Pick<CredentialRecord, 'org' | 'id'>,
  plan: AttributePlan,
) => {
  const sealed: { attribute: string; sealed: Buffer }[] = [];
  for (const { attribute, value } of plan.values) {
    const context = valueContext(id, attribute, everybody);
    sealed.push({ attribute, sealed: await sealer.seal(org, context, value) });
  }
  return sealed;
};

const saveAll = async (
  tx: Queryable,
  credential: CredentialRecord,
  {
    plan,
    values,
  }: { plan: AttributePlan; values: readonly { attribute: string; sealed: Buffer }[] },
) => {
  const { org, id, modifiedAt: at } = credential;
  await saveAttributes(tx, credential, plan.attributes);
  if (plan.emptied.length > 0) await emptyAttributes(tx, credential, plan.emptied);
  for (const { attribute, sealed } of values)
    await saveValue(tx, { org, credential: id, attribute, user: everybody }, { sealed, at });
};

/**
 * Makes a credential of the asker's, in a locker or in none.
 * @throws vaultErrors.credentialNameTaken, invalid, noExternalStore; notFound or notYours for the locker
 */
export async function createCredential(
  deps: CredentialDeps,
  acting: Acting,
  request: CredentialRequest,
): Promise<string> {
  const asker = await askerOf(deps.directory, acting.principal);
  const now = deps.clock.now();
  const credential: CredentialRecord = {
    id: deps.ids.uuid(),
    org: asker.org,
    name: nameOf(request.name),
    description: request.description ?? '',
    locker: request.lockerId ?? null,
    owner: asker.subject,
    externalPath: externalPathOf(deps, request, null),
    version: 1,
    createdAt: now,
    modifiedAt: now,
  };
  const external = credential.externalPath !== null;
  const plan = planAttributes({ asked: request.attributes, before: [], external, ids: deps.ids });
  const values = await sealAll(deps, credential, plan);
  await deps.db.transaction(async (tx) => {
    if (credential.locker !== null) await enterLocker(tx, asker, credential.locker);
    if (!(await insertCredential(tx, credential)))
      throw vaultErrors.credentialNameTaken({ name: credential.name });
    await saveAll(tx, credential, { plan, values });
    const changes = credentialChanges(null, credential, plan);
    await deps.audit(tx, credentialNote(acting, credential, { action: 'create', changes }));
  });
  return credential.id;
}

/** @throws vaultErrors.notYourCredential */
const requireEditable = (credential: SeenCredential, asker: Asker) => {
  if (!holds(credential, asker, 'editAllCredentials')) throw vaultErrors.notYourCredential();
};

/**
 * Replaces a credential's settings and attributes; values that are not given stay.
 * @throws vaultErrors as {@link createCredential}, notFound, notYourCredential, changedMeanwhile
 */
export async function editCredential(
  deps: CredentialDeps,
  acting: Acting,
  { id, request }: { readonly id: string; readonly request: CredentialRequest },
): Promise<void> {
  const asker = await askerOf(deps.directory, acting.principal);
  const before = await requireCredential(deps, asker, id);
  requireEditable(before, asker);
  if (request.version !== undefined && request.version !== before.version)
    throw vaultErrors.changedMeanwhile();
  const after: CredentialRecord = {
    ...before,
    name: nameOf(request.name),
    description: request.description ?? before.description,
    locker: request.lockerId === undefined ? before.locker : request.lockerId,
    externalPath: externalPathOf(deps, request, before.externalPath),
    version: before.version + 1,
    modifiedAt: deps.clock.now(),
  };
  const plan = planAttributes({
    asked: request.attributes,
    before: before.attributes,
    external: after.externalPath !== null,
    ids: deps.ids,
  });
  const values = await sealAll(deps, after, plan);
  await deps.db.transaction(async (tx) => {
    if (after.locker !== null && after.locker !== before.locker)
      await enterLocker(tx, asker, after.locker);
    const outcome = await updateCredential(tx, after);
    if (outcome === 'nameTaken') throw vaultErrors.credentialNameTaken({ name: after.name });
    if (outcome === 'stale') throw vaultErrors.changedMeanwhile();
    await saveAll(tx, after, { plan, values });
    const changes = credentialChanges(before, after, plan);
    if (Object.keys(changes).length > 0)
      await deps.audit(tx, credentialNote(acting, after, { action: 'update', changes }));
  });
}

/** Deletes a credential that is in no locker, with its values. @throws vaultErrors.notFound, notYourCredential, credentialInLocker */
export async function removeCredential(
  deps: CredentialDeps,
  acting: Acting,
  id: string,
): Promise<void> {
  const asker = await askerOf(deps.directory, acting.principal);
  const credential = await requireCredential(deps, asker, id);
  requireEditable(credential, asker);
  if (credential.locker !== null) throw vaultErrors.credentialInLocker();
  await deps.db.transaction(async (tx) => {
    if (!(await deleteCredential(tx, credential))) throw vaultErrors.changedMeanwhile();
    await deps.audit(tx, credentialNote(acting, credential, { action: 'delete' }));
  });
}
