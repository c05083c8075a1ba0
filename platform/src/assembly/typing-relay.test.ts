import { type TopicTemplate, topicSchemas } from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Frame } from '../notifications/index.ts';
import { platformTestDatabase } from '../testing/index.ts';
import { createTypingRelay } from './messaging-port.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const [integrationId, agent, flow] = [derivedUuid('i'), derivedUuid('agent'), derivedUuid('flow')];
let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

/** A conversation with one participant besides the customer. */
const conversationWith = async (customer: string, purpose: 'agent' | 'workflow', doc: object) => {
  const conversation = derivedUuid('conversation', customer);
  const [row] = await db.query<{ id: number }>(
    `insert into thread (org, integration, customer, profile, part, lock_key, conversation, live)
     values ($1, $2, $3, '{"id": "c", "idType": "Opaque"}', 1, 1, $4, $4) returning id`,
    [here, integrationId, customer, conversation],
  );
  await db.query(
    `insert into conversation (id, org, thread, integration, started_at, owner, version)
     values ($1, $2, $3, $4, now(), 'none', 1)`,
    [conversation, here, row?.id, integrationId],
  );
  await db.query(
    `insert into participant (id, org, conversation, purpose, user_id, live, doc)
     values ($1, $2, $3, $4, $5, true, $6)`,
    [
      ...[derivedUuid('p', customer), here, conversation, purpose],
      purpose === 'agent' ? agent : null,
      JSON.stringify({ state: 'connected', communicationId: derivedUuid('own'), ...doc }),
    ],
  );
  return conversation;
};

it('shows a customer’s typing to the agent or the flow who has the conversation, and to nobody elsewhere', async () => {
  const withAgent = await conversationWith('carla', 'agent', { peerId: derivedUuid('peer') });
  const withFlow = await conversationWith('dora', 'workflow', { peerId: null, flow: { id: flow } });
  const frames: Frame[] = [];
  const relay = createTypingRelay({ db, notifications: { relay: (one) => frames.push(one) } });
  const at = new Date('2026-01-01T00:00:00.000Z');
  const typing = (org: string, customerKey: string) =>
    relay({ org, integrationId, customerKey, at, durationMs: 3000 });
  await typing(there, 'carla');
  expect(frames).toEqual([]);
  await typing(here, 'carla');
  await typing(here, 'dora');
  const topic = 'conversations.inbound.typing.event';
  expect(frames).toMatchObject([
    {
      org: here,
      topicName: `v2.users.${agent}.${topic}`,
      eventBody: {
        conversationId: withAgent,
        normalizedMessage: { channel: { id: derivedUuid('peer') }, type: 'Event' },
      },
    },
    {
      org: here,
      topicName: `v2.workflows.${flow}.${topic}`,
      eventBody: {
        conversationId: withFlow,
        normalizedMessage: { channel: { id: derivedUuid('own') } },
      },
    },
  ]);
  const templates = ['users', 'workflows'].map((kind) => `v2.${kind}.{id}.${topic}`);
  for (const [index, { eventBody }] of frames.entries())
    expect([...Value.Errors(topicSchemas[templates[index] as TopicTemplate], eventBody)]).toEqual(
      [],
    );
});
