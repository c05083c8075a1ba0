import { isUuid } from '@tandem/kit';
import { everybody, findValue, valueContext } from '../credentials/index.ts';
import { pathOf } from '../external/index.ts';
import { vaultErrors } from '../vault.errors.ts';
import type { VaultParts } from '../vault.types.ts';
import type { UseCounter } from './use-counter.ts';

/** Which secret: credential and attribute by id or by name. */
export type WhichSecret = {
  readonly credential: string;
  readonly attribute: string;
  /** Whose value of a user-provided attribute. */
  readonly userId?: string | null | undefined;
  /** Name of the flow that needs it. */
  readonly flow?: string | null | undefined;
};

export type ResolveDeps = Pick<VaultParts, 'db' | 'sealer' | 'external'> & {
  /** Path of the external store below which organisations have theirs. */
  readonly externalPrefix: string;
  readonly uses: UseCounter;
};

export type PerUserAttribute = {
  readonly credential: string;
  readonly credentialName: string;
  readonly attribute: string;
  readonly attributeName: string;
};

type Found = {
  readonly credential: string;
  readonly credentialName: string;
  readonly externalPath: string | null;
  readonly attribute: string;
  readonly attributeName: string;
  readonly input: 'standard' | 'userProvided';
};

const find = async ({ db }: ResolveDeps, org: string, which: WhichSecret) => {
  const id = (text: string) => (isUuid(text) ? text : null);
  const [found] = await db.query<Found>(
    `select c.id as credential, c.name as "credentialName", c.external_path as "externalPath",
       a.id as attribute, a.name as "attributeName", a.input
     from credential c join credential_attribute a on a.org = c.org and a.credential = c.id
     where c.org = $1 and c.locker is not null and (c.id = $2::uuid or lower(c.name) = lower($3))
       and (a.id = $4::uuid or lower(a.name) = lower($5))`,
    [org, id(which.credential), which.credential, id(which.attribute), which.attribute],
  );
  return found ?? null;
};

/** Names of a credential and its attribute, each given by id or name; null when the organisation has none such. */
export async function secretNames(
  deps: ResolveDeps,
  org: string,
  which: Pick<WhichSecret, 'credential' | 'attribute'>,
): Promise<{ readonly credential: string; readonly attribute: string } | null> {
  const found = await find(deps, org, which);
  return found && { credential: found.credentialName, attribute: found.attributeName };
}

/** Attributes that each user fills in, with their credentials. */
export const perUserAttributes = (
  { db }: Pick<ResolveDeps, 'db'>,
  org: string,
): Promise<readonly PerUserAttribute[]> =>
  db.query<PerUserAttribute>(
    `select c.id as credential, c.name as "credentialName", a.id as attribute, a.name as "attributeName"
     from credential c join credential_attribute a on a.org = c.org and a.credential = c.id
     where c.org = $1 and c.locker is not null and a.input = 'userProvided'`,
    [org],
  );

const readExternal = async (
  { external, externalPrefix }: ResolveDeps,
  org: string,
  { path, name }: { readonly path: string; readonly name: string },
): Promise<string | null> => {
  if (!external) throw vaultErrors.noExternalStore();
  const values = await external.read(pathOf(externalPrefix, org, path));
  return values && Object.hasOwn(values, name) ? (values[name] ?? null) : null;
};

/**
 * Opens one secret, for flows and connections; each use is counted. Whether somebody may use it is decided when the
 * reference to it is saved. What it answers is never logged, stored or shown.
 * @throws vaultErrors.unknownSecret, noValue, noExternalStore, externalFailed
 */
export async function resolveSecret(
  deps: ResolveDeps,
  org: string,
  which: WhichSecret,
): Promise<string> {
  const found = await find(deps, org, which);
  if (!found) throw vaultErrors.unknownSecret({ name: `${which.credential} / ${which.attribute}` });
  const { credential, attribute, externalPath } = found;
  const names = { credential: found.credentialName, attribute: found.attributeName };
  const missing = () => vaultErrors.noValue(names);
  const user = found.input === 'standard' ? everybody : which.userId;
  if (!user) throw vaultErrors.userNeeded(names);
  if (!isUuid(user)) throw missing();
  const open = async () => {
    if (externalPath !== null)
      return readExternal(deps, org, { path: externalPath, name: found.attributeName });
    const sealed = await findValue(deps.db, { org, credential, attribute, user });
    return sealed && deps.sealer.open(org, valueContext(credential, attribute, user), sealed);
  };
  const secret = await open();
  if (secret === null) throw missing();
  const by = which.userId && isUuid(which.userId) ? which.userId : null;
  deps.uses.note({ org, credential, attribute, user, by, flow: which.flow ?? null });
  return secret;
}
