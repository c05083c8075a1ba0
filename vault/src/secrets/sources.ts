import type {
  AuditNote,
  CredentialSource,
  SecretSourceRequest,
  StoredSecretSource,
} from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import { askerOf } from '../access.ts';
import { findCredential, mayUse } from '../credentials/index.ts';
import { nameKey } from '../names.rules.ts';
import { readPolicy } from '../policy/index.ts';
import { vaultErrors } from '../vault.errors.ts';
import { type Acting, actorOf, type VaultParts } from '../vault.types.ts';
import { type ResolveDeps, resolveSecret } from './resolve.ts';

/** A secret field of something that another package saves. */
export type KeepSource = {
  readonly asked: SecretSourceRequest;
  /** What is stored in the field now. */
  readonly stored: StoredSecretSource | null;
  /** What an insecure string is sealed for, such as `connection/<id>/client-secret`. */
  readonly context: string;
  /** What the field belongs to, for the audit log. */
  readonly entity: AuditNote['entity'];
  readonly field: string;
};

/** What to store, and what to tell the audit log in the same transaction; null when there is nothing to tell. */
export type KeptSource = { readonly source: StoredSecretSource; readonly note: AuditNote | null };

export type SourceDeps = VaultParts & ResolveDeps;

/** References are kept as ids: a new name does not break them. */
const keepCredential = async (
  deps: SourceDeps,
  { principal }: Acting,
  { credential, attribute }: CredentialSource,
): Promise<CredentialSource> => {
  const asker = await askerOf(deps.directory, principal);
  const by = isUuid(credential) ? { id: credential } : { name: credential };
  const found = await findCredential(deps.db, asker, { ...by, now: deps.clock.now() });
  if (!found) throw vaultErrors.unknownSecret({ name: credential });
  if (!mayUse(found, asker)) throw vaultErrors.notAConsumer();
  const one = found.attributes.find(
    ({ id, name }) => id === attribute || nameKey(name) === nameKey(attribute),
  );
  if (!one) throw vaultErrors.unknownSecret({ name: `${found.name} / ${attribute}` });
  return { kind: 'credential', credential: found.id, attribute: one.id };
};

const keepInsecure = async (
  deps: SourceDeps,
  { principal, correlationId }: Acting,
  { asked, stored, context, entity, field }: KeepSource,
): Promise<KeptSource> => {
  const value = asked.kind === 'insecure' ? asked.value : undefined;
  if (value === undefined) {
    if (stored?.kind !== 'insecure') throw vaultErrors.insecureMissing();
    return { source: stored, note: null };
  }
  const { insecureStrings } = await readPolicy(deps.db, principal.org);
  if (insecureStrings === 'forbidden') throw vaultErrors.insecureForbidden();
  const sealed = await deps.sealer.seal(principal.org, context, value);
  return {
    source: { kind: 'insecure', sealed: sealed.toString('base64') },
    note: {
      org: principal.org,
      actor: actorOf(principal),
      correlationId,
      action: 'insecureString',
      entity,
      changes: { [field]: {} },
    },
  };
};

/**
 * Checks what somebody gives for a secret field and makes of it what may be stored.
 * @throws vaultErrors.unknownSecret, notAConsumer, insecureForbidden, insecureMissing
 */
export async function keepSource(
  deps: SourceDeps,
  acting: Acting,
  input: KeepSource,
): Promise<KeptSource> {
  const { asked } = input;
  if (asked.kind === 'insecure') return keepInsecure(deps, acting, input);
  if (asked.kind === 'variable')
    return { source: { kind: 'variable', name: asked.name }, note: null };
  return { source: await keepCredential(deps, acting, asked), note: null };
}

/**
 * Opens what a secret field stands for.
 * @param input.variable value of a variable where the field is used; null when there is none
 * @throws vaultErrors as {@link resolveSecret}, unknownVariable
 */
export async function resolveSource(
  deps: ResolveDeps,
  org: string,
  input: {
    readonly source: StoredSecretSource;
    readonly context: string;
    /** Whose value, of an attribute that each user fills in. */
    readonly userId?: string | null;
    /** Name of the flow that needs it. */
    readonly flow?: string | null;
    readonly variable: (name: string) => string | null | Promise<string | null>;
  },
): Promise<string> {
  const { source, context, userId, flow } = input;
  if (source.kind === 'credential') return resolveSecret(deps, org, { ...source, userId, flow });
  if (source.kind === 'insecure')
    return deps.sealer.open(org, context, Buffer.from(source.sealed, 'base64'));
  const value = await input.variable(source.name);
  if (value === null) throw vaultErrors.unknownVariable({ name: source.name });
  return value;
}
