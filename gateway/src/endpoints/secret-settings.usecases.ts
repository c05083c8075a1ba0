import type { AuditNote, SecretSourceRequest, StoredSecretSource } from '@tandem/contract';
import type { Act, Endpoint, EndpointSecrets, Sealer } from './endpoints.model.ts';
import { sealContext } from './open-endpoint.ts';
import type { CheckedPart } from './settings.rules.ts';

type SecretDeps = { readonly secrets: EndpointSecrets; readonly sealer: Sealer };

/** An endpoint before the change; without secrets it is a new one. */
type Holder = Pick<Endpoint, 'id' | 'org'> & Partial<Pick<Endpoint, 'secrets' | 'secretSources'>>;

/** What holds the secrets: an endpoint, unless it says otherwise. */
export type SecretHolder = {
  readonly type: AuditNote['entity']['type'];
  /** Binds a sealed setting to its place. */
  readonly context: (id: string, name: string) => string;
};

const anEndpoint: SecretHolder = { type: 'endpoint', context: sealContext };

type NewSecret = {
  readonly name: string;
  readonly asked: SecretSourceRequest;
  readonly act: Act;
  /** Name of what holds it. */
  readonly of: string;
  readonly holder: SecretHolder;
};

/** What is stored of a new secret. What the product gives itself is sealed, whatever people may do. */
const keepSecret = async (
  { secrets, sealer }: SecretDeps,
  { id, org }: Holder,
  { name, asked, act, of, holder }: NewSecret,
): Promise<{ readonly source: StoredSecretSource; readonly note: AuditNote | null }> => {
  const { principal, correlationId = '' } = act;
  const context = holder.context(id, name);
  if (principal) {
    const entity = { type: holder.type, id, name: of };
    const field = { asked, stored: null, context, entity, field: name };
    return secrets.keep({ principal, correlationId }, field);
  }
  if (asked.kind !== 'insecure') return { source: asked, note: null };
  const sealed = await sealer.seal({ org, context, text: asked.value ?? '' });
  return { source: { kind: 'insecure', sealed }, note: null };
};

const only = <Value>(values: Readonly<Record<string, Value>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));

type GivenSecrets = {
  readonly parts: readonly CheckedPart[];
  readonly act: Act;
  /** Name of what holds them. */
  readonly of: string;
  readonly holder?: SecretHolder;
};

/**
 * Secrets as they are to be stored: those that stay, and new ones; `notes` belong into the audit log with the change.
 * @throws the vault's public errors: a credential that may not be used, an insecure string that is forbidden
 */
export const secretsOf = async (
  deps: SecretDeps,
  before: Holder,
  { parts, of, act, holder = anEndpoint }: GivenSecrets,
) => {
  const kept = parts.flatMap(({ keptSecrets }) => keptSecrets);
  const secrets = only(before.secrets ?? {}, kept);
  const secretSources = only(before.secretSources ?? {}, kept);
  const notes: AuditNote[] = [];
  for (const { newSecrets } of parts)
    for (const [name, asked] of Object.entries(newSecrets)) {
      const made = { name, asked, act, of, holder };
      const { source, note } = await keepSecret(deps, before, made);
      if (source.kind === 'insecure') secrets[name] = source.sealed;
      else secretSources[name] = source;
      if (note) notes.push(note);
    }
  return { stored: { secrets, secretSources }, notes };
};
