import {
  type Handler,
  handle,
  messageDefaultsOperations,
  openMessagingOperations,
} from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import {
  actorId,
  type By,
  changesBetween,
  noteChange,
  type ObjectChange,
  objectNotes,
} from '../audit/index.ts';
import { pageOf, toListing } from '../listing/index.ts';
import { readDefaults, writeDefaultSetting } from './defaults.store.ts';
import { type ConfigurationDeps, isUuid, modifierRef, userRef } from './messaging.deps.ts';
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

const noteSetting = objectNotes('messagingSetting', ({ name, content, event }: SettingRecord) => ({
  name,
  content,
  event,
}));

const settingContext = (deps: ConfigurationDeps) => {
  const { db, snapshots } = deps;
  const find = async (org: string, id: string): Promise<SettingRecord> => {
    const record = isUuid(id) ? await findSetting(db, org, id) : null;
    if (!record) throw messagingErrors.notFound();
    return record;
  };
  const note = (tx: Queryable, change: ObjectChange<SettingRecord>) =>
    noteSetting(deps, tx, change);
  const save = async (change: ObjectChange<SettingRecord> & { readonly after: SettingRecord }) => {
    const { after } = change;
    const saved = await snapshots.change(async (tx) => {
      const done = await saveSetting(tx, after);
      if (done) await note(tx, change);
      return done;
    });
    if (!saved) throw messagingErrors.nameTaken({ name: after.name });
    return after;
  };
  /** Names of the default setting before and after. */
  const changeDefault = (by: By, after: SettingRecord | null) =>
    snapshots.change(async (tx) => {
      const { org } = by.principal;
      const { setting } = await readDefaults(tx, org);
      const before = setting ? await findSetting(tx, org, setting) : null;
      await writeDefaultSetting(tx, org, after?.id ?? null);
      const entity = after ?? before;
      await noteChange(deps, tx, {
        by,
        action: 'default',
        entity: { type: 'messagingSetting', ...(entity && { id: entity.id, name: entity.name }) },
        changes: changesBetween({ default: before?.name }, { default: after?.name }),
      });
    });

  return { ...deps, find, save, note, changeDefault };
};

type Context = ReturnType<typeof settingContext>;

const settingCollection = ({
  db,
  ids,
  clock,
  find,
  save,
  changeDefault,
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
    const record: SettingRecord = {
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
    };
    await save({ by: call, action: 'create', before: null, after: record });
    return { status: 200, body: toSettingWire(record) };
  }),
  handle(
    openMessagingOperations.getConversationsMessagingSettingsDefault,
    async ({ principal }) => {
      const { setting } = await readDefaults(db, principal.org);
      return { status: 200, body: toSettingWire(await find(principal.org, setting ?? '')) };
    },
  ),
  handle(messageDefaultsOperations.getTandemDefaultMessagingSetting, async ({ principal }) => {
    const { setting } = await readDefaults(db, principal.org);
    return { status: 200, body: { settingId: setting } };
  }),
  handle(openMessagingOperations.putConversationsMessagingSettingsDefault, async (call) => {
    const record = await find(call.principal.org, call.body.settingId);
    await changeDefault(call, record);
    return { status: 200, body: toSettingWire(record) };
  }),
  handle(openMessagingOperations.deleteConversationsMessagingSettingsDefault, async (call) => {
    await changeDefault(call, null);
    return { status: 200 };
  }),
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
    const after = {
      ...record,
      name: body.name === undefined ? record.name : nameOf(body.name),
      content: body.content ?? record.content,
      event: body.event ?? record.event,
      version: record.version + 1,
      modifiedAt: clock.now(),
      modifiedBy: actorId(principal),
    };
    const changed = await save({ by: call, action: 'update', before: record, after });
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
      await note(tx, { by: call, action: 'delete', before: record, after: null });
    });
    return { status: 200 };
  }),
];

/** Messaging settings (platform configurations) and the default of the organisation. */
export const settingHandlers = (deps: ConfigurationDeps): readonly Handler[] => {
  const context = settingContext(deps);
  return [...settingCollection(context), ...settingEntity(context)];
};
