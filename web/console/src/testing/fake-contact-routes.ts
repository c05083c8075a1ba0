import { randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, found, listing } from './fake-http.ts';

const BASE = '/api/v2/externalcontacts/contacts';

const contact = (id: string, more: object): Row => ({
  id,
  type: 'Curated',
  createDate: '2026-11-20T10:00:00.000Z',
  modifyDate: '2026-11-21T10:00:00.000Z',
  ...more,
});

const ref = (id: string) => ({ id, selfUri: `${BASE}/${id}` });

/** Contacts, and one of several. */
export function contactRoutes(): FakeRoutes {
  const contacts: Row[] = [
    contact('contact-selin', {
      ...{ firstName: 'Selin', lastName: 'Kaya', personalEmail: 'selin@example.org' },
      identifiers: [
        { type: 'Email', value: 'selin@example.org' },
        { type: 'ExternalId', value: 'chat-1', externalSource: { id: 'crm', name: 'Shop' } },
      ],
    }),
    contact('contact-guest', {
      ...{ type: 'Ephemeral', firstName: 'Guest' },
      identifiers: [{ type: 'Phone', value: '+4930123456' }],
    }),
  ];
  const one = (id = '') => contacts.find((row) => row.id === id);
  const listed = () => contacts.filter((row) => !row['mergedTo']);
  return {
    [`GET ${BASE}`]: ({ query }) => {
      const words = (query.get('q') ?? '').toLowerCase();
      const rows = listed().filter((row) => JSON.stringify(row).toLowerCase().includes(words));
      return listing(rows, query);
    },
    [`POST ${BASE}`]: ({ body }) => {
      const made = contact(randomUUID(), body);
      contacts.push(made);
      return found(made);
    },
    [`GET ${BASE}/{contactId}`]: ({ params }) => found(one(params['contactId'])),
    [`PUT ${BASE}/{contactId}`]: ({ params, body }) => {
      const row = one(params['contactId']);
      return found(row && Object.assign(row, body));
    },
    [`DELETE ${BASE}/{contactId}`]: ({ params }) => {
      const index = contacts.findIndex((row) => row.id === params['contactId']);
      return found(contacts.splice(index, 1)[0] && {});
    },
    [`POST ${BASE}/merge`]: ({ body }) => {
      const parts = (body['contactIds'] as string[]).map(one);
      const made = contact(randomUUID(), Object.assign({}, ...parts.toReversed()));
      const merged: Row = { ...made, id: randomUUID() };
      merged['identifiers'] = parts.flatMap((part) => (part?.['identifiers'] ?? []) as object[]);
      for (const part of parts)
        if (part)
          Object.assign(part, { mergedTo: ref(merged.id), canonicalContact: ref(merged.id) });
      contacts.push(merged);
      return found(merged);
    },
    'GET /tandem/externalcontacts/contacts/{contactId}/conversations': ({ query }) =>
      listing(
        [
          {
            ...{ id: 'conversation-old', startTime: '2026-11-20T10:00:00.000Z' },
            endTime: '2026-11-20T10:10:00.000Z',
            integration: { id: 'integration-1', name: 'Shop' },
            agents: ['agent-1', 'agent-2'].map((id) => ({ id, name: 'Ada Agent' })),
          },
        ],
        query,
      ),
  };
}
