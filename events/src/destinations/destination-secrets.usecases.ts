import type {
  AuditNote,
  DestinationRequest,
  SecretSourceRequest,
  StoredSecretSource,
} from '@tandem/contract';
import { type DestinationRecord, destinationSecretContext } from './destination.types.ts';
import type { DestinationKind } from './destination-kinds.ts';
import type { Acting, DestinationDeps } from './destinations.deps.ts';
import { destinationErrors } from './destinations.errors.ts';

type Stored = Pick<DestinationRecord, 'secrets' | 'secretSources'>;

/** Secrets as they are stored, by setting. */
export const storedSecrets = ({ secrets, secretSources }: Stored) =>
  ({
    ...secretSources,
    ...Object.fromEntries(
      Object.entries(secrets).map(([name, sealed]) => [name, { kind: 'insecure', sealed }]),
    ),
  }) as Readonly<Record<string, StoredSecretSource>>;

/** The two columns of stored secrets: what is sealed here, and what stands elsewhere. */
export const secretColumns = (stored: Readonly<Record<string, StoredSecretSource>>): Stored => {
  const [secrets, secretSources]: [
    Record<string, string>,
    Record<string, Exclude<StoredSecretSource, { kind: 'insecure' }>>,
  ] = [{}, {}];
  for (const [name, source] of Object.entries(stored))
    if (source.kind === 'insecure') secrets[name] = source.sealed;
    else secretSources[name] = source;
  return { secrets, secretSources };
};

const isKept = (asked: SecretSourceRequest) =>
  asked.kind === 'insecure' && asked.value === undefined;

/** Names of the secrets of a request that stay as they are. */
export const keptSecrets = (request: DestinationRequest) =>
  Object.entries(request.secrets ?? {}).flatMap(([name, asked]) => (isKept(asked) ? [name] : []));

const requireForm = (kind: DestinationKind, name: string, asked: SecretSourceRequest) => {
  const field = kind.fields.find((one) => one.secret && one.name === name);
  if (!field || asked.kind !== 'insecure' || asked.value === undefined) return;
  if (!asked.value.trim()) throw destinationErrors.settingMissing({ label: field.label, name });
  if (!field.pattern) return;
  if (new RegExp(field.pattern, 'u').test(asked.value)) return;
  const problem = `it must match ${field.pattern}`;
  throw destinationErrors.settingInvalid({ label: field.label, name, problem });
};

type Given = {
  readonly kind: DestinationKind;
  readonly request: DestinationRequest;
  readonly destination: { readonly id: string; readonly name: string };
  readonly before: Readonly<Record<string, StoredSecretSource>>;
};

/**
 * What is to be stored of the secrets of a request. Those that the kind does not know are left out.
 * @throws destinationErrors.settingInvalid, and the vault's
 */
export const keepSecrets = async (
  { secrets }: DestinationDeps,
  by: Acting,
  { kind, request, destination, before }: Given,
): Promise<{
  readonly stored: Readonly<Record<string, StoredSecretSource>>;
  readonly notes: readonly AuditNote[];
}> => {
  const known = new Set(kind.fields.filter(({ secret }) => secret).map(({ name }) => name));
  const asked = Object.entries(request.secrets ?? {}).filter(([name]) => known.has(name));
  for (const [name, one] of asked) requireForm(kind, name, one);
  const { id, name: label } = destination;
  const kept = await Promise.all(
    asked.map(async ([name, one]) => {
      const input = {
        ...{
          asked: one,
          stored: before[name] ?? null,
          context: destinationSecretContext(id, name),
        },
        ...{ entity: { type: 'destination', id, name: label } as const, field: name },
      };
      return [name, await secrets.keep(by, input)] as const;
    }),
  );
  return {
    stored: Object.fromEntries(kept.map(([name, { source }]) => [name, source])),
    notes: kept.flatMap(([, { note }]) => note ?? []),
  };
};
