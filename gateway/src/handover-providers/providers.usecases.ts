import type { HandoverProviderRequest, HandoverProviderUse } from '@tandem/contract';
import { type AuditChange, type AuditNote, handoverProviderKind } from '@tandem/contract';
import { flowsNaming } from '@tandem/flows';
import type { Clock, Database, Ids, Queryable } from '@tandem/kit';
import {
  type Act,
  type Catalogue,
  checkPart,
  type EndpointSecrets,
  heldChanges,
  leftBehind,
  type NoteAudit,
  partFields,
  type Sealer,
  secretsOf,
  settingsNamed,
} from '../endpoints/index.ts';
import { botConnectorKind } from '../handover/index.ts';
import { providerSecretHolder } from './provider-secrets.ts';
import { providerErrors } from './providers.errors.ts';
import type { ProviderRecord } from './providers.model.ts';
import {
  endpointsUsingProvider,
  findProvider,
  insertProvider,
  lockProvider,
  updateProvider,
} from './providers.store.ts';
import { countRunning } from './running.store.ts';

export type ProviderDeps = {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly secrets: EndpointSecrets;
  readonly catalogue: Catalogue;
  readonly audit: NoteAudit;
  readonly clock: Clock;
  readonly ids: Ids;
};

type Of = { readonly org: string; readonly id: string };
type Asked = { readonly request: HandoverProviderRequest; readonly act: Act };
type Before = Pick<ProviderRecord, 'id' | 'org'> & Partial<ProviderRecord>;

/** Kinds that have settings of their own, and an address that is not the endpoint's. */
const kindsOf = ({ catalogue }: ProviderDeps): Catalogue => ({
  ...catalogue,
  handover: catalogue.handover.filter(
    ({ kind }) => kind !== handoverProviderKind && kind !== botConnectorKind,
  ),
});

/** @throws providerErrors.nameReserved */
const nameOf = (deps: ProviderDeps, asked: string): string => {
  const name = asked.normalize('NFC').trim();
  const taken = deps.catalogue.handover.flatMap(({ kind, label }) => [kind, label]);
  if (name === '' || taken.some((one) => one.toLowerCase() === name.toLowerCase()))
    throw providerErrors.nameReserved({ name });
  return name;
};

/** Checks the settings and keeps what is new; secrets stay where their address and kind stay. */
const draftOf = async (deps: ProviderDeps, before: Before, { request, act }: Asked) => {
  const { kind, settings = {}, secrets = {}, secretSources = {} } = before;
  const known = kind === request.kind ? { kind, settings } : null;
  const sealed = known ? Object.keys(secrets) : [];
  const stored = known ? [...sealed, ...Object.keys(secretSources)] : [];
  const catalogue = kindsOf(deps);
  const part = checkPart({
    ...{ part: 'handover' as const, request, before: known },
    ...{ stored, sealed, catalogue },
  });
  const name = nameOf(deps, request.name);
  const given = { parts: [part], of: name, act, holder: providerSecretHolder };
  const kept = await secretsOf(deps, { ...before, secrets, secretSources }, given);
  return { draft: { name, ...part.config, ...kept.stored }, notes: kept.notes };
};

/** A note of the audit log about a provider. */
export const noteOf = (
  { org, id, name }: Pick<ProviderRecord, 'org' | 'id' | 'name'>,
  act: Act,
  what: Pick<AuditNote, 'action' | 'changes'>,
): AuditNote => ({
  ...{ org, actor: act.actor, ...what },
  ...(act.correlationId === undefined ? {} : { correlationId: act.correlationId }),
  entity: { type: 'handoverProvider', id, name },
});

const fieldsOf = (provider: ProviderRecord) => ({
  name: provider.name,
  ...partFields('handover', provider),
});

const changesOf = (
  before: ProviderRecord | null,
  after: ProviderRecord,
): Readonly<Record<string, AuditChange>> =>
  heldChanges(before && { held: before, fields: fieldsOf(before) }, {
    held: after,
    fields: fieldsOf(after),
  });

/**
 * @throws providerErrors.nameTaken (409), nameReserved (400); endpointErrors.unknownKind, settingMissing,
 * settingInvalid (400), and the vault's
 */
export async function createProvider(
  deps: ProviderDeps,
  { org, ...asked }: Asked & { readonly org: string },
): Promise<ProviderRecord> {
  const id = deps.ids.uuid();
  const { draft, notes } = await draftOf(deps, { id, org }, asked);
  const now = deps.clock.now();
  const made = { ...draft, id, org, version: 1, createdAt: now, modifiedAt: now };
  await deps.db.transaction(async (tx) => {
    if (!(await insertProvider(tx, made))) throw providerErrors.nameTaken({ name: made.name });
    await deps.audit(
      tx,
      noteOf(made, asked.act, { action: 'create', changes: changesOf(null, made) }),
    );
    for (const note of notes) await deps.audit(tx, note);
  });
  return made;
}

/** @throws providerErrors.notFound also for a provider of another organisation */
export async function requireProvider(
  { db }: { readonly db: Queryable },
  { org, id }: Of,
): Promise<ProviderRecord> {
  const found = await findProvider(db, org, id);
  if (!found) throw providerErrors.notFound();
  return found;
}

/** Flows of the organisation whose saved, published or labelled version names the provider. */
const flowsUsing = async (
  db: Queryable,
  { org, id, name }: Pick<ProviderRecord, 'org' | 'id' | 'name'>,
): Promise<readonly HandoverProviderUse[]> =>
  (await flowsNaming(db, org, { resource: 'handoverProvider', id, name })).map((flow) => ({
    ...{ kind: 'flow' as const, id: flow.id, name: flow.name },
  }));

/** What names the provider. */
export const usesOfProvider = async (
  db: Queryable,
  provider: Pick<ProviderRecord, 'org' | 'id' | 'name'>,
): Promise<readonly HandoverProviderUse[]> => {
  const endpoints = await endpointsUsingProvider(db, provider.org, provider.id);
  return [
    ...endpoints.map(({ id, name }) => ({ kind: 'endpoint' as const, id, name })),
    ...(await flowsUsing(db, provider)),
  ];
};

const mostNamed = 10;

/** What uses a provider, in the words of an error and by kind, for words in other languages. */
export const inWords = (uses: readonly HandoverProviderUse[]) => {
  const named = uses.slice(0, mostNamed);
  const more = uses.length - named.length;
  const words = named.map(({ kind, name }) => `the ${kind} "${name}"`);
  const namesOf = (wanted: HandoverProviderUse['kind']) =>
    named.flatMap(({ kind, name }) => (kind === wanted ? [`"${name}"`] : [])).join(', ');
  return {
    uses: [...words, ...(more > 0 ? [`${more} more`] : [])].join(', '),
    endpoints: namesOf('endpoint'),
    flows: namesOf('flow'),
    more: String(more),
  };
};

/** A flow that says the name would hand over to nobody: the name stays as long as one does. @throws providerErrors.named */
const requireFreeName = async (db: Queryable, before: ProviderRecord, name: string) => {
  if (before.name.toLowerCase() === name.toLowerCase()) return;
  const uses = await flowsUsing(db, before);
  if (uses.length > 0) throw providerErrors.named({ ...inWords(uses) });
};

/** @throws providerErrors.notFound, named, runningThere (409), changedMeanwhile; endpointErrors.secretsAgain; those of {@link createProvider} */
export async function changeProvider(
  deps: ProviderDeps,
  { org, id, ...asked }: Of & Asked,
): Promise<ProviderRecord> {
  const before = await requireProvider(deps, { org, id });
  const { draft, notes } = await draftOf(deps, before, asked);
  const after = {
    ...{ ...before, ...draft },
    ...{ version: before.version + 1, modifiedAt: deps.clock.now() },
  };
  await deps.db.transaction(async (tx) => {
    await lockProvider(tx, org, id);
    await requireFreeName(tx, before, after.name);
    const settings = leftBehind(kindsOf(deps), before, after);
    const running = settings.length > 0 ? await countRunning(tx, { org, provider: id }) : 0;
    if (running > 0)
      throw providerErrors.runningThere({ running: String(running), ...settingsNamed(settings) });
    const outcome = await updateProvider(tx, after);
    if (outcome === 'nameTaken') throw providerErrors.nameTaken({ name: after.name });
    if (outcome === 'stale') throw providerErrors.changedMeanwhile();
    await deps.audit(
      tx,
      noteOf(after, asked.act, { action: 'update', changes: changesOf(before, after) }),
    );
    for (const note of notes) await deps.audit(tx, note);
  });
  return after;
}
