import {
  conversationMessagesOperations as agentOps,
  type Conversation,
  conversationsOperations,
  flowsOperations,
  inboundMessagesOperations,
  type Listing,
  openMessagingOperations,
  patchConversationState,
  presenceOperations,
  queuesOperations,
  type RoutingStatus,
  routingOperations,
  usersOperations,
} from '@tandem/contract';
import { createEgressGuard, createListener, type Database, systemIds } from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlatform, type Platform } from '../assembly/index.ts';
import { systemDefinitionId } from '../presence/index.ts';
import {
  callerOf,
  platformTestDatabase,
  testDirectory,
  testEventSecrets,
  testFlowServices,
  testPrincipal,
} from '../testing/index.ts';
import { anna, ben, here } from './conversation.testing.ts';
import { type DemoIds, seedDemo } from './demo.seed.ts';

/** Greets and puts the customer into the demo's queue. */
const flowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: 'hello',
  actions: [
    { id: 'hello', type: 'sendResponse', name: 'hello', settings: { text: 'Connected' } },
    { id: 'queue', type: 'transferToAcd', name: 'queue', settings: { queue: 'Support' } },
  ],
  edges: [{ from: 'hello', outlet: 'next', to: 'queue' }],
};

describe('the contact centre as a whole', () => {
  const clock = testClock();
  const webhooks: Record<string, unknown>[] = [];
  let db: Database;
  let platform: Platform;
  let close: () => Promise<void>;
  let demo: DemoIds;
  let integration: string;

  const as = (userId: string | null = null, permissions: readonly string[] = []) =>
    callerOf(
      platform.handlers,
      testPrincipal(here, {
        userId,
        kind: userId ? 'user' : 'client',
        permissions: new Set(permissions),
      }),
    );

  beforeAll(async () => {
    db = await platformTestDatabase();
    const { connection, schema } = db;
    const listener = await createListener({ connection, schema, clock, log: silentLog });
    platform = createPlatform({
      db,
      listener,
      clock,
      ids: systemIds,
      log: silentLog,
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
      sealer: {
        seal: async (_org, _context, plaintext) => Buffer.from(plaintext),
        open: async (_org, _context, sealed) => sealed.toString(),
      },
      directory: testDirectory({ [here]: [anna, ben] }),
      deliverAudit: async () => {},
      signingKey: Buffer.alloc(32, 3),
      nodeId: 'story',
      webhookPortRule: '443',
      isBundledWebhook: () => false,
    });
    await platform.start();
    close = async () => {
      await platform.stop();
      await listener.close();
      await db.close();
    };
    demo = await seedDemo({ db, clock }, { org: here, userIds: [anna.id, ben.id] });
    integration = await route();
  });
  afterAll(() => close());

  /** An integration whose messages run through the flow. */
  const route = async (): Promise<string> => {
    const call = as(ben.id);
    const { body } = await call<{ id: string }>(
      openMessagingOperations.postConversationsMessagingIntegrationsOpen,
      {
        body: {
          name: 'Web',
          outboundNotificationWebhookUrl: 'https://192.0.2.1.example/hook',
          outboundNotificationWebhookSignatureSecretToken: 'a secret of enough characters',
        },
      },
    );
    const flow = (await call<{ id: string }>(flowsOperations.postFlows, { body: { name: 'In' } }))
      .body.id;
    const params = { flowId: flow };
    await call(flowsOperations.postFlowVersions, { params, body: flowDocument });
    await call(flowsOperations.postFlowsActionsPublish, { query: { flow } });
    await call(routingOperations.putRoutingMessageRecipient, {
      params: { recipientId: body.id },
      body: { flow: { id: flow } },
    });
    return body.id;
  };

  /** Lets lanes, timers and ACD do what is due, until `look` answers something. */
  const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (let round = 0; round < 300; round += 1) {
      await platform.lanes.drained();
      const found = await look();
      if (found !== undefined) return found;
      await clock.advance(10);
    }
    throw new Error('it never happened');
  };

  const write = async (customer: string, text: string) =>
    (
      await as()<{ conversationId: string }>(
        inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
        {
          params: { integrationId: integration },
          query: { prefetchConversationId: true },
          body: {
            channel: {
              from: { id: customer, idType: 'Opaque', nickname: 'Carla' },
              time: clock.now().toISOString(),
            },
            text,
          },
        },
      )
    ).body.conversationId;

  const read = async (id: string) =>
    (
      await as()<Conversation>(conversationsOperations.getConversation, {
        params: { conversationId: id },
      })
    ).body;

  const offerTo = (id: string, userId: string, state: string) =>
    eventually(async () => {
      const agent = (await read(id)).participants.findLast((p) => p.userId === userId);
      const communication = agent?.messages?.[0];
      return communication?.state === state
        ? {
            conversationId: id,
            participantId: agent?.id as string,
            communicationId: communication.id as string,
          }
        : undefined;
    });

  const goOnQueue = (userId: string) =>
    as(userId)(presenceOperations.patchUserPresencesPurecloud, {
      params: { userId },
      body: { presenceDefinition: { id: systemDefinitionId('OnQueue') } },
    });

  const statusOf = async (userId: string) =>
    (await as()<RoutingStatus>(usersOperations.getUserRoutingstatus, { params: { userId } })).body
      .status;

  const heard = () => webhooks.map(({ text }) => text);

  it('leads a customer through flow and queue to an agent and back', async () => {
    await goOnQueue(anna.id);
    const id = await write('carla', 'Hello?');
    const params = await offerTo(id, anna.id, 'alerting');
    const me = as(anna.id);
    await me(agentOps.patchConversationsMessageParticipant, {
      params,
      body: { state: 'connected' },
    });
    await me(agentOps.postConversationsMessageCommunicationMessages, {
      params,
      body: { textBody: 'How can I help?' },
    });
    await eventually(async () => heard().includes('How can I help?') || undefined);
    expect(heard()).toEqual(['Connected', 'How can I help?']);
    await write('carla', 'It is broken.');
    await platform.lanes.drained();
    const talk = await read(id);
    expect(talk.participants.map(({ purpose }) => purpose)).toEqual([
      'customer',
      'workflow',
      'acd',
      'agent',
    ]);
    expect(talk.participants[0]?.messages?.[0]?.messages).toHaveLength(2);
    expect(talk.participants[1]?.messages?.[0]?.messages).toHaveLength(1);
    await as(null)(patchConversationState, {
      params: { conversationId: id },
      body: { state: 'disconnected' },
    });
    expect(await statusOf(anna.id)).toBe('INTERACTING');
    await me(agentOps.patchConversationsMessageParticipant, {
      params,
      body: { wrapup: { code: demo.wrapupCodeIds[0] } },
    });
    expect(await statusOf(anna.id)).toBe('IDLE');
    const own = await me<Listing<object>>(conversationsOperations.getConversations);
    expect(own.body.total).toBe(0);
  });

  it('takes an offer back that nobody answers, and gives it to the next', async () => {
    await as()(queuesOperations.putRoutingQueue, {
      params: { queueId: demo.queueId },
      body: { name: 'Support', mediaSettings: { message: { alertingTimeoutSeconds: 7 } } },
    });
    const id = await write('dora', 'Anybody?');
    await offerTo(id, anna.id, 'alerting');
    await clock.advance(7000);
    await offerTo(id, anna.id, 'disconnected');
    expect(await statusOf(anna.id)).toBe('NOT_RESPONDING');
    await goOnQueue(ben.id);
    const params = await offerTo(id, ben.id, 'alerting');
    await as(ben.id)(agentOps.patchConversationsMessageParticipant, {
      params,
      body: { state: 'connected' },
    });
    const talk = await read(id);
    expect(talk.participants.filter(({ purpose }) => purpose === 'acd')).toHaveLength(1);
    expect(await statusOf(ben.id)).toBe('INTERACTING');
  });
});
