import { randomUUID } from 'node:crypto';
import type { FakeState, Row } from './fake-data.ts';
import { type FakeRoutes, failure, found, listing } from './fake-http.ts';

const byName = (rows: readonly Row[], wanted: string | null) => {
  const part = (wanted ?? '').replaceAll('*', '').toLowerCase();
  return rows.filter((row) => String(row['name']).toLowerCase().includes(part));
};
const ids = (body: unknown): string[] =>
  Array.isArray(body) ? body.map((one) => String((one as Row).id)) : [];

const queueRoutes = (state: FakeState): FakeRoutes => ({
  'GET /api/v2/routing/queues': ({ query }) =>
    listing(byName(state.queues, query.get('name')), query),
  'POST /api/v2/routing/queues': ({ body }) => {
    if (state.queues.some((queue) => queue['name'] === body['name'])) {
      return failure(409, 'queue.name.taken', `A queue named "${body['name']}" exists already.`);
    }
    const queue = { ...body, id: randomUUID(), memberCount: 0, joinedMemberCount: 0 };
    state.queues.push(queue);
    state.members.set(queue.id, []);
    state.queueCodes.set(queue.id, []);
    return { status: 200, body: queue };
  },
  'GET /api/v2/routing/queues/{queueId}': ({ params }) =>
    found(state.queues.find((queue) => queue.id === params['queueId'])),
  'PUT /api/v2/routing/queues/{queueId}': ({ params, body }) => {
    const queue = state.queues.find((one) => one.id === params['queueId']);
    return found(queue && Object.assign(queue, body));
  },
  'DELETE /api/v2/routing/queues/{queueId}': ({ params }) => {
    const index = state.queues.findIndex((queue) => queue.id === params['queueId']);
    if (index < 0) return found(undefined);
    state.queues.splice(index, 1);
    return { status: 200 };
  },
});

const noLoad = { waiting: 0, active: 0 };

/** Deletion as the console does it: nobody waits in the queues of the fake. */
const removalRoutes = (state: FakeState): FakeRoutes => ({
  'GET /tandem/queues/{queueId}/load': () => ({ status: 200, body: noLoad }),
  'POST /tandem/queues/{queueId}/removal': ({ params }) => {
    const index = state.queues.findIndex((queue) => queue.id === params['queueId']);
    if (index < 0) return found(undefined);
    state.queues.splice(index, 1);
    return { status: 202, body: noLoad };
  },
});

const memberRoutes = (state: FakeState): FakeRoutes => ({
  'GET /api/v2/routing/queues/{queueId}/members': ({ params, query }) => {
    const members = state.members.get(params['queueId'] ?? '') ?? [];
    const rows = members.map((member) => ({
      ...member,
      name: state.users.find((one) => one.id === member.id)?.['name'],
    }));
    return listing(rows, query);
  },
  'POST /api/v2/routing/queues/{queueId}/members': ({ params, query, body }) => {
    const queueId = params['queueId'] ?? '';
    const others = (state.members.get(queueId) ?? []).filter(({ id }) => !ids(body).includes(id));
    const added = query.get('delete') === 'true' ? [] : ids(body);
    const members = [...others, ...added.map((id) => ({ id, joined: false }))];
    state.members.set(queueId, members);
    const queue = state.queues.find((one) => one.id === queueId);
    if (queue) queue['memberCount'] = members.length;
    return { status: 200 };
  },
  'GET /api/v2/routing/queues/{queueId}/wrapupcodes': ({ params, query }) => {
    const own = state.queueCodes.get(params['queueId'] ?? '') ?? [];
    return listing(
      state.codes.filter((code) => own.includes(code.id)),
      query,
    );
  },
  'POST /api/v2/routing/queues/{queueId}/wrapupcodes': ({ params, body }) => {
    const own = state.queueCodes.get(params['queueId'] ?? '') ?? [];
    state.queueCodes.set(params['queueId'] ?? '', [...own, ...ids(body)]);
    return { status: 200, body: state.codes.filter((code) => ids(body).includes(code.id)) };
  },
  'DELETE /api/v2/routing/queues/{queueId}/wrapupcodes/{codeId}': ({ params }) => {
    const own = state.queueCodes.get(params['queueId'] ?? '') ?? [];
    state.queueCodes.set(
      params['queueId'] ?? '',
      own.filter((id) => id !== params['codeId']),
    );
    return { status: 200 };
  },
  'GET /api/v2/routing/wrapupcodes': ({ query }) => listing(state.codes, query),
});

/** Queues, their members and codes, people. */
export const adminRoutes = (state: FakeState): FakeRoutes => ({
  ...queueRoutes(state),
  ...removalRoutes(state),
  ...memberRoutes(state),
  'GET /api/v2/users': ({ query }) => listing(state.users, query),
  'GET /api/v2/users/me': () => found(state.me),
  'DELETE /api/v2/tokens/me': () => ({ status: 200 }),
});
