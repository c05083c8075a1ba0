import {
  type Handler,
  handle,
  mostRedriven,
  destinationOperations as operations,
} from '@tandem/contract';
import { pageOf, toListing } from '../listing.rules.ts';
import type { DestinationRecord } from './destination.types.ts';
import type { DestinationDeps } from './destinations.deps.ts';
import {
  changeDestination,
  createDestination,
  deleteDestination,
  requireDestination,
  switchDestination,
} from './destinations.usecases.ts';
import {
  toCallWire,
  toDeadLetterWire,
  toDestinationWire,
  toKindWire,
  toReplayWire,
  toTestWire,
} from './destinations.wire.ts';
import {
  lagsOf,
  listCalls,
  listDeadLetters,
  listDestinations,
  listReplays,
} from './store/index.ts';
import {
  beginReplay,
  describeRemote,
  redriveDeadLetters,
  testDestination,
} from './traffic.usecases.ts';
import { estimateVolume } from './volume.usecase.ts';

const shown = async (deps: DestinationDeps, destination: DestinationRecord) => {
  const { id, org } = destination;
  const lags = await lagsOf(deps.db, { org, ids: [id], types: deps.typesOfTopics ?? null });
  return toDestinationWire(destination, { lag: lags.get(id), now: deps.clock.now() });
};

const administration = (deps: DestinationDeps): Handler[] => [
  handle(operations.getEventDestinationKinds, async () => ({
    status: 200,
    body: { kinds: deps.kinds.all().map(toKindWire) },
  })),
  handle(operations.getEventVolume, async ({ principal }) => ({
    status: 200,
    body: { topics: await estimateVolume(deps, principal.org) },
  })),
  handle(operations.getEventDestinations, async ({ principal, query }) => {
    const { rows, total } = await listDestinations(deps.db, principal.org, pageOf(query));
    const lags = await lagsOf(deps.db, {
      org: principal.org,
      ids: rows.map(({ id }) => id),
      types: deps.typesOfTopics ?? null,
    });
    const now = deps.clock.now();
    const entities = rows.map((row) => toDestinationWire(row, { lag: lags.get(row.id), now }));
    const { path } = operations.getEventDestinations;
    return { status: 200, body: toListing(entities, { path, query, total }) };
  }),
  handle(operations.postEventDestinations, async ({ body, ...acting }) => ({
    status: 201,
    body: await shown(deps, await createDestination(deps, acting, body)),
  })),
  handle(operations.getEventDestination, async ({ principal, params }) => ({
    status: 200,
    body: await shown(deps, await requireDestination(deps, principal.org, params.destinationId)),
  })),
  handle(operations.putEventDestination, async ({ params, body, ...acting }) => {
    const change = { id: params.destinationId, request: body };
    return { status: 200, body: await shown(deps, await changeDestination(deps, acting, change)) };
  }),
  handle(operations.deleteEventDestination, async ({ params, ...acting }) => {
    await deleteDestination(deps, acting, params.destinationId);
    return { status: 204 };
  }),
];

const running = (deps: DestinationDeps): Handler[] => [
  handle(operations.postEventDestinationPause, async ({ params, ...acting }) => {
    const change = { id: params.destinationId, state: 'paused' } as const;
    return { status: 200, body: await shown(deps, await switchDestination(deps, acting, change)) };
  }),
  handle(operations.postEventDestinationResume, async ({ params, ...acting }) => {
    const change = { id: params.destinationId, state: 'running' } as const;
    return { status: 200, body: await shown(deps, await switchDestination(deps, acting, change)) };
  }),
  handle(operations.getEventDestinationRemote, async ({ principal, params }) => ({
    status: 200,
    body: await describeRemote(deps, principal.org, params.destinationId),
  })),
  handle(operations.postEventDestinationTest, async ({ principal, params }) => ({
    status: 200,
    body: toTestWire(await testDestination(deps, principal.org, params.destinationId)),
  })),
];

const traffic = (deps: DestinationDeps): Handler[] => [
  handle(operations.getEventDestinationReplays, async ({ principal, params }) => {
    const { id, org } = await requireDestination(deps, principal.org, params.destinationId);
    const entities = (await listReplays(deps.db, org, id)).map(toReplayWire);
    return { status: 200, body: { entities } };
  }),
  handle(operations.postEventDestinationReplays, async ({ params, body, ...acting }) => {
    const asked = { id: params.destinationId, request: body };
    return { status: 201, body: toReplayWire(await beginReplay(deps, acting, asked)) };
  }),
  handle(operations.getEventDestinationDeadLetters, async ({ principal, params, query }) => {
    const { id, org } = await requireDestination(deps, principal.org, params.destinationId);
    const which = { org, destination: id, ...pageOf(query) };
    const { rows, total } = await listDeadLetters(deps.db, which);
    const path = `/tandem/events/destinations/${id}/dead-letters`;
    const entities = rows.map(toDeadLetterWire);
    return { status: 200, body: toListing(entities, { path, query, total }) };
  }),
  handle(operations.postEventDestinationDeadLettersRedrive, async ({ params, body, ...acting }) => {
    const ids = body.eventIds ?? null;
    const asked = { id: params.destinationId, ids, limit: mostRedriven };
    return { status: 200, body: { redriven: await redriveDeadLetters(deps, acting, asked) } };
  }),
  handle(operations.getEventDestinationCalls, async ({ principal, params, query }) => {
    const { id, org } = await requireDestination(deps, principal.org, params.destinationId);
    const which = { org, destination: id, failed: query.failed ?? false, ...pageOf(query) };
    const { rows, total } = await listCalls(deps.db, which);
    const path = `/tandem/events/destinations/${id}/calls`;
    return { status: 200, body: toListing(rows.map(toCallWire), { path, query, total }) };
  }),
];

/** Destinations of events: made, changed, paused, tried out, looked into. Secrets never come back. */
export const destinationHandlers = (deps: DestinationDeps): Handler[] => [
  ...administration(deps),
  ...running(deps),
  ...traffic(deps),
];
