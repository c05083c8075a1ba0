import type { SecretSourceRequest } from '@tandem/contract';
import { type CompiledFlow, compileFlow } from '../compile.ts';
import type { FlowDocument, FlowValue } from '../flow.model.ts';
import { withOpenInitials } from '../initial-secrets.ts';
import {
  type By,
  checkSavable,
  flowErrors,
  givenSecret,
  refused,
  replaceSecrets,
  requireResources,
  type SecretPlace,
  secretsOf,
  validateOptionsOf,
  withSavedSecrets,
} from '../library/index.ts';
import { isSecretReference } from '../secrets.ts';
import type { SimulationDeps } from './simulation.model.ts';

type Secret = Readonly<Record<string, FlowValue>>;

/** Whether the secret is the caller's to use now: a typed text, or a credential he names. */
const isAsked = (secret: Secret): boolean =>
  secret['kind'] === 'credential' ||
  (secret['kind'] === 'insecure' && typeof secret['value'] === 'string');

/**
 * The draft with its secrets as a saved flow has them: typed ones sealed, credentials those of lockers whose consumer
 * the caller is. Whoever may not use a credential cannot have the simulator use it for him.
 * @throws what the vault throws: unknownSecret, notAConsumer, insecureForbidden
 */
const withOwnSecrets = async (
  deps: SimulationDeps,
  by: By,
  { document, flow }: { readonly document: FlowDocument; readonly flow: string },
): Promise<FlowDocument> => {
  const own = new Map<SecretPlace, FlowValue>();
  for (const [place, secret] of secretsOf(document)) {
    if (!isAsked(secret) || !isSecretReference(secret)) continue;
    const { source } = await givenSecret(deps, by, {
      ...{ flow: { id: flow, name: '' }, place, stored: null },
      asked: secret as SecretSourceRequest,
    });
    own.set(place, source);
  }
  return replaceSecrets(document, (secret, place) => own.get(place) ?? secret);
};

/**
 * A draft, checked and ready to run. Recommendations do not hold it up.
 * @throws flowErrors.malformed, kindUnsupported, unrunnable (400) with every problem in its details; resourceForbidden (403)
 */
export const prepareDraft = async (
  deps: SimulationDeps,
  by: By,
  draft: { readonly id: string; readonly document: unknown; readonly flowId?: string | undefined },
): Promise<CompiledFlow> => {
  const { org } = by.principal;
  const whole = (await withSavedSecrets(deps, org, draft)) as FlowDocument | null;
  const document = checkSavable(whole, whole?.kind ?? 'automation');
  const { kind } = document;
  if (!deps.kinds.includes(kind))
    throw flowErrors.kindUnsupported({ kind, kinds: deps.kinds.join(', ') });
  await requireResources(deps, by, document);
  const { flow, problems } = compileFlow(document, await validateOptionsOf(deps, org));
  if (!flow) throw refused('unrunnable', problems);
  const own = await withOwnSecrets(deps, by, { document, flow: draft.flowId ?? draft.id });
  const opened = await withOpenInitials(own, (secret) => deps.services.openSecret(org, secret));
  return compiledAgain(opened);
};

/** A draft that was checked when its simulation began. */
export const compiledAgain = (document: FlowDocument): CompiledFlow => {
  const { flow, problems } = compileFlow(document, { published: true });
  if (!flow) throw refused('unrunnable', problems);
  return flow;
};
