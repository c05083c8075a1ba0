import { randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, found, listing } from './fake-http.ts';

const BASE = '/api/v2/responsemanagement';

const response = (name: string, content: string, more: object = {}): Row => ({
  id: `response-${name}`,
  name,
  version: 1,
  libraries: [{ id: 'library-1', name: 'Greetings' }],
  texts: [{ content, contentType: 'text/plain', type: 'body' }],
  substitutions: [],
  ...more,
});

type Filter = { name: string; values: string[] };

const isIn = (row: Row, libraries: readonly string[]) =>
  (row['libraries'] as Row[]).some(({ id }) => libraries.includes(id));

const search = (rows: readonly Row[], body: Readonly<Record<string, unknown>>) => {
  const filters = (body['filters'] ?? []) as Filter[];
  const libraries = filters.find(({ name }) => name === 'libraryId')?.values;
  const words = String(body['queryPhrase'] ?? '')
    .toLowerCase()
    .split(/\s+/);
  return rows.filter(
    (row) =>
      (!libraries || isIn(row, libraries)) &&
      words.every((word) => JSON.stringify(row).toLowerCase().includes(word)),
  );
};

/** Things that are made, replaced and deleted under a path. */
const crud = (rows: Row[], path: string, id: string): FakeRoutes => ({
  [`POST ${path}`]: ({ body }) => {
    const made = { ...body, id: randomUUID(), version: 1 };
    rows.push(made);
    return found(made);
  },
  [`GET ${path}/{${id}}`]: ({ params }) => found(rows.find((row) => row.id === params[id])),
  [`PUT ${path}/{${id}}`]: ({ params, body }) => {
    const row = rows.find((one) => one.id === params[id]);
    return found(row && Object.assign(row, body, { version: Number(row['version']) + 1 }));
  },
  [`DELETE ${path}/{${id}}`]: ({ params }) => {
    const index = rows.findIndex((row) => row.id === params[id]);
    if (index < 0) return found(undefined);
    rows.splice(index, 1);
    return { status: 204 };
  },
});

/** Canned responses and their libraries. */
export function responseRoutes(): FakeRoutes {
  const libraries: Row[] = [
    { id: 'library-1', name: 'Greetings', version: 1 },
    { id: 'library-2', name: 'Billing', version: 1 },
  ];
  const responses: Row[] = [
    response('Hello', 'Hello {{customer.firstName}}, I am {{agent.firstName}}.'),
    response('Order', 'Your order {{orderNumber}} left on {{day}}.'),
    response('Appointment', '{{customer.firstName}}, does {{day}} suit you?', {
      responseType: 'MessagingTemplate',
      messagingTemplate: {
        whatsApp: {
          ...{ name: 'appointment', language: 'en' },
          header: { type: 'Text', content: 'Your appointment' },
          messageFooter: { type: 'Text', content: 'Demo shop, Berlin' },
          buttons: [
            { type: 'QuickReply', contentText: 'Yes', content: 'yes' },
            { type: 'QuickReply', contentText: 'Another day', content: 'no' },
          ],
        },
      },
    }),
    response('Refund', 'Your money comes back.', {
      libraries: [{ id: 'library-2', name: 'Billing' }],
    }),
  ];
  return {
    ...crud(libraries, `${BASE}/libraries`, 'libraryId'),
    ...crud(responses, `${BASE}/responses`, 'responseId'),
    [`GET ${BASE}/libraries`]: ({ query }) => {
      const prefix = (query.get('libraryPrefix') ?? '').toLowerCase();
      return listing(
        libraries.filter((row) => String(row['name']).toLowerCase().startsWith(prefix)),
        query,
      );
    },
    [`POST ${BASE}/responses/query`]: ({ body }) => {
      const query = new URLSearchParams();
      for (const name of ['pageSize', 'pageNumber'])
        if (body[name] !== undefined) query.set(name, String(body[name]));
      return found({ results: listing(search(responses, body), query).body });
    },
  };
}
