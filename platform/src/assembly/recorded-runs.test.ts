import {
  type FlowExecution,
  type FlowExecutionDetail,
  inboundMessagesOperations,
  openMessagingOperations,
  platformFlowOperations,
  routingOperations,
} from '@tandem/contract';
import type { FlowDocument } from '@tandem/flows';
import {
  createEgressGuard,
  createListener,
  type Database,
  derivedUuid,
  systemIds,
} from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callerOf,
  platformTestDatabase,
  testDirectory,
  testEventSecrets,
  testFlowServices,
  testPrincipal,
  testSealer,
} from '../testing/index.ts';
import { createPlatform, type Platform } from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];

const flowDocument: FlowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [
    { name: 'pin', type: 'String', secure: true },
    { name: 'shown', type: 'String' },
  ],
  start: 'ask',
  actions: [
    { id: 'ask', type: 'waitForInput', name: 'ask', settings: { variable: 'pin' } },
    {
      id: 'set',
      type: 'setVariable',
      name: 'set',
      settings: { assignments: [{ variable: 'shown', value: 'in the open' }] },
    },
    { id: 'note', type: 'log', name: 'note', settings: { message: 'Got one' } },
    {
      id: 'copy',
      type: 'setVariable',
      name: 'copy',
      settings: { assignments: [{ variable: 'shown', value: '4711-secret' }] },
    },
    { id: 'leak', type: 'log', name: 'leak', settings: { message: 'Pin {{ shown }}' } },
    {
      id: 'clear',
      type: 'setVariable',
      name: 'clear',
      settings: { assignments: [{ variable: 'shown', value: '' }] },
    },
    { id: 'thanks', type: 'sendResponse', name: 'thanks', settings: { text: 'Thanks' } },
  ],
  edges: [
    { from: 'ask', outlet: 'next', to: 'set' },
    { from: 'set', outlet: 'next', to: 'note' },
    { from: 'note', outlet: 'next', to: 'copy' },
    { from: 'copy', outlet: 'next', to: 'leak' },
    { from: 'leak', outlet: 'next', to: 'clear' },
    { from: 'clear', outlet: 'next', to: 'thanks' },
  ],
};

describe('runs of message flows', () => {
  const clock = testClock();
  const webhooks: Record<string, unknown>[] = [];
  const audited: unknown[] = [];
  let db: Database;
  let platform: Platform;
  let close: () => Promise<void>;
  let flow: string;
  let integration: string;

  const as = (org = here, permissions: readonly string[] = []) =>
    callerOf(platform.handlers, testPrincipal(org, { permissions: new Set(permissions) }));

  beforeAll(async () => {
    db = await platformTestDatabase();
    const { connection, schema } = db;
    const listener = await createListener({ connection, schema, clock, log: silentLog });
    platform = createPlatform({
      ...{ db, listener, clock, ids: systemIds, log: silentLog },
      http: {
        async request({ body }: { body?: unknown }) {
          webhooks.push(JSON.parse(String(body)));
          return { status: 200, headers: {}, body: Buffer.alloc(0) };
        },
      } as never,
      fileHttp: { request: () => Promise.reject(new Error('There is no network here.')) },
      guard: createEgressGuard({ allow: [] }),
      flows: testFlowServices,
      eventSecrets: testEventSecrets,
      sealer: testSealer,
      directory: testDirectory({}),
      deliverAudit: async (entry) => void audited.push(entry),
      signingKey: Buffer.alloc(32, 3),
      nodeId: 'runs',
      webhookPortRule: '443',
      isBundledWebhook: () => false,
    });
    await platform.start();
    close = async () => {
      await platform.stop();
      await listener.close();
      await db.close();
    };
    await route();
  });
  afterAll(() => close());

  const route = async (): Promise<void> => {
    const call = as();
    const created = await call<{ id: string }>(platformFlowOperations.createFlow, {
      body: { name: 'Pin', kind: 'inboundMessage', document: flowDocument },
    });
    flow = created.body.id;
    await call(platformFlowOperations.publishFlow, { params: { flowId: flow }, body: {} });
    const channel = await call<{ id: string }>(
      openMessagingOperations.postConversationsMessagingIntegrationsOpen,
      {
        body: {
          name: 'Web',
          outboundNotificationWebhookUrl: 'https://192.0.2.1.example/hook',
          outboundNotificationWebhookSignatureSecretToken: 'a secret of enough characters',
        },
      },
    );
    integration = channel.body.id;
    await call(routingOperations.putRoutingMessageRecipient, {
      params: { recipientId: integration },
      body: { flow: { id: flow } },
    });
  };

  let count = 0;
  const say = async (customer: string, text: string): Promise<string> => {
    count += 1;
    const { body } = await as()<{ conversationId: string }>(
      inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
      {
        params: { integrationId: integration },
        query: { prefetchConversationId: true },
        body: {
          channel: {
            from: { id: customer, idType: 'Opaque' },
            time: '2026-01-01T00:00:00.000Z',
            messageId: String(count),
          },
          text,
        },
      },
    );
    await platform.lanes.drained();
    return body.conversationId;
  };
  const list = (query = {}, org = here) =>
    as(org)<{ total: number; entities: FlowExecution[] }>(platformFlowOperations.listExecutions, {
      params: { flowId: flow },
      query,
    });
  const detail = (executionId: string, query = {}, permissions: readonly string[] = []) =>
    as(here, permissions)<FlowExecutionDetail>(platformFlowOperations.getExecution, {
      params: { flowId: flow, executionId },
      query,
    });

  it('are recorded while somebody looks, and otherwise leave nothing', async () => {
    await say('early', 'hi');
    expect(await db.query('select from flow_execution')).toEqual([]);
    expect((await list()).body.total).toBe(0);

    const conversationId = await say('ada', 'hi');
    const [waiting] = (await list()).body.entities;
    expect(waiting).toMatchObject({
      flow: { id: flow, name: 'Pin' },
      version: 1,
      status: 'waiting',
      origin: 'conversation',
      conversationId,
      dateEnded: null,
      error: null,
    });
    await say('ada', '4711-secret');
    expect(webhooks.at(-1)).toMatchObject({ text: 'Thanks' });
    const { body } = await detail(waiting?.id ?? '');
    expect(body.execution).toMatchObject({ status: 'ended', steps: 7 });
    expect(body.document).toMatchObject({ start: 'ask' });
    expect(body.trace.map(({ action, outlet, changed }) => [action, outlet, changed])).toEqual([
      ['ask', 'next', { pin: '•••' }],
      ['set', 'next', { shown: 'in the open' }],
      ['note', 'next', {}],
      ['copy', 'next', { shown: '4711-secret' }],
      ['leak', 'next', {}],
      ['clear', 'next', { shown: '' }],
      ['thanks', 'next', {}],
    ]);
    expect(body.trace[2]?.flags).toEqual(['log:info:Got one']);
    // The author wrote the secret down himself; a log does not repeat it.
    expect(body.trace[4]?.flags).toEqual(['log:refused']);
    const rows = await db.query(
      "select entry::text as text from flow_trace where entry ->> 'action' <> 'copy'",
    );
    expect(JSON.stringify(rows)).not.toContain('4711-secret');

    // The one that began before goes on unrecorded.
    await say('early', 'x');
    expect((await list()).body.total).toBe(1);
  });

  it('show secure values to whom they may be shown, and note who looked', async () => {
    const id = (await list()).body.entities[0]?.id ?? '';
    await expect(detail(id, { secure: true })).rejects.toMatchObject({ status: 403 });
    const { body } = await detail(id, { secure: true }, ['architect:flowTrace:decrypt']);
    expect(body.trace[0]?.changed).toEqual({ pin: '4711-secret' });
    await expect.poll(() => JSON.stringify(audited)).toContain(`"to":"${id}"`);
  });

  it('are found by status and version, and by nobody of another organisation', async () => {
    await say('bob', 'hi');
    expect((await list({ status: 'waiting' })).body.total).toBe(1);
    expect((await list({ status: 'ended' })).body.total).toBe(1);
    expect((await list({ version: 7 })).body.total).toBe(0);
    await expect(list({ status: 'odd' })).rejects.toMatchObject({ status: 400 });
    await expect(list({}, there)).rejects.toMatchObject({ status: 404 });
    await expect(detail('no id')).rejects.toMatchObject({ status: 404 });
  });

  it('are no longer recorded when nobody has looked for a while', async () => {
    await clock.advance(11 * 60_000);
    await say('eve', 'hi');
    expect(await db.query('select from flow_execution')).toHaveLength(2);
    await list();
    await say('mallory', 'hi');
    expect(await db.query('select from flow_execution')).toHaveLength(3);
  });

  it('are kept up to a bound, the newest first', async () => {
    await db.query(
      `insert into flow_execution (run, org, flow, version, conversation, status, started_at, steps)
       select gen_random_uuid(), $1, $2, 1, gen_random_uuid(), 'ended', '2020-01-01'::timestamptz, 1
       from generate_series(1, 250)`,
      [here, flow],
    );
    await say('one more', 'hi');
    expect(await db.query('select from flow_execution')).toHaveLength(200);
    expect((await list({ status: 'waiting' })).body.total).toBe(3);
  });
});
