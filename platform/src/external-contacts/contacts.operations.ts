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
import type { Directory } from '../users/index.ts';
import { contactErrors } from './contacts.errors.ts';
import { identifierOf } from './contacts.rules.ts';
import {
  type ContactRecord,
  findByIdentifiers,
  listContacts,
  mergeSetOf,
} from './contacts.store.ts';
import {
  type ContactWriteDeps,
  createContact,
  readContact,
  removeContact,
  replaceContact,
} from './contacts.usecases.ts';
import { type ConversationRow, listContactConversations } from './merge.store.ts';
import { mergeContacts, mergeTwo } from './merge.usecases.ts';

/** What contacts are asked for with: the directory knows who the agents are that customers know by other names. */
export type ContactOperationsDeps = ContactWriteDeps & {
  readonly directory: Pick<Directory, 'people'>;
};

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

type People = Awaited<ReturnType<Directory['people']>>;

/** An agent under the own name; who is no user any more under the one that customers knew. */
const agentWire = ({ id, name }: ConversationRow['agents'][number], people: People) => {
  const known = (id === null ? undefined : people.get(id)?.name) ?? name;
  return { ...(id === null ? {} : { id }), ...(known === null ? {} : { name: known }) };
};

const conversationWire = (row: ConversationRow, people: People) => ({
  id: row.id,
  startTime: row.startedAt.toISOString(),
  ...(row.endedAt ? { endTime: row.endedAt.toISOString() } : {}),
  ...(row.integrationName === null
    ? {}
    : { integration: { id: row.integration, name: row.integrationName } }),
  ...(row.queue === null || row.queueName === null
    ? {}
    : { queue: { id: row.queue, name: row.queueName } }),
  agents: row.agents.map((one) => agentWire(one, people)),
});

const mergeHandlers = (deps: ContactOperationsDeps): readonly Handler[] => [
  handle(contactMergeOperations.postExternalcontactsContactsMerge, async (call) => {
    const { contactIds, valueOverride } = call.body;
    const merged = await mergeContacts(deps, call, {
      ids: contactIds,
      override: valueOverride,
    });
    return { status: 200, body: await toWhole(deps.db, merged) };
  }),
  handle(contactMergeOperations.postExternalcontactsMergeContacts, async (call) => {
    const { sourceContactId, targetContactId } = call.body;
    const merged = await mergeTwo(deps, call, [sourceContactId, targetContactId]);
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
      const ids = rows.flatMap(({ agents }) => agents.flatMap((one) => one.id ?? []));
      const people = await deps.directory.people(org, [...new Set(ids)]);
      const entities = rows.map((row) => conversationWire(row, people));
      return {
        status: 200,
        body: { entities, total, pageSize: page.size, pageNumber: page.number },
      };
    },
  ),
];

/** External contacts: kept by hand, found again, and looked up by what is known of somebody. */
export const externalContactHandlers = (deps: ContactOperationsDeps): readonly Handler[] => {
  const { db } = deps;
  return [
    ...mergeHandlers(deps),
    handle(ops.getExternalcontactsContacts, async ({ principal, query }) => {
      const wanted = { org: principal.org, q: query.q };
      const { total, rows } = await listContacts(db, wanted, pageOf(query));
      const entities = rows.map(toWire);
      return { status: 200, body: toListing({ path, query, entities, total }) };
    }),
    handle(ops.postExternalcontactsContacts, async (call) => ({
      status: 200,
      body: toWire(await createContact(deps, call, call.body)),
    })),
    handle(ops.getExternalcontactsContact, async ({ principal, params }) => ({
      status: 200,
      body: await toWhole(db, await readContact(deps, principal.org, params.contactId)),
    })),
    handle(ops.putExternalcontactsContact, async (call) => ({
      status: 200,
      body: toWire(
        await replaceContact(deps, call, { id: call.params.contactId, request: call.body }),
      ),
    })),
    handle(ops.deleteExternalcontactsContact, async (call) => {
      await removeContact(deps, call, call.params.contactId);
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
