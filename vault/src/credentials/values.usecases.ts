import { askerOf } from '../access.ts';
import { vaultErrors } from '../vault.errors.ts';
import type { Acting } from '../vault.types.ts';
import { credentialNote } from './credential-audit.rules.ts';
import { holds, valueContext } from './credentials.model.ts';
import { type CredentialDeps, requireCredential } from './credentials.usecases.ts';
import { removeValue, saveValue } from './values.store.ts';

type Which = { readonly credential: string; readonly attribute: string };

/** The caller's own value: of which credential, attribute and user. */
const ownValue = async (deps: CredentialDeps, { principal }: Acting, which: Which) => {
  const asker = await askerOf(deps.directory, principal);
  if (!asker.userId) throw vaultErrors.onlyUsers();
  const credential = await requireCredential(deps, asker, which.credential);
  if (!holds(credential, asker, 'supplyValues')) throw vaultErrors.notAConsumer();
  const attribute = credential.attributes.find(({ id }) => id === which.attribute);
  if (!attribute) throw vaultErrors.notFound();
  if (attribute.input !== 'userProvided') throw vaultErrors.notUserProvided();
  const key = { org: asker.org, credential: credential.id, attribute: attribute.id };
  return { credential, attribute, key: { ...key, user: asker.userId } };
};

/**
 * Keeps the caller's own value of a user-provided attribute.
 * @throws vaultErrors.onlyUsers, notFound, notAConsumer, notUserProvided
 */
export async function supplyValue(
  deps: CredentialDeps,
  acting: Acting,
  { value, ...which }: Which & { readonly value: string },
): Promise<void> {
  const { credential, attribute, key } = await ownValue(deps, acting, which);
  const context = valueContext(credential.id, attribute.id, key.user);
  const sealed = await deps.sealer.seal(key.org, context, value);
  await deps.db.transaction(async (tx) => {
    // The attribute must not become everybody's, or go, between the look at it and now.
    const [still] = await tx.query(
      `select 1 from credential_attribute
       where org = $1 and credential = $2 and id = $3 and input = 'userProvided' for share`,
      [key.org, credential.id, attribute.id],
    );
    if (!still) throw vaultErrors.changedMeanwhile();
    await saveValue(tx, key, { sealed, at: deps.clock.now() });
    const changes = { values: { to: [attribute.name] } };
    await deps.audit(tx, credentialNote(acting, credential, { action: 'value', changes }));
  });
}

/** Removes the caller's own value. @throws as {@link supplyValue} */
export async function withdrawValue(
  deps: CredentialDeps,
  acting: Acting,
  which: Which,
): Promise<void> {
  const { credential, attribute, key } = await ownValue(deps, acting, which);
  await deps.db.transaction(async (tx) => {
    if (!(await removeValue(tx, key))) return;
    const changes = { values: { from: [attribute.name] } };
    await deps.audit(tx, credentialNote(acting, credential, { action: 'value', changes }));
  });
}
