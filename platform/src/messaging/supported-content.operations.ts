import { type Handler, handle, type MediaTypes, openMessagingOperations } from '@tandem/contract';
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
import { readDefaults, writeDefaultContent } from './defaults.store.ts';
import { type ConfigurationDeps, modifierRef, userRef } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';
import { isMediaPattern } from './supported-content.rules.ts';
import {
  countContentUses,
  deleteContent,
  ensureBuiltInContent,
  findContent,
  insertContent,
  listContent,
  type SupportedContentRecord,
  updateContent,
} from './supported-content.store.ts';

const path = '/api/v2/conversations/messaging/supportedcontent';

export const toContentWire = (record: SupportedContentRecord) => ({
  id: record.id,
  name: record.name,
  dateCreated: record.createdAt.toISOString(),
  dateModified: record.modifiedAt.toISOString(),
  ...userRef(record.createdBy),
  ...modifierRef('modifiedBy', record.modifiedBy),
  version: record.version,
  mediaTypes: record.mediaTypes,
  selfUri: `${path}/${record.id}`,
});

/** Only what the product understands is kept. @throws messagingErrors.badRequest (400) */
const checkedMediaTypes = (given: MediaTypes | undefined): MediaTypes => {
  const listOf = (direction: 'inbound' | 'outbound') =>
    (given?.allow?.[direction] ?? []).map(({ type = '' }) => {
      if (!isMediaPattern(type))
        throw messagingErrors.badRequest({
          problem: `mediaTypes.allow.${direction}: "${type}" is not a media type such as image/png, image/* or */*.`,
        });
      return { type };
    });
  return { allow: { inbound: listOf('inbound'), outbound: listOf('outbound') } };
};

const nameOf = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '' || trimmed.length > 256)
    throw messagingErrors.badRequest({ problem: 'name: must have 1 to 256 characters.' });
  return trimmed;
};

const typesOf = (types: readonly { readonly type?: string }[] | undefined) =>
  (types ?? []).map(({ type }) => type);

const noteContent = objectNotes(
  'supportedContent',
  ({ name, mediaTypes: { allow } }: SupportedContentRecord) => ({
    name,
    inbound: typesOf(allow?.inbound),
    outbound: typesOf(allow?.outbound),
  }),
);

const supportedContentContext = (deps: ConfigurationDeps) => {
  const { db, clock } = deps;
  const find = async (org: string, id: string): Promise<SupportedContentRecord> => {
    await ensureBuiltInContent(db, org, clock.now());
    const record = await findContent(db, org, id);
    if (!record) throw messagingErrors.notFound();
    return record;
  };
  const note = (tx: Queryable, change: ObjectChange<SupportedContentRecord>) =>
    noteContent(deps, tx, change);
  const makeDefault = (by: By, after: SupportedContentRecord) =>
    deps.snapshots.change(async (tx) => {
      const { supportedContent } = await readDefaults(tx, after.org);
      const before = await findContent(tx, after.org, supportedContent);
      await writeDefaultContent(tx, after.org, after.id);
      await noteChange(deps, tx, {
        by,
        action: 'default',
        entity: { type: 'supportedContent', id: after.id, name: after.name },
        changes: changesBetween({ default: before?.name }, { default: after.name }),
      });
    });

  return { ...deps, find, note, makeDefault };
};

type Context = ReturnType<typeof supportedContentContext>;

const supportedContentCollection = ({
  db,
  snapshots,
  ids,
  clock,
  find,
  note,
  makeDefault,
}: Context): readonly Handler[] => [
  handle(
    openMessagingOperations.getConversationsMessagingSupportedcontent,
    async ({ principal, query }) => {
      await ensureBuiltInContent(db, principal.org, clock.now());
      const { total, rows } = await listContent(db, principal.org, pageOf(query));
      return {
        status: 200,
        body: toListing({ path, query, entities: rows.map(toContentWire), total }),
      };
    },
  ),
  handle(openMessagingOperations.postConversationsMessagingSupportedcontent, async (call) => {
    const { principal, body } = call;
    const now = clock.now();
    const record: SupportedContentRecord = {
      org: principal.org,
      id: ids.uuid(),
      name: nameOf(body.name),
      mediaTypes: checkedMediaTypes(body.mediaTypes),
      builtIn: false,
      version: 1,
      createdAt: now,
      modifiedAt: now,
      createdBy: actorId(principal),
      modifiedBy: actorId(principal),
    };
    await snapshots.change(async (tx) => {
      await insertContent(tx, record);
      await note(tx, { by: call, action: 'create', before: null, after: record });
    });
    return { status: 200, body: toContentWire(record) };
  }),
  handle(
    openMessagingOperations.getConversationsMessagingSupportedcontentDefault,
    async ({ principal }) => {
      const { supportedContent } = await readDefaults(db, principal.org);
      return { status: 200, body: toContentWire(await find(principal.org, supportedContent)) };
    },
  ),
  handle(openMessagingOperations.putConversationsMessagingSupportedcontentDefault, async (call) => {
    const { principal, body } = call;
    const record = await find(principal.org, body.id);
    await makeDefault(call, record);
    return { status: 200, body: toContentWire(record) };
  }),
];

const supportedContentEntity = ({ snapshots, clock, find, note }: Context): readonly Handler[] => [
  handle(
    openMessagingOperations.getConversationsMessagingSupportedcontentSupportedContentId,
    async ({ principal, params }) => ({
      status: 200,
      body: toContentWire(await find(principal.org, params.supportedContentId)),
    }),
  ),
  handle(
    openMessagingOperations.patchConversationsMessagingSupportedcontentSupportedContentId,
    async (call) => {
      const { principal, params, body } = call;
      const before = await find(principal.org, params.supportedContentId);
      const { org, id, mediaTypes } = before;
      const changed = await snapshots.change(async (tx) => {
        const after = await updateContent(tx, {
          org,
          id,
          name: nameOf(body.name),
          mediaTypes: body.mediaTypes ? checkedMediaTypes(body.mediaTypes) : mediaTypes,
          modifiedAt: clock.now(),
          modifiedBy: actorId(principal),
        });
        if (after) await note(tx, { by: call, action: 'update', before, after });
        return after;
      });
      if (!changed) throw messagingErrors.notFound();
      return { status: 200, body: toContentWire(changed) };
    },
  ),
  handle(
    openMessagingOperations.deleteConversationsMessagingSupportedcontentSupportedContentId,
    async (call) => {
      const { principal, params } = call;
      const record = await find(principal.org, params.supportedContentId);
      if (record.builtIn) throw messagingErrors.builtIn();
      await snapshots.change(async (tx) => {
        const count = await countContentUses(tx, record.org, record.id);
        if (count > 0) throw messagingErrors.inUse({ count: String(count) });
        await deleteContent(tx, record.org, record.id);
        const { supportedContent } = await readDefaults(tx, record.org);
        if (supportedContent === record.id) await writeDefaultContent(tx, record.org, null);
        await note(tx, { by: call, action: 'delete', before: record, after: null });
      });
      return { status: 200 };
    },
  ),
];

/** Supported content profiles and the default of the organisation. */
export const supportedContentHandlers = (deps: ConfigurationDeps): readonly Handler[] => {
  const context = supportedContentContext(deps);
  return [...supportedContentCollection(context), ...supportedContentEntity(context)];
};
