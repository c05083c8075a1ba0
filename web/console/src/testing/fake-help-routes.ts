import { operationFamilies } from '@tandem/contract';
import { type FakeRoutes, found, listing } from './fake-http.ts';

type Described = {
  readonly method: string;
  readonly path: string;
  readonly permission?: { readonly all?: readonly string[]; readonly any?: readonly string[] };
  readonly body?: unknown;
  readonly reply: Readonly<Record<number, unknown>>;
};

/** The description of the interface as the server gives it. */
function openApi() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [family, operations] of Object.entries(operationFamilies)) {
    for (const [id, one] of Object.entries(operations as Record<string, Described>)) {
      const item = paths[one.path] ?? {};
      paths[one.path] = item;
      const content = (schema: unknown) =>
        schema ? { content: { 'application/json': { schema } } } : {};
      item[one.method.toLowerCase()] = {
        operationId: id,
        tags: [family],
        'x-tandem-permission': (one.permission?.all ?? one.permission?.any ?? []).join(' or '),
        'x-tandem-implemented': family !== 'analytics',
        ...(one.body ? { requestBody: content(one.body) } : {}),
        responses: Object.fromEntries(
          Object.entries(one.reply).map(([status, schema]) => [status, content(schema)]),
        ),
      };
    }
  }
  return { openapi: '3.1.0', paths };
}

const ENTRIES = [
  {
    id: 'a1',
    at: '2026-03-01T09:30:00.000Z',
    actor: { kind: 'user', id: 'u1', name: 'Ada Agent' },
    action: 'update',
    entity: { type: 'role', id: 'role-agent', name: 'Agent' },
    changes: { permissionPolicies: { from: ['routing:queue:view'], to: ['routing:queue:*'] } },
    correlationId: 'c-1',
  },
  {
    id: 'a2',
    at: '2026-03-01T09:10:00.000Z',
    actor: { kind: 'system', id: null, name: null },
    action: 'create',
    entity: { type: 'openIntegration', id: 'o1', name: 'Chat' },
    changes: {
      active: { from: true, to: false },
      'acwSettings.timeoutMs': { to: 2000 },
      secret: {},
    },
    correlationId: null,
  },
];

/** Interface description and audit log. */
export const helpRoutes = (): FakeRoutes => ({
  'GET /tandem/openapi.json': () => found(openApi()),
  'GET /tandem/audit': ({ query }) => {
    const part = (query.get('search') ?? '').toLowerCase();
    const type = query.get('entityType');
    return listing(
      ENTRIES.filter((entry) => JSON.stringify(entry).toLowerCase().includes(part)).filter(
        ({ entity }) => !type || entity.type === type,
      ),
      query,
    );
  },
});
