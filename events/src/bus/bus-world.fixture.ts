import type { BusDelivery } from '@tandem/contract';
import { createTestClock, type Database, derivedUuid } from '@tandem/kit';
import type { OutgoingEvent } from '../index.ts';
import { type BusNode, caller, orgA, sourceName, startDatabase, startNode } from './bus.fixture.ts';

/** Names differ; which number one gets does not matter. */
const made = { count: 0 };
/** The `n`th event of a conversation, as a destination hands it over. */
export const outgoing = (
  n: number,
  { org = orgA, key = 'conversation', topic = 'customer.end' } = {},
): OutgoingEvent => ({
  ...{ id: derivedUuid('event', org, key, topic, String(n)), org, key },
  position: { xid: '1', id: n },
  topic: `v2.detail.events.conversation.{id}.${topic}`,
  topicName: `v2.detail.events.conversation.${key}.${topic}`,
  eventBody: { conversationId: key, n },
  ...{ correlationId: 'corr', at: new Date('2026-03-19T22:04:48.123Z') },
});

export const customerEnd = JSON.stringify({
  'detail-type': ['v2.detail.events.conversation.{id}.customer.end'],
});

export type BusWorld = AsyncDisposable & {
  readonly db: Database;
  readonly node: BusNode;
  readonly call: ReturnType<typeof caller>;
};

/** One node on a database of its own. */
export const startWorld = async (): Promise<BusWorld> => {
  const db = await startDatabase();
  const node = await startNode(db, { clock: createTestClock() });
  return {
    ...{ db, node, call: caller(node) },
    async [Symbol.asyncDispose]() {
      await node.stop();
      await db.close();
    },
  };
};

type World = Pick<BusWorld, 'db' | 'node' | 'call'>;

export const makeSource = ({ db, node }: World, org = orgA, suffix?: string) =>
  db.transaction((tx) =>
    node.buses.sources.create(
      { org, name: sourceName(org, suffix), account: '012345678901', region: 'eu-central-1' },
      tx,
    ),
  );

export const removeSource = ({ db, node }: World, org = orgA) =>
  db.transaction((tx) => node.buses.sources.remove({ org, name: sourceName(org) }, tx));

type Named = { readonly id: string };

/** Associates the organisation's source. @returns the bus */
export const associate = async ({ call }: World, org = orgA): Promise<string> => {
  const { body } = await call<{ entities: Named[] }>('getPartnerSources', { org });
  const partnerSourceId = body.entities[0]?.id ?? '';
  const bus = await call<Named>('postPartnerSourceAssociate', { org, params: { partnerSourceId } });
  return bus.body.id;
};

/** @returns the API destination */
export const addDestination = async (
  { call }: World,
  url: string,
  { org = orgA, ...more }: { org?: string; [field: string]: unknown } = {},
): Promise<string> => {
  made.count += 1;
  const body = { name: `target-${made.count}`, url, connection: { kind: 'none' }, ...more };
  const answer = await call<Named>('postApiDestinations', { org, body });
  return answer.body.id;
};

/** @returns the rule */
export const addRule = async (
  { call }: World,
  busId: string,
  { org = orgA, ...rule }: { org?: string; [field: string]: unknown },
): Promise<string> => {
  made.count += 1;
  const body = { name: `rule-${made.count}`, eventPattern: customerEnd, ...rule };
  const answer = await call<Named>('postEventRules', { org, params: { busId }, body });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id;
};

export const driverOf = ({ buses }: Pick<BusNode, 'buses'>, org = orgA) =>
  buses.openDriver({ org, source: sourceName(org) });

/** A source, its bus, and a rule that sends to an address. */
export const setUp = async (world: World, url: string, target: object = {}) => {
  await makeSource(world);
  const busId = await associate(world);
  const apiDestinationId = await addDestination(world, url);
  const ruleId = await addRule(world, busId, { targets: [{ apiDestinationId, ...target }] });
  return { busId, apiDestinationId, ruleId };
};

/** Deliveries of a bus, newest first. */
export const deliveriesOf = async ({ call }: World, busId: string, query: object = {}) =>
  (
    await call<{ readonly entities: readonly BusDelivery[] }>('getEventBusDeliveries', {
      params: { busId },
      query,
    })
  ).body.entities;
