import type { Row } from './fake-data.ts';
import { type FakeRoutes, found, listing } from './fake-http.ts';

const BASE = '/tandem/gateway/flows/{flowId}';
const started = '2026-05-03T08:00:00.000Z';

/** An error as the server tells it: in English, with what the words of other languages are filled with. */
const UNREACHABLE = {
  code: 'http.unreachable',
  message: 'users.example cannot be reached: it refuses the connection.',
  params: { host: 'users.example', reason: 'it refuses the connection' },
  action: 'b2',
};

const execution = (id: string, status: string): Row => ({
  id,
  flow: { id: 'flow-lookup', name: 'User lookup' },
  version: 1,
  label: 'Live',
  status,
  origin: status === 'waiting' ? 'schedule' : 'hand',
  startedBy: { id: '00000000-0000-4000-8000-000000000001', name: 'Ada Admin' },
  dateStarted: started,
  dateEnded: status === 'waiting' ? null : '2026-05-03T08:00:01.000Z',
  durationMs: status === 'waiting' ? null : 412,
  steps: 3,
  conversationId: null,
  error: status === 'failed' ? UNREACHABLE : null,
});

const step = (number: number, action: string, rest: object) => ({
  step: number,
  flow: null,
  action,
  type: 'log',
  outlet: 'next',
  durationMs: 12 * number,
  date: started,
  changed: {},
  flags: [],
  error: null,
  ...rest,
});

const TRACE = [
  step(1, 'b1', { type: 'oauthAuthentication', changed: { clientSecret: '••••••' } }),
  step(2, 'b2', {
    type: 'genesysSearchUsers',
    outlet: 'error',
    call: {
      method: 'GET',
      address: 'https://users.example/api/v2/users?q=••••••',
      status: null,
      attempts: 3,
    },
    error: UNREACHABLE,
  }),
  step(3, 'b4', {
    changed: { found: null },
    flags: ['path.nothing:found'],
    error: { code: 'of.tomorrow', message: 'Only the server knows.', action: 'b4' },
  }),
];

/** Runs of automation flows: what ran, and when it runs by itself. */
export function runRoutes(): FakeRoutes {
  const executions = [execution('run-1', 'failed'), execution('run-2', 'waiting')];
  const triggers: Row[] = [];
  const read = (id: string | undefined, secure: boolean) => {
    const kept = executions.find((one) => one.id === id);
    if (!kept) return found(undefined);
    const trace = secure
      ? TRACE.map((one) => ({ ...one, changed: { ...one.changed, clientSecret: 'opened' } }))
      : TRACE;
    const inputs = { email: 'ada@example.com' };
    return found({ execution: kept, inputs, outputs: {}, trace, document: null });
  };
  return {
    'GET /tandem/platform/flows/{flowId}/executions': ({ query }) => listing([], query),
    'GET /api/v2/processautomation/triggers': () => ({ status: 200, body: { entities: [] } }),
    [`GET ${BASE}/executions`]: ({ query }) => {
      const status = query.get('status');
      return listing(
        executions.filter((one) => !status || one['status'] === status),
        query,
      );
    },
    [`GET ${BASE}/executions/{executionId}`]: ({ params, query }) =>
      read(params['executionId'], query.get('secure') === 'true'),
    [`POST ${BASE}/executions/{executionId}/stop`]: ({ params }) => {
      const kept = executions.find((one) => one.id === params['executionId']);
      return found(kept && Object.assign(kept, { status: 'stopped' }));
    },
    [`GET ${BASE}/triggers`]: () => found({ triggers }),
    [`POST ${BASE}/triggers`]: ({ body }) => {
      const trigger: Row = { inputs: {}, ...body, id: 'trigger-1', dateNext: started };
      triggers.push(trigger);
      return { status: 201, body: trigger };
    },
  };
}
