import {
  type ExternalContact,
  type Handler,
  handle,
  externalContactsOperations as ops,
} from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import { contactErrors } from './contacts.errors.ts';
import { identifierOf } from './contacts.rules.ts';
import {
  type ContactRecord,
  deleteContact,
  findByIdentifiers,
  listContacts,
} from './contacts.store.ts';
import {
  type ContactDeps,
  createContact,
  readContact,
  replaceContact,
} from './contacts.usecases.ts';

const path = '/api/v2/externalcontacts/contacts';

const toWire = ({
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

/** External contacts: kept by hand, found again, and looked up by what is known of somebody. */
export const externalContactHandlers = (deps: ContactDeps): readonly Handler[] => {
  const { db } = deps;
  return [
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
      body: toWire(await readContact(deps, principal.org, params.contactId)),
    })),
    handle(ops.putExternalcontactsContact, async ({ principal, params, body }) => ({
      status: 200,
      body: toWire(
        await replaceContact(deps, principal.org, { id: params.contactId, request: body }),
      ),
    })),
    handle(ops.deleteExternalcontactsContact, async ({ principal, params }) => {
      if (!(await deleteContact(db, principal.org, params.contactId)))
        throw contactErrors.notFound();
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
