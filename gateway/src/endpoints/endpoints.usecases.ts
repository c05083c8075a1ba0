import type { EndpointPartRequest, EndpointRequest } from '@tandem/contract';
import type { Clock, Ids } from '@tandem/kit';
import { hashSecret, sealContext } from './endpoints.directory.ts';
import { endpointErrors } from './endpoints.errors.ts';
import type { Catalogue, Endpoint, PartName, Sealer } from './endpoints.model.ts';
import type { EndpointStore } from './endpoints.store.ts';
import { type CheckedPart, checkPart } from './settings.rules.ts';

export type EndpointDeps = {
  readonly store: EndpointStore;
  readonly sealer: Sealer;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ids: Ids;
};

type Draft = Pick<Endpoint, 'bot' | 'handover' | 'secrets'>;

/** Checks both parts and seals what is new; secrets of a part that stays as it was are kept. */
const draftOf = async (
  deps: EndpointDeps,
  { id, org, secrets, kinds }: Pick<Endpoint, 'id' | 'org' | 'secrets'> & { kinds: Kinds },
  request: EndpointRequest,
): Promise<Draft> => {
  const check = (part: PartName, asked: EndpointPartRequest): CheckedPart => {
    // Another kind may name a setting alike; its secret must not slip over.
    const kept = kinds[part] === asked.kind ? Object.keys(secrets) : [];
    const known = part === 'bot' ? deps.catalogue.bots : deps.catalogue.handover;
    const checked = checkPart({ part, request: asked, kinds: known, stored: kept });
    const names = checked.secretNames.filter((name) => kept.includes(name));
    return { ...checked, secretNames: names };
  };
  const bot = check('bot', request.bot);
  const handover = request.handover ? check('handover', request.handover) : null;
  const sealed = Object.fromEntries(
    [bot, handover].flatMap((part) =>
      (part?.secretNames ?? []).map((name) => [name, secrets[name] as string]),
    ),
  );
  for (const [name, text] of Object.entries({ ...bot.newSecrets, ...handover?.newSecrets }))
    sealed[name] = await deps.sealer.seal({ org, context: sealContext(id, name), text });
  return { bot: bot.config, handover: handover?.config ?? null, secrets: sealed };
};

type Kinds = Readonly<Record<PartName, string | undefined>>;

/** @throws endpointErrors.unknownKind, settingMissing, settingInvalid, nameTaken */
export async function createEndpoint(
  deps: EndpointDeps,
  { org, request }: { org: string; request: EndpointRequest },
): Promise<Endpoint> {
  const id = deps.ids.uuid();
  const kinds = { bot: undefined, handover: undefined };
  const draft = await draftOf(deps, { id, org, secrets: {}, kinds }, request);
  const now = deps.clock.now();
  const endpoint: Endpoint = {
    ...draft,
    id,
    org,
    name: request.name.trim(),
    token: deps.ids.token(24),
    secretHash: null,
    locale: request.locale ?? 'en',
    active: request.active ?? true,
    version: 1,
    createdAt: now,
    modifiedAt: now,
  };
  if (!(await deps.store.insert(endpoint))) throw endpointErrors.nameTaken({ name: endpoint.name });
  return endpoint;
}

/** @throws endpointErrors.notFound, and those of {@link createEndpoint} */
export async function updateEndpoint(
  deps: EndpointDeps,
  { org, id, request }: { org: string; id: string; request: EndpointRequest },
): Promise<Endpoint> {
  const before = await findEndpoint(deps, { org, id });
  const kinds = { bot: before.bot.kind, handover: before.handover?.kind };
  const draft = await draftOf(deps, { ...before, kinds }, request);
  const after: Endpoint = {
    ...before,
    ...draft,
    name: request.name.trim(),
    locale: request.locale ?? before.locale,
    active: request.active ?? before.active,
    version: before.version + 1,
    modifiedAt: deps.clock.now(),
  };
  if (!(await deps.store.update(after))) throw endpointErrors.nameTaken({ name: after.name });
  return after;
}

/** @throws endpointErrors.notFound also for an endpoint of another organisation */
export async function findEndpoint(
  { store }: Pick<EndpointDeps, 'store'>,
  { org, id }: { org: string; id: string },
): Promise<Endpoint> {
  const endpoint = await store.find(org, id);
  if (!endpoint) throw endpointErrors.notFound();
  return endpoint;
}

/** Makes the Direct Line secret anew; only its hash is kept. @throws endpointErrors.notFound */
export async function renewDirectLineSecret(
  deps: EndpointDeps,
  { org, id }: { org: string; id: string },
): Promise<string> {
  const before = await findEndpoint(deps, { org, id });
  const secret = deps.ids.token(32);
  await deps.store.update({
    ...before,
    secretHash: hashSecret(secret),
    modifiedAt: deps.clock.now(),
  });
  return secret;
}
