import type { AuditNote, SecretSourceRequest } from '@tandem/contract';
import { isUuid, PublicError } from '@tandem/kit';
import type { FlowDocument, FlowValue } from '../flow.model.ts';
import { initialSecretOf } from '../initial-secrets.ts';
import {
  contextOfSecret,
  flowSecretContext,
  isSecretReference,
  type SealedSecret,
  type StoredSecret,
} from '../secrets.ts';
import { checkShape } from '../validation/index.ts';
import { convert } from '../variable-types.ts';
import {
  replaceSecrets,
  type SecretPlace,
  secretsOf,
  storedAt,
  withStoredSecrets,
} from './flow-secrets.rules.ts';
import { findFlow, findVersion } from './flows.store.ts';
import { flowErrors } from './library.errors.ts';
import type { By, FlowServices, LibraryDeps, Named } from './library.model.ts';
import { keepableSecrets } from './secret-destinations.rules.ts';

/**
 * A draft with the sealed strings that are stored with the flow's saved version, and no others; as it is when it is no
 * document.
 */
export async function withSavedSecrets(
  { db }: Pick<LibraryDeps, 'db'>,
  org: string,
  { document, flowId }: { readonly document: unknown; readonly flowId?: string | undefined },
): Promise<unknown> {
  if (checkShape(document).length > 0) return document;
  const flow = isUuid(flowId ?? '') ? await findFlow(db, org, flowId ?? '') : null;
  const saved = flow?.savedVersion ? await findVersion(db, flow.id, flow.savedVersion) : null;
  const draft = document as FlowDocument;
  return withStoredSecrets(draft, keepableSecrets(saved?.document ?? null, draft));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const legacyValue = (secret: Readonly<Record<string, FlowValue>> | undefined) =>
  secret?.['kind'] === 'insecure' && typeof secret['value'] === 'string' ? secret['value'] : null;

type Kept = { readonly source: FlowValue; readonly note: AuditNote | null };

const unfinished = (secret: Readonly<Record<string, FlowValue>>): FlowValue =>
  secret['kind'] === 'insecure' ? { kind: 'insecure' } : secret;

/** Sealed, nobody sees any more that a value does not fit. @throws flowErrors.badRequest (400), without the value */
export const requireFitting = ({ variables }: FlowDocument): void => {
  for (const variable of variables) {
    const value = initialSecretOf(variable)?.value;
    if (value === undefined || convert(variable.type, value)) continue;
    const problem = `variables.${variable.name}.initial: is no ${variable.type}.`;
    throw flowErrors.badRequest({ problem });
  }
};

type Place = { readonly flow: Named; readonly place: SecretPlace };

/** A stored string for a place; what cannot be opened is to be typed in again. */
const moved = async (
  { services }: Pick<LibraryDeps, 'services'>,
  { principal: { org } }: By,
  { secret, flow, place }: Place & { readonly secret: SealedSecret },
): Promise<FlowValue> => {
  const context = flowSecretContext(flow.id, place);
  if (contextOfSecret(secret) === context) return { ...secret };
  try {
    const sealed = await services.resealSecret(org, secret, context);
    return { kind: 'insecure', sealed, context };
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    return { kind: 'insecure' };
  }
};

/** A secret that is given anew, checked and sealed for its place. @throws what the vault throws */
export const givenSecret = async (
  { services }: { readonly services: Pick<FlowServices, 'keepSecret'> },
  by: By,
  given: Place & { readonly asked: SecretSourceRequest; readonly stored: StoredSecret | null },
): Promise<Kept> => {
  const { flow, place, asked, stored } = given;
  const context = flowSecretContext(flow.id, place);
  const { source, note } = await services.keepSecret(by, {
    ...{ asked, stored, context, field: place },
    entity: { type: 'flow', id: flow.id, name: flow.name },
  });
  return { source: source.kind === 'insecure' ? { ...source, context } : { ...source }, note };
};

/**
 * Checks and seals the secrets of a document that is saved. What stands where it stood is kept without asking again,
 * so that whoever may not use a credential can still edit the rest of the flow; not where it would go elsewhere now.
 * @param input.before the version it was made from; null for the first.
 * @throws flowErrors.badRequest (400), and what the vault throws: unknownSecret, notAConsumer, insecureForbidden
 */
export async function keepSecrets(
  deps: Pick<LibraryDeps, 'services'>,
  by: By,
  input: {
    readonly flow: Named;
    readonly document: FlowDocument;
    readonly before: FlowDocument | null;
  },
): Promise<{ readonly document: FlowDocument; readonly notes: readonly AuditNote[] }> {
  const { flow, document } = input;
  requireFitting(document);
  const before = keepableSecrets(input.before, document);
  const keep = async (
    place: SecretPlace,
    secret: Readonly<Record<string, FlowValue>>,
  ): Promise<Kept> => {
    const stored = storedAt(before, place);
    const typed = legacyValue(secret) ?? legacyValue(before.get(place));
    if (secret['kind'] === 'insecure' && !typed) {
      const isStored = stored?.kind === 'insecure';
      const source = isStored ? moved(deps, by, { secret: stored, flow, place }) : null;
      return { source: (await source) ?? unfinished(secret), note: null };
    }
    const asked =
      typed && secret['kind'] === 'insecure' ? { kind: 'insecure', value: typed } : secret;
    if (!isSecretReference(asked) || same(asked, stored))
      return { source: unfinished(secret), note: null };
    return givenSecret(deps, by, {
      ...{ flow, place, stored },
      asked: asked as SecretSourceRequest,
    });
  };
  const kept = new Map<SecretPlace, Kept>();
  for (const [place, secret] of secretsOf(document)) kept.set(place, await keep(place, secret));
  return {
    document: replaceSecrets(document, (secret, place) => kept.get(place)?.source ?? secret),
    notes: [...kept.values()].flatMap(({ note }) => note ?? []),
  };
}
