import {
  contactConversationOperations,
  contactMergeOperations,
  type ExternalContact,
  type Handler,
  handle,
  externalContactsOperations as ops,
} from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { pageOf, toListing } from '../listing/index.ts';
import { contactErrors } from './contacts.errors.ts';
import { identifierOf } from './contacts.rules.ts';
import {
  type ContactRecord,
  findByIdentifiers,
  listContacts,
  mergeSetOf,
} from './contacts.store.ts';
import {
  type ContactDeps,
  createContact,
  readContact,
  removeContact,
  replaceContact,
} from './contacts.usecases.ts';
import { type ConversationRow, listContactConversations } from './merge.store.ts';
import { mergeContacts, mergeTwo } from './merge.usecases.ts';

const path = '/api/v2/externalcontacts/contacts';

const refOf = (id: string) => ({ id, selfUri: `${path}/${id}` });

/** What a contact is part of, and what it is made of; nothing for one that was never merged. */
const mergeOf = ({ id, mergedTo, canonical, mergedFrom }: ContactRecord) =>
  mergedTo === null && mergedFrom.length === 0
    ? {}
    : {
        canonicalContact: refOf(canonical ?? id),
        ...(mergedTo === null ? {} : { mergedTo: refOf(mergedTo) }),
        ...(mergedFrom.length === 0 ? {} : { mergedFrom: mergedFrom.map(refOf) }),
      };

const toWire = (contact: ContactRecord): ExternalContact => ({
  ...factsOf(contact),
  ...mergeOf(contact),
});

/** One contact, with all that became one with it. */
const toWhole = async (db: Queryable, contact: ContactRecord): Promise<ExternalContact> => {
  const wire = toWire(contact);
  if (!wire.canonicalContact) return wire;
  const set = await mergeSetOf(db, contact.org, contact.canonical ?? contact.id);
  return { ...wire, mergeSet: set.map(refOf) };
};

const factsOf = ({
  id,
  type,
  doc,
  createdAt,
  modifiedAt,
  identifiers,
}: ContactRecord): ExternalContact => ({
  ...doc,
  id,
  type,
  createDate: createdAt.toISOString(),
  modifyDate: modifiedAt.toISOString(),
  identifiers: identifiers.map(({ source, ...one }) => ({
    ...one,
    ...(source === '' ? {} : { externalSource: { id: source, name: source } }),
  })),
  selfUri: `${path}/${id}`,
});

const conversationWire = (row: ConversationRow) => ({
  id: row.id,
  startTime: row.startedAt.toISOString(),
  ...(row.endedAt ? { endTime: row.endedAt.toISOString() } : {}),
  ...(row.integrationName === null
    ? {}
    : { integration: { id: row.integration, name: row.integrationName } }),
  ...(row.queue === null || row.queueName === null
    ? {}
    : { queue: { id: row.queue, name: row.queueName } }),
  agents: [...row.agents],
});

const mergeHandlers = (deps: ContactDeps): readonly Handler[] => [
  handle(contactMergeOperations.postExternalcontactsContactsMerge, async ({ principal, body }) => {
    const { contactIds, valueOverride } = body;
    const merged = await mergeContacts(deps, principal.org, {
      ids: contactIds,
      override: valueOverride,
    });
    return { status: 200, body: await toWhole(deps.db, merged) };
  }),
  handle(contactMergeOperations.postExternalcontactsMergeContacts, async ({ principal, body }) => {
    const { sourceContactId, targetContactId } = body;
    const merged = await mergeTwo(deps, principal.org, [sourceContactId, targetContactId]);
    const mergeOperation = {
      sourceContact: refOf(sourceContactId),
      targetContact: refOf(targetContactId),
      resultingContact: refOf(merged.id),
    };
    return { status: 200, body: { ...(await toWhole(deps.db, merged)), mergeOperation } };
  }),
  handle(
    contactConversationOperations.getTandemContactConversations,
    async ({ principal: { org }, params, query }) => {
      const { id } = await readContact(deps, org, params.contactId);
      const page = pageOf(query);
      const { total, rows } = await listContactConversations(deps.db, { org, contact: id }, page);
      const entities = rows.map(conversationWire);
      return {
        status: 200,
        body: { entities, total, pageSize: page.size, pageNumber: page.number },
      };
    },
  ),
];

/** External contacts: kept by hand, found again, and looked up by what is known of somebody. */
export const externalContactHandlers = (deps: ContactDeps): readonly Handler[] => {
  const { db } = deps;
  return [
    ...mergeHandlers(deps),
    handle(ops.getExternalcontactsContacts, async ({ principal, query }) => {
      const wanted = { org: principal.org, q: query.q };
      const { total, rows } = await listContacts(db, wanted, pageOf(query));
      const entities = rows.map(toWire);
      return { status: 200, body: toListing({ path, query, entities, total }) };
    }),
    handle(ops.postExternalcontactsContacts, async ({ principal, body }) => ({
      status: 200,
      body: toWire(await createContact(deps, principal.org, body)),
    })),
    handle(ops.getExternalcontactsContact, async ({ principal, params }) => ({
      status: 200,
      body: await toWhole(db, await readContact(deps, principal.org, params.contactId)),
    })),
    handle(ops.putExternalcontactsContact, async ({ principal, params, body }) => ({
      status: 200,
      body: toWire(
        await replaceContact(deps, principal.org, { id: params.contactId, request: body }),
      ),
    })),
    handle(ops.deleteExternalcontactsContact, async ({ principal, params }) => {
      await removeContact(deps, principal.org, params.contactId);
      return { status: 200, body: {} };
    }),
    ...[
      ops.postExternalcontactsIdentifierlookup,
      ops.postExternalcontactsIdentifierlookupContacts,
    ].map((operation) =>
      handle(operation, async ({ principal, body }) => {
        const id = await findByIdentifiers(db, principal.org, [identifierOf(body)]);
        if (id === null) throw contactErrors.notFound();
        return { status: 200, body: toWire(await readContact(deps, principal.org, id)) };
      }),
    ),
  ];
};
