import { type Handler, handle, eventBusOperations as operations } from '@tandem/contract';
import { listingOf } from '../listing.rules.ts';
import { findApiDestination, listApiDestinations, ruleCounts } from './api-destinations.store.ts';
import { putApiDestination, removeApiDestination } from './api-destinations.usecases.ts';
import { busErrors } from './bus.errors.ts';
import type { BusDeps } from './bus.model.ts';
import { busOf, uuidOf } from './bus.operations.ts';
import { destinationWire, ruleWire } from './bus.wire.ts';
import { waitingDeliveries } from './deliveries.store.ts';
import { findSource } from './partner-sources.store.ts';
import { findRule, listRules } from './rules.store.ts';
import { putRule, removeRule } from './rules.usecases.ts';

/** Rules of a bus. */
export const ruleHandlers = (deps: BusDeps): readonly Handler[] => {
  const { db } = deps;
  const sourceOf = async (org: string, busId: string) => {
    const bus = await busOf(db, org, busId);
    return { bus, source: await findSource(db, org, { name: bus.name }) };
  };
  return [
    handle(operations.getEventRules, async ({ principal: { org }, params, query }) => {
      const { bus, source } = await sourceOf(org, params.busId);
      const rules = await listRules(db, { org, bus: bus.id });
      const path = `/tandem/events/buses/${bus.id}/rules`;
      const all = rules.map((rule) => ruleWire(rule, source));
      return { status: 200, body: listingOf(all, { path, query }) };
    }),
    handle(operations.postEventRules, async (call) => {
      const busId = uuidOf(call.params.busId);
      const rule = await putRule(deps, call, { busId, ruleId: null, request: call.body });
      const { source } = await sourceOf(call.principal.org, busId);
      return { status: 201, body: ruleWire(rule, source) };
    }),
    handle(operations.getEventRule, async ({ principal: { org }, params }) => {
      const { bus, source } = await sourceOf(org, params.busId);
      const rule = await findRule(db, { org, bus: bus.id, id: uuidOf(params.ruleId) });
      if (!rule) throw busErrors.notFound();
      return { status: 200, body: ruleWire(rule, source) };
    }),
    handle(operations.putEventRule, async (call) => {
      const [busId, ruleId] = [uuidOf(call.params.busId), uuidOf(call.params.ruleId)];
      const rule = await putRule(deps, call, { busId, ruleId, request: call.body });
      const { source } = await sourceOf(call.principal.org, busId);
      return { status: 200, body: ruleWire(rule, source) };
    }),
    handle(operations.deleteEventRule, async (call) => {
      const { busId, ruleId } = call.params;
      await removeRule(deps, call, { busId: uuidOf(busId), ruleId: uuidOf(ruleId) });
      return { status: 204 };
    }),
  ];
};

/** What rules send to. */
export const apiDestinationHandlers = (deps: BusDeps): readonly Handler[] => {
  const { db } = deps;
  const view = async (org: string, id: string) => {
    const record = await findApiDestination(db, org, id);
    if (!record) throw busErrors.notFound();
    const [counts, waits] = await Promise.all([
      ruleCounts(db, org),
      waitingDeliveries(db, org, [id]),
    ]);
    return destinationWire(record, counts.get(id) ?? 0, waits.get(id));
  };
  return [
    handle(operations.getApiDestinations, async ({ principal: { org }, query }) => {
      const [records, counts] = await Promise.all([
        listApiDestinations(db, org),
        ruleCounts(db, org),
      ]);
      const { path } = operations.getApiDestinations;
      const ids = records.map(({ id }) => id);
      const waits = await waitingDeliveries(db, org, ids);
      const all = records.map((record) =>
        destinationWire(record, counts.get(record.id) ?? 0, waits.get(record.id)),
      );
      return { status: 200, body: listingOf(all, { path, query }) };
    }),
    handle(operations.postApiDestinations, async (call) => {
      const record = await putApiDestination(deps, call, { id: null, request: call.body });
      return { status: 201, body: destinationWire(record, 0) };
    }),
    handle(operations.getApiDestination, async ({ principal: { org }, params }) => ({
      status: 200,
      body: await view(org, uuidOf(params.apiDestinationId)),
    })),
    handle(operations.putApiDestination, async (call) => {
      const id = uuidOf(call.params.apiDestinationId);
      await putApiDestination(deps, call, { id, request: call.body });
      return { status: 200, body: await view(call.principal.org, id) };
    }),
    handle(operations.deleteApiDestination, async (call) => {
      await removeApiDestination(deps, call, uuidOf(call.params.apiDestinationId));
      return { status: 204 };
    }),
  ];
};
