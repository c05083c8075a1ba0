import { type Handler, handle, openMessagingOperations } from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import { readDefaults, writeDefaultSetting } from './defaults.store.ts';
import {
  actorId,
  actorOf,
  type ConfigurationDeps,
  isUuid,
  modifierRef,
  userRef,
} from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';
import {
  countSettingUses,
  deleteSetting,
  findSetting,
  listSettings,
  type SettingRecord,
  saveSetting,
} from './settings.store.ts';

const path = '/api/v2/conversations/messaging/settings';

export const toSettingWire = (record: SettingRecord) => ({
  id: record.id,
  name: record.name,
  dateCreated: record.createdAt.toISOString(),
  dateModified: record.modifiedAt.toISOString(),
  ...userRef(record.createdBy),
  ...modifierRef('updatedBy', record.modifiedBy),
  version: String(record.version),
  ...(record.content ? { content: record.content } : {}),
  ...(record.event ? { event: record.event } : {}),
  selfUri: `${path}/${record.id}`,
});

const nameOf = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '' || trimmed.length > 256)
    throw messagingErrors.badRequest({ problem: 'name: must have 1 to 256 characters.' });
  return trimmed;
};

const settingContext = (deps: ConfigurationDeps) => {
  const { db, snapshots, audit } = deps;
  const find = async (org: string, id: string): Promise<SettingRecord> => {
    const record = isUuid(id) ? await findSetting(db, org, id) : null;
    if (!record) throw messagingErrors.notFound();
    return record;
  };
  const save = async (record: SettingRecord): Promise<SettingRecord> => {
    const saved = await snapshots.change((tx) => saveSetting(tx, record));
    if (!saved) throw messagingErrors.nameTaken({ name: record.name });
    return record;
  };
  const note = (
    call: { principal: Parameters<typeof actorOf>[0]; correlationId: string },
    action: string,
    record: { id: string; name: string },
  ) =>
    audit({
      org: call.principal.org,
      actor: actorOf(call.principal),
      action: `messagingSetting.${action}`,
      entity: { type: 'messagingSetting', id: record.id, name: record.name },
      correlationId: call.correlationId,
    });

  return { ...deps, find, save, note };
};

type Context = ReturnType<typeof settingContext>;

const settingCollection = ({
  db,
  snapshots,
  ids,
  clock,
  find,
  save,
  note,
}: Context): readonly Handler[] => [
  handle(
    openMessagingOperations.getConversationsMessagingSettings,
    async ({ principal, query }) => {
      const { total, rows } = await listSettings(db, principal.org, pageOf(query));
      return {
        status: 200,
        body: toListing({ path, query, entities: rows.map(toSettingWire), total }),
      };
    },
  ),
  handle(openMessagingOperations.postConversationsMessagingSettings, async (call) => {
    const { principal, body } = call;
    const now = clock.now();
    const record = await save({
      org: principal.org,
      id: ids.uuid(),
      name: nameOf(body.name),
      content: body.content ?? null,
      event: body.event ?? null,
      version: 1,
      createdAt: now,
      modifiedAt: now,
      createdBy: actorId(principal),
      modifiedBy: actorId(principal),
    });
    await note(call, 'add', record);
    return { status: 200, body: toSettingWire(record) };
  }),
  handle(
    openMessagingOperations.getConversationsMessagingSettingsDefault,
    async ({ principal }) => {
      const { setting } = await readDefaults(db, principal.org);
      return { status: 200, body: toSettingWire(await find(principal.org, setting ?? '')) };
    },
  ),
  handle(openMessagingOperations.putConversationsMessagingSettingsDefault, async (call) => {
    const record = await find(call.principal.org, call.body.settingId);
    await snapshots.change((tx) => writeDefaultSetting(tx, record.org, record.id));
    await note(call, 'default', record);
    return { status: 200, body: toSettingWire(record) };
  }),
  handle(
    openMessagingOperations.deleteConversationsMessagingSettingsDefault,
    async ({ principal }) => {
      await snapshots.change((tx) => writeDefaultSetting(tx, principal.org, null));
      return { status: 200 };
    },
  ),
];

const settingEntity = ({ snapshots, clock, find, save, note }: Context): readonly Handler[] => [
  handle(
    openMessagingOperations.getConversationsMessagingSetting,
    async ({ principal, params }) => ({
      status: 200,
      body: toSettingWire(await find(principal.org, params.messageSettingId)),
    }),
  ),
  handle(openMessagingOperations.patchConversationsMessagingSetting, async (call) => {
    const { principal, params, body } = call;
    const record = await find(principal.org, params.messageSettingId);
    const changed = await save({
      ...record,
      name: body.name === undefined ? record.name : nameOf(body.name),
      content: body.content ?? record.content,
      event: body.event ?? record.event,
      version: record.version + 1,
      modifiedAt: clock.now(),
      modifiedBy: actorId(principal),
    });
    await note(call, 'edit', changed);
    return { status: 200, body: toSettingWire(changed) };
  }),
  handle(openMessagingOperations.deleteConversationsMessagingSetting, async (call) => {
    const record = await find(call.principal.org, call.params.messageSettingId);
    await snapshots.change(async (tx) => {
      const count = await countSettingUses(tx, record.org, record.id);
      if (count > 0) throw messagingErrors.inUse({ count: String(count) });
      await deleteSetting(tx, record.org, record.id);
      const { setting } = await readDefaults(tx, record.org);
      if (setting === record.id) await writeDefaultSetting(tx, record.org, null);
    });
    await note(call, 'delete', record);
    return { status: 200 };
  }),
];

/** Messaging settings (platform configurations) and the default of the organisation. */
export const settingHandlers = (deps: ConfigurationDeps): readonly Handler[] => {
  const context = settingContext(deps);
  return [...settingCollection(context), ...settingEntity(context)];
};
