import type { OpenIntegrationRequest, OpenIntegrationUpdateRequest } from '@tandem/contract';
import { webhookSignature } from '@tandem/contract';
import type { PublicError, Transaction } from '@tandem/kit';
import { actorId, type By } from '../audit/index.ts';
import { readDefaults } from './defaults.store.ts';
import { noteIntegration } from './integrations.audit.ts';
import {
  deleteIntegration,
  findIntegration,
  type IntegrationRecord,
  isNameTaken,
  lockIntegration,
  saveIntegration,
} from './integrations.store.ts';
import { type ConfigurationDeps, isUuid } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';
import { findSetting } from './settings.store.ts';
import { ensureBuiltInContent, findContent } from './supported-content.store.ts';
import { checkWebhookHeaders, parseWebhookUrl, portOf } from './webhook-url.rules.ts';

/** Where a signature secret belongs to: a ciphertext opens nowhere else. */
export const secretContext = (integrationId: string): string =>
  `open integration ${integrationId} webhook secret`;

const nameOf = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '' || trimmed.length > 256)
    throw messagingErrors.badRequest({ problem: 'name: must have 1 to 256 characters.' });
  return trimmed;
};

/**
 * Bot sides find a platform by its name: two of one name would take each other's customers. Those that have had the
 * same since before keep it until they are given another.
 * @throws messagingErrors.nameTaken (409)
 */
const claimName = async (tx: Transaction, record: IntegrationRecord): Promise<void> => {
  if (await isNameTaken(tx, record)) throw messagingErrors.nameTaken({ name: record.name });
};

/**
 * Checks a webhook URL by its form and by what it resolves to. A host that does not resolve (yet) is let through:
 * every delivery is checked again.
 */
const checkedUrl = async (deps: ConfigurationDeps, text: string): Promise<string> => {
  const url = parseWebhookUrl(text.trim(), {
    portRule: deps.webhookPortRule,
    isBundled: deps.isBundledWebhook ?? (() => false),
  });
  await deps.guard.resolve(url.hostname, portOf(url)).catch((error: PublicError) => {
    if (error.code !== 'egress.unresolved') throw error;
  });
  return text.trim();
};

const checkedContent = async (deps: ConfigurationDeps, org: string, id: string | undefined) => {
  const wanted = id ?? (await readDefaults(deps.db, org)).supportedContent;
  await ensureBuiltInContent(deps.db, org, deps.clock.now());
  if (await findContent(deps.db, org, wanted)) return wanted;
  throw messagingErrors.referenceUnknown({ kind: 'supported content profile', id: wanted });
};

const checkedSetting = async (deps: ConfigurationDeps, org: string, id: string | undefined) => {
  if (id === undefined) return (await readDefaults(deps.db, org)).setting;
  if (isUuid(id) && (await findSetting(deps.db, org, id))) return id;
  throw messagingErrors.referenceUnknown({ kind: 'messaging setting', id });
};

/** @throws messagingErrors.secretTooShort (400) */
export const sealSecret = async (
  deps: ConfigurationDeps,
  { org, id }: { org: string; id: string },
  secret: string,
) => {
  if (secret.length < webhookSignature.minSecretLength) throw messagingErrors.secretTooShort();
  return deps.sealer.seal(org, secretContext(id), secret);
};

/**
 * Creates an open messaging integration and its recipient. Without a choice the organisation's defaults apply.
 * @throws messagingErrors.* (400), egressErrors.blocked (400), messagingErrors.nameTaken (409)
 */
export async function createIntegration(
  deps: ConfigurationDeps,
  by: By,
  request: OpenIntegrationRequest,
): Promise<IntegrationRecord> {
  const { org } = by.principal;
  const webhookHeaders = request.webhookHeaders ?? {};
  checkWebhookHeaders(webhookHeaders);
  const name = nameOf(request.name);
  const id = deps.ids.uuid();
  const now = deps.clock.now();
  const actor = actorId(by.principal);
  const record: IntegrationRecord = {
    id,
    org,
    name,
    webhookUrl: await checkedUrl(deps, request.outboundNotificationWebhookUrl),
    webhookHeaders,
    supportedContent: await checkedContent(deps, org, request.supportedContent?.id),
    messagingSetting: await checkedSetting(deps, org, request.messagingSetting?.id),
    secret: await sealSecret(
      deps,
      { org, id },
      request.outboundNotificationWebhookSignatureSecretToken,
    ),
    previousSecret: null,
    previousSecretUntil: null,
    flow: null,
    version: 1,
    createdAt: now,
    modifiedAt: now,
    createdBy: actor,
    modifiedBy: actor,
    recipientModifiedAt: now,
    recipientModifiedBy: actor,
    identityResolution: null,
  };
  await deps.snapshots.change(async (tx) => {
    await claimName(tx, record);
    await saveIntegration(tx, record);
    await noteIntegration(deps, tx, { by, action: 'create', before: null, after: record });
  });
  return record;
}

/** Without an overlap there is no secret before. */
export const onlyOneSecret = { previousSecret: null, previousSecretUntil: null } as const;

/** @throws messagingErrors.notFound (404) */
export async function readIntegration(
  deps: Pick<ConfigurationDeps, 'db'>,
  org: string,
  id: string,
): Promise<IntegrationRecord> {
  const record = isUuid(id) ? await findIntegration(deps.db, org, id) : null;
  if (!record) throw messagingErrors.notFound();
  return record;
}

/** Changes some fields of the integration as it is by then. @throws messagingErrors.notFound (404), nameTaken (409) */
export const changeIntegration = (
  deps: Pick<ConfigurationDeps, 'snapshots'>,
  { org, id }: Pick<IntegrationRecord, 'org' | 'id'>,
  input: {
    readonly change: (current: IntegrationRecord) => IntegrationRecord;
    /** Tells the audit log, in the transaction of the change. */
    readonly note: (
      tx: Transaction,
      states: { readonly before: IntegrationRecord; readonly after: IntegrationRecord },
    ) => Promise<void>;
  },
): Promise<IntegrationRecord> =>
  deps.snapshots.change(async (tx) => {
    const current = await lockIntegration(tx, org, id);
    if (!current) throw messagingErrors.notFound();
    const changed = input.change(current);
    if (changed.name !== current.name) await claimName(tx, changed);
    await saveIntegration(tx, changed);
    await input.note(tx, { before: current, after: changed });
    return changed;
  });

/** Fields that are left out stay as they are. @throws messagingErrors.* (400, 404, 409), egressErrors.blocked (400) */
export async function updateIntegration(
  deps: ConfigurationDeps,
  by: By,
  input: { readonly id: string; readonly request: OpenIntegrationUpdateRequest },
): Promise<IntegrationRecord> {
  const { request } = input;
  const record = await readIntegration(deps, by.principal.org, input.id);
  const { org, id } = record;
  const url = request.outboundNotificationWebhookUrl;
  const secret = request.outboundNotificationWebhookSignatureSecretToken;
  const content = request.supportedContent?.id;
  const setting = request.messagingSetting?.id;
  if (request.webhookHeaders) checkWebhookHeaders(request.webhookHeaders);
  const changes = {
    ...(request.name === undefined ? {} : { name: nameOf(request.name) }),
    ...(url === undefined ? {} : { webhookUrl: await checkedUrl(deps, url) }),
    ...(request.webhookHeaders ? { webhookHeaders: request.webhookHeaders } : {}),
    ...(content === undefined
      ? {}
      : { supportedContent: await checkedContent(deps, org, content) }),
    ...(setting === undefined
      ? {}
      : { messagingSetting: await checkedSetting(deps, org, setting) }),
    ...(secret === undefined
      ? {}
      : { secret: await sealSecret(deps, { org, id }, secret), ...onlyOneSecret }),
    modifiedAt: deps.clock.now(),
    modifiedBy: actorId(by.principal),
  };
  return changeIntegration(deps, record, {
    change: (current) => ({ ...current, ...changes, version: current.version + 1 }),
    note: (tx, states) => noteIntegration(deps, tx, { by, action: 'update', ...states }),
  });
}

/** Conversations of the integration stay readable; what is still to be delivered becomes dead letters. */
export async function removeIntegration(
  deps: ConfigurationDeps,
  by: By,
  id: string,
): Promise<void> {
  const { org } = by.principal;
  const record = await readIntegration(deps, org, id);
  await deps.snapshots.change(async (tx) => {
    await deleteIntegration(tx, org, id);
    await noteIntegration(deps, tx, { by, action: 'delete', before: record, after: null });
  });
}
