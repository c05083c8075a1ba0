import type {
  AuditNote,
  EndpointPartRequest,
  EndpointRequest,
  RunningQuery,
} from '@tandem/contract';
import type { Clock, Database, Ids, Transaction } from '@tandem/kit';
import { nothingWithheld, requireOffered, type Withheld } from '../features/index.ts';
import { endpointChanges } from './endpoint-audit.rules.ts';
import { hashSecret } from './endpoints.directory.ts';
import { endpointErrors } from './endpoints.errors.ts';
import type {
  Act,
  Catalogue,
  Endpoint,
  EndpointPartConfig,
  EndpointSecrets,
  NoteAudit,
  PartName,
  Sealer,
} from './endpoints.model.ts';
import { createEndpointStore, type EndpointStore } from './endpoints.store.ts';
import {
  clearTheWay,
  deletion,
  type Obstacle,
  obstaclesOf,
  type RunningHandovers,
  requireClearWay,
} from './running.usecases.ts';
import { secretsOf } from './secret-settings.usecases.ts';
import { type CheckedPart, checkPart } from './settings.rules.ts';

export type EndpointDeps = {
  readonly db: Database;
  readonly store: EndpointStore;
  readonly sealer: Sealer;
  readonly secrets: EndpointSecrets;
  readonly catalogue: Catalogue;
  readonly audit: NoteAudit;
  /** What is wrong with the settings of a bot that no rule can see, such as the id of nothing; null: nothing. */
  readonly checkBot?: (org: string, bot: EndpointPartConfig) => Promise<SettingProblem | null>;
  /** The same of whom it hands over to. */
  readonly checkHandover?: (
    org: string,
    handover: EndpointPartConfig,
  ) => Promise<SettingProblem | null>;
  /** What the operator keeps from an organisation; left out: nothing. */
  readonly withheld?: Withheld;
  /** Handovers that run at endpoints. */
  readonly running: RunningHandovers;
  /** Largest file that the server takes at all, in bytes. */
  readonly maxUploadBytes: number;
  readonly clock: Clock;
  readonly ids: Ids;
};

export type SettingProblem = {
  readonly name: string;
  readonly label: string;
  readonly problem: string;
  /** The problem as a code. */
  readonly lack: string;
};

type Draft = Pick<Endpoint, PartName | 'secrets' | 'secretSources'>;
type Parts = Pick<Endpoint, 'id' | 'org'> & Partial<Draft>;
type Asked = { readonly request: EndpointRequest; readonly act: Act };

/** Who does not know of signed identities leaves them out, and they stay as they are. */
const identityOf = (
  { identity, secrets = {}, secretSources = {} }: Parts,
  { identity: asked }: EndpointRequest,
  check: (part: PartName, asked: EndpointPartRequest) => CheckedPart,
): CheckedPart | null => {
  if (asked) return check('identity', asked);
  if (asked === null || !identity) return null;
  const names = [...Object.keys(secrets), ...Object.keys(secretSources)];
  const keptSecrets = names.filter((name) => name.startsWith('identity.'));
  return { config: identity, newSecrets: {}, keptSecrets };
};

/** Checks all parts and keeps what is new; secrets of a part that stays where it was are kept. */
const draftOf = async (deps: EndpointDeps, before: Parts, { request, act }: Asked) => {
  const { org, secrets = {}, secretSources = {} } = before;
  const check = (part: PartName, asked: EndpointPartRequest) => {
    // Another kind may name a setting alike; its secret must not slip over.
    const known = before[part]?.kind === asked.kind ? (before[part] ?? null) : null;
    const sealed = known ? Object.keys(secrets) : [];
    const stored = known ? [...sealed, ...Object.keys(secretSources)] : [];
    const { catalogue } = deps;
    return checkPart({ part, request: asked, before: known, stored, sealed, catalogue });
  };
  const bot = check('bot', request.bot);
  const problem = await deps.checkBot?.(org, bot.config);
  if (problem) throw endpointErrors.settingInvalid({ part: 'bot', ...problem });
  if (request.handover) await requireHandoverOffered(deps, org, request.handover.kind);
  const handover = request.handover ? check('handover', request.handover) : null;
  const wrong = handover && (await deps.checkHandover?.(org, handover.config));
  if (wrong) throw endpointErrors.settingInvalid({ part: 'handover', ...wrong });
  const identity = identityOf(before, request, check);
  const parts = [bot, handover, identity].filter((part) => part !== null);
  const { stored, notes } = await secretsOf(deps, before, { parts, of: request.name.trim(), act });
  const draft: Draft = {
    bot: bot.config,
    handover: handover?.config ?? null,
    identity: identity?.config ?? null,
    ...stored,
  };
  return { draft, notes };
};

/** @throws featureErrors.withheld (403) */
export const requireHandoverOffered = (
  { withheld = nothingWithheld, catalogue }: Pick<EndpointDeps, 'withheld' | 'catalogue'>,
  org: string,
  kind: string,
): Promise<void> => {
  const label = catalogue.handover.find((one) => one.kind === kind)?.label ?? kind;
  return requireOffered(withheld, { org, provider: { kind, label } });
};

/** @throws endpointErrors.uploadTooLarge */
const uploadBytesOf = (
  { maxUploadBytes }: EndpointDeps,
  asked: number | null | undefined,
  before: number | null,
) => {
  if (asked === undefined) return before;
  if (asked !== null && asked > maxUploadBytes)
    throw endpointErrors.uploadTooLarge({ limit: String(maxUploadBytes) });
  return asked;
};

const noteOf = (
  endpoint: Pick<Endpoint, 'org' | 'id' | 'name'>,
  act: Act,
  what: Pick<AuditNote, 'action' | 'changes'>,
): AuditNote => ({
  org: endpoint.org,
  actor: act.actor,
  ...(act.correlationId === undefined ? {} : { correlationId: act.correlationId }),
  ...what,
  entity: { type: 'endpoint', id: endpoint.id, name: endpoint.name },
});

/** @throws endpointErrors.unknownKind, settingMissing, settingInvalid, uploadTooLarge, nameTaken, and the vault's */
export async function createEndpoint(
  deps: EndpointDeps,
  { org, request, act }: { org: string; request: EndpointRequest; act: Act },
): Promise<Endpoint> {
  const id = deps.ids.uuid();
  const { draft, notes } = await draftOf(deps, { id, org }, { request, act });
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
    uploadBytes: uploadBytesOf(deps, request.uploadBytes, null),
    widget: request.widget ?? {},
    version: 1,
    createdAt: now,
    modifiedAt: now,
  };
  await deps.db.transaction(async (tx) => {
    if (!(await createEndpointStore(tx).insert(endpoint)))
      throw endpointErrors.nameTaken({ name: endpoint.name });
    const changes = endpointChanges(null, endpoint);
    await deps.audit(tx, noteOf(endpoint, act, { action: 'create', changes }));
    for (const note of notes) await deps.audit(tx, note);
  });
  return endpoint;
}

/** `notes`: what the audit log is told besides the change. */
type Made = {
  readonly endpoint: Endpoint;
  readonly notes?: readonly AuditNote[];
  /** What handovers that run stand in the way of. */
  readonly obstacles?: readonly Obstacle[];
};

type Change = {
  readonly org: string;
  readonly id: string;
  readonly act: Act;
  /** The endpoint as it shall be; asked again when somebody else was faster. */
  readonly make: (before: Endpoint) => Promise<Made> | Made;
  readonly action?: AuditNote['action'];
  readonly changes?: AuditNote['changes'];
  /** What becomes of handovers that it leaves behind. */
  readonly running?: RunningQuery['running'];
};

/** @throws endpointErrors.nameTaken */
const requireFreeName = async (
  { db }: Pick<EndpointDeps, 'db'>,
  { org, id, name }: Endpoint,
): Promise<void> => {
  const found = await createEndpointStore(db).findByReference(org, name);
  if (found && found.id !== id) throw endpointErrors.nameTaken({ name });
};

/** How many handovers ended with a change, for the audit log. */
const endedChange = (ended: number) => (ended > 0 ? { running: { from: ended, to: 0 } } : {});

const maxTries = 5;

/**
 * Changes an endpoint and notes it in the audit log, both or neither.
 * @throws endpointErrors.notFound, nameTaken, changedMeanwhile, and what `make` throws
 */
export async function changeEndpoint(deps: EndpointDeps, change: Change): Promise<Endpoint> {
  const { make, act, action = 'update' } = change;
  let ended = 0;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const before = await findEndpoint(deps, change);
    const { endpoint, notes = [], obstacles = [] } = await make(before);
    const after = { ...endpoint, version: before.version + 1, modifiedAt: deps.clock.now() };
    const way = { org: before.org, id: before.id, obstacles, running: change.running };
    // Nobody loses an agent for a change that is refused for its name.
    if (obstacles.length > 0) await requireFreeName(deps, after);
    const store = async (tx: Transaction) => {
      await requireClearWay({ ...deps, tx }, way);
      const outcome = await createEndpointStore(tx).update(after);
      if (outcome === 'nameTaken') throw endpointErrors.nameTaken({ name: after.name });
      if (outcome === 'stale') return false;
      const changes = change.changes ?? endpointChanges(before, after);
      const noted = { ...changes, ...endedChange(ended) };
      await deps.audit(tx, noteOf(after, act, { action, changes: noted }));
      for (const note of notes) await deps.audit(tx, note);
      return true;
    };
    const done = await clearTheWay(deps, way, (found) => {
      ended += found;
      return deps.db.transaction(store);
    });
    if (done) return after;
  }
  throw endpointErrors.changedMeanwhile();
}

type Update = Pick<Change, 'org' | 'id' | 'act' | 'running'> & {
  readonly request: EndpointRequest;
};

/**
 * Replaces an endpoint. Handovers that run by its own settings stand in the way of other addresses and kinds, all of
 * them in the way of switching it off; or they end.
 * @throws endpointErrors.notFound, secretsAgain, runningThere, runningOff (409), and those of {@link createEndpoint}
 */
export const updateEndpoint = (
  deps: EndpointDeps,
  { request, ...asked }: Update,
): Promise<Endpoint> =>
  changeEndpoint(deps, {
    ...asked,
    make: async (before) => {
      const { draft, notes } = await draftOf(deps, before, { request, act: asked.act });
      const endpoint = {
        ...before,
        ...draft,
        name: request.name.trim(),
        locale: request.locale ?? before.locale,
        active: request.active ?? before.active,
        uploadBytes: uploadBytesOf(deps, request.uploadBytes, before.uploadBytes),
        widget: request.widget ?? before.widget,
      };
      return { endpoint, notes, obstacles: obstaclesOf(deps.catalogue, before, endpoint) };
    },
  });

/** @throws endpointErrors.notFound also for an endpoint of another organisation */
export async function findEndpoint(
  { store }: Pick<EndpointDeps, 'store'>,
  { org, id }: { org: string; id: string },
): Promise<Endpoint> {
  const endpoint = await store.find(org, id);
  if (!endpoint) throw endpointErrors.notFound();
  return endpoint;
}

/**
 * Deletes an endpoint. Handovers that run there stand in its way, or end with it.
 * @throws endpointErrors.notFound, running (409, says how many run)
 */
export const removeEndpoint = async (
  deps: EndpointDeps,
  { org, id, act, running }: Omit<Update, 'request'>,
): Promise<void> => {
  await findEndpoint(deps, { org, id });
  const way = { org, id, obstacles: [deletion], running };
  await clearTheWay(deps, way, (ended) =>
    deps.db.transaction(async (tx) => {
      await requireClearWay({ ...deps, tx }, way);
      const name = await createEndpointStore(tx).remove(org, id);
      if (name === null) throw endpointErrors.notFound();
      const changes = endedChange(ended);
      await deps.audit(tx, noteOf({ org, id, name }, act, { action: 'delete', changes }));
    }),
  );
};

/** Makes the Direct Line secret anew; only its hash is kept. @throws endpointErrors.notFound */
export async function renewDirectLineSecret(
  deps: EndpointDeps,
  asked: { org: string; id: string; act: Act },
): Promise<string> {
  const secret = deps.ids.token(32);
  await changeEndpoint(deps, {
    ...asked,
    action: 'secret',
    changes: { directLineSecret: {} },
    make: (before) => ({ endpoint: { ...before, secretHash: hashSecret(secret) } }),
  });
  return secret;
}
