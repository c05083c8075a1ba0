import type { EventTrigger } from '@tandem/contract';
import { processAutomationOperations as operations } from '@tandem/contract';
import { createNoteAudit, type OutgoingEvent, type PutDestination } from '@tandem/events';
import { type Clock, createListener, derivedUuid, silentLog, systemIds } from '@tandem/kit';
import { testClock } from '@tandem/kit/testing';
import { createLanes, type Lanes } from '@tandem/lanes';
import { checkedCallerOf, platformTestDatabase, testPrincipal } from '../testing/index.ts';
import { createTriggerDriver } from './triggers.driver.ts';
import type { AutomationFlows, FlowStart, StartResult, TriggerDeps } from './triggers.model.ts';
import { triggerHandlers } from './triggers.operations.ts';
import { createTriggerQueue } from './triggers.queue.ts';

export const org = derivedUuid('triggers', 'org');
export const otherOrg = derivedUuid('triggers', 'other org');
export const flow = derivedUuid('triggers', 'flow');
export const topic = 'v2.detail.events.conversation.{id}.customer.end';

/** A request with everything that has to be there. */
export const asked = (more: object = {}) => ({
  ...{ name: 'End of a chat', topicName: topic, enabled: true },
  target: { type: 'Workflow', id: flow },
  ...more,
});

export const eventOf = (more: Partial<OutgoingEvent> & { at: Date }): OutgoingEvent => ({
  ...{ id: systemIds.uuid(), org, position: { xid: '1', id: 1 }, key: 'thread 1', topic },
  topicName: topic.replace('{id}', 'c-1'),
  eventBody: { conversationId: 'c-1', mediaType: 'MESSAGE', messageType: 'OPEN', durations: [1] },
  correlationId: null,
  ...more,
});

/** Flows that only remember what they are started with. */
const createFlows = (served: boolean, clock: Pick<Clock, 'now'>) => {
  const starts: (FlowStart & { readonly at: Date })[] = [];
  const answers: StartResult[] = [];
  const port: AutomationFlows = {
    served,
    find: async (owner, id) => (owner === org && id === flow ? { name: 'Flow' } : null),
    async start(start) {
      starts.push({ ...start, at: clock.now() });
      return answers.shift() ?? { kind: 'started', execution: 'e' };
    },
  };
  return { starts, answers, port };
};

const createDestinations = () => {
  const kept = new Map<string, PutDestination & { running: boolean }>();
  const port: TriggerDeps['destinations'] = {
    put: async (one) => void kept.set(one.id, { ...one, running: false }),
    async setState(id, _owner, state) {
      const found = kept.get(id);
      if (found) kept.set(id, { ...found, running: state === 'running' });
    },
    remove: async (id) => void kept.delete(id),
  };
  return { kept, port };
};

/** Triggers on a database of their own, with lanes that run. `served`: whether the gateway is in the process. */
export const startTriggers = async ({ served = true } = {}) => {
  const db = await platformTestDatabase();
  const clock = testClock();
  const flows = createFlows(served, clock);
  const destinations = createDestinations();
  const late: { lanes?: Lanes } = {};
  const deps: TriggerDeps = {
    ...{ db, clock, ids: systemIds, log: silentLog, flows: flows.port },
    audit: createNoteAudit({ clock, ids: systemIds }),
    destinations: destinations.port,
    committed: (work) => late.lanes?.committed(work),
  };
  const listener = await createListener({
    ...{ connection: db.connection, schema: db.schema, clock, log: silentLog },
  });
  const lanes = createLanes({
    ...{ db, listener, clock, ids: systemIds, log: silentLog, nodeId: systemIds.uuid() },
    queues: [createTriggerQueue(deps)],
    // A test's time runs far ahead of the database: a lease must not end before its renewal was answered.
    ...{ leaseTime: 'node', leaseTimes: { lifeMs: 10 * 86_400_000, renewMs: 5_000 } },
  });
  late.lanes = lanes;
  const callOf = (owner: string) => checkedCallerOf(triggerHandlers(deps), testPrincipal(owner));
  const call = callOf(org);
  return {
    ...{ db, clock, flows, destinations, lanes, call, other: callOf(otherOrg) },
    driver: createTriggerDriver(deps),
    make: async (more: object = {}) =>
      (await call<EventTrigger>(operations.postProcessautomationTriggers, { body: asked(more) }))
        .body,
    async [Symbol.asyncDispose]() {
      await lanes.stop();
      await listener.close();
      await db.close();
    },
  };
};
