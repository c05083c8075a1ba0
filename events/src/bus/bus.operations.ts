import { type Handler, handle, eventBusOperations as operations } from '@tandem/contract';
import { isUuid, type Queryable } from '@tandem/kit';
import { listingOf, pageOf, toListing } from '../listing.rules.ts';
import { archivedCounts, listArchives } from './archives.store.ts';
import { addArchive, cancelReplay, removeArchive, startReplay } from './archives.usecases.ts';
import { busErrors } from './bus.errors.ts';
import type { BusDeps, BusRecord } from './bus.model.ts';
import {
  archiveWire,
  busWire,
  deliveryDetailWire,
  deliveryWire,
  eventWire,
  replayWire,
  sourceWire,
} from './bus.wire.ts';
import { lastEvents } from './bus-events.store.ts';
import { listDeliveries } from './deliveries.store.ts';
import { readDelivery, redriveDeliveries } from './deliveries.usecases.ts';
import { findBus, listBuses, listSources } from './partner-sources.store.ts';
import { associateSource, removeBus, setDropWhilePending } from './partner-sources.usecases.ts';
import type { PublishDeps } from './publish.ts';
import { listReplays } from './replays.store.ts';
import { sendTestEvent } from './test-event.usecases.ts';

type Deps = BusDeps & PublishDeps;

/** An id that PostgreSQL cannot read is the id of nothing. */
export const uuidOf = (id: string): string => {
  if (!isUuid(id)) throw busErrors.notFound();
  return id.toLowerCase();
};

/** @throws busErrors.notFound (404) */
export const busOf = async (db: Queryable, org: string, id: string): Promise<BusRecord> => {
  const bus = await findBus(db, org, { id: uuidOf(id) });
  if (!bus) throw busErrors.notFound();
  return bus;
};

const busView = async (db: Queryable, org: string, id: string) => {
  const [row] = await listBuses(db, { org, id: uuidOf(id) });
  if (!row) throw busErrors.notFound();
  return busWire(row);
};

/** Partner sources and their buses. */
export const busHandlers = (deps: Deps): readonly Handler[] => {
  const { db, clock } = deps;
  const sources = (org: string) => listSources(db, { org, now: clock.now() });
  return [
    handle(operations.getPartnerSources, async ({ principal: { org }, query }) => {
      const { path } = operations.getPartnerSources;
      const all = (await sources(org)).map(sourceWire);
      return { status: 200, body: listingOf(all, { path, query }) };
    }),
    handle(operations.patchPartnerSource, async (call) => {
      const id = uuidOf(call.params.partnerSourceId);
      await setDropWhilePending(deps, call, { id, ...call.body });
      const row = (await sources(call.principal.org)).find((one) => one.id === id);
      if (!row) throw busErrors.notFound();
      return { status: 200, body: sourceWire(row) };
    }),
    handle(operations.postPartnerSourceAssociate, async (call) => {
      const bus = await associateSource(deps, call, uuidOf(call.params.partnerSourceId));
      return { status: 200, body: await busView(db, call.principal.org, bus.id) };
    }),
    handle(operations.getEventBuses, async ({ principal: { org }, query }) => {
      const { path } = operations.getEventBuses;
      const all = (await listBuses(db, { org })).map(busWire);
      return { status: 200, body: listingOf(all, { path, query }) };
    }),
    handle(operations.getEventBus, async ({ principal: { org }, params }) => ({
      status: 200,
      body: await busView(db, org, params.busId),
    })),
    handle(operations.deleteEventBus, async (call) => {
      await removeBus(deps, call, uuidOf(call.params.busId));
      return { status: 204 };
    }),
  ];
};

/** What a bus has seen and done. */
export const busHistoryHandlers = (deps: Deps): readonly Handler[] => {
  const { db } = deps;
  return [
    handle(operations.postEventBusTestEvents, async (call) => {
      const busId = uuidOf(call.params.busId);
      const row = await sendTestEvent(deps, call, { busId, request: call.body });
      return { status: 201, body: eventWire(row) };
    }),
    handle(operations.getEventBusEvents, async ({ principal: { org }, params, query }) => {
      const bus = await busOf(db, org, params.busId);
      const { total, rows } = await lastEvents(db, { org, source: bus.name, ...pageOf(query) });
      const path = `/tandem/events/buses/${bus.id}/events`;
      return { status: 200, body: toListing(rows.map(eventWire), { path, query, total }) };
    }),
    handle(operations.getEventBusDeliveries, async ({ principal: { org }, params, query }) => {
      const bus = await busOf(db, org, params.busId);
      const { state, ruleId: rule, eventId } = query;
      const readable = [rule, eventId].every((id) => id === undefined || isUuid(id));
      const filter = { org, bus: bus.id, state, rule, eventId };
      const { total, rows } = readable
        ? await listDeliveries(db, filter, pageOf(query))
        : { total: 0, rows: [] };
      const path = `/tandem/events/buses/${bus.id}/deliveries`;
      return { status: 200, body: toListing(rows.map(deliveryWire), { path, query, total }) };
    }),
    handle(operations.getEventBusDelivery, async ({ principal: { org }, params }) => {
      const which = { org, bus: uuidOf(params.busId), id: params.busDeliveryId };
      const { delivery, attempts } = await readDelivery(deps, which);
      return { status: 200, body: deliveryDetailWire(delivery, attempts) };
    }),
    handle(operations.postEventBusDeliveriesRedrive, async (call) => {
      const busId = uuidOf(call.params.busId);
      const { deliveryIds } = call.body;
      const redriven = await redriveDeliveries(deps, call, { busId, deliveryIds });
      return { status: 200, body: { redriven } };
    }),
  ];
};

/** Archives and replays of a bus. */
export const archiveHandlers = (deps: Deps): readonly Handler[] => {
  const { db } = deps;
  return [
    handle(operations.getEventArchives, async ({ principal: { org }, params, query }) => {
      const bus = await busOf(db, org, params.busId);
      const all = await listArchives(db, { org, bus: bus.id });
      const ids = all.map(({ id }) => id);
      const counts = await archivedCounts(db, org, ids);
      const path = `/tandem/events/buses/${bus.id}/archives`;
      const views = all.map((archive) => archiveWire(archive, counts.get(archive.id) ?? 0));
      return { status: 200, body: listingOf(views, { path, query }) };
    }),
    handle(operations.postEventArchives, async (call) => {
      const busId = uuidOf(call.params.busId);
      const archive = await addArchive(deps, call, { busId, request: call.body });
      return { status: 201, body: archiveWire(archive, 0) };
    }),
    handle(operations.deleteEventArchive, async (call) => {
      const { busId, archiveId } = call.params;
      await removeArchive(deps, call, { busId: uuidOf(busId), archiveId: uuidOf(archiveId) });
      return { status: 204 };
    }),
    handle(operations.getEventReplays, async ({ principal: { org }, params, query }) => {
      const bus = await busOf(db, org, params.busId);
      const all = (await listReplays(db, { org, bus: bus.id })).map(replayWire);
      const path = `/tandem/events/buses/${bus.id}/replays`;
      return { status: 200, body: listingOf(all, { path, query }) };
    }),
    handle(operations.postEventReplays, async (call) => {
      const busId = uuidOf(call.params.busId);
      const replay = await startReplay(deps, call, { busId, request: call.body });
      return { status: 201, body: replayWire(replay) };
    }),
    handle(operations.postEventReplayCancel, async (call) => {
      const { busId, replayId } = call.params;
      const ids = { busId: uuidOf(busId), replayId: uuidOf(replayId) };
      return { status: 200, body: replayWire(await cancelReplay(deps, call, ids)) };
    }),
  ];
};
