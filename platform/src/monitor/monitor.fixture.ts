import {
  type Delivery,
  inboundMessagesOperations,
  type Listing,
  type LiveFigures,
  type MonitorConversation,
  type MonitorEntry,
  monitorOperations,
  openMessagingOperations,
  routingOperations,
} from '@tandem/contract';
import { compileFlow, type FlowDocument } from '@tandem/flows';
import {
  createEgressGuard,
  createListener,
  createTestClock,
  type Database,
  derivedUuid,
  type HttpRequest,
  systemIds,
} from '@tandem/kit';
import { silentLog, type TestClock } from '@tandem/kit/testing';
import { createLanes, type Lanes } from '@tandem/lanes';
import {
  acceptOffer,
  changeOf,
  liveOf,
  offerToAgent,
  type Step,
  type ThreadState,
} from '../conversations/index.ts';
import { createMessaging, inputQueue, type MessagingDeps } from '../messaging/index.ts';
import { createSnapshots } from '../snapshots/index.ts';
import {
  callerOf,
  platformTestDatabase,
  type TestCaller,
  testDirectory,
  testPerson,
  testPrincipal,
} from '../testing/index.ts';
import { applyChanges, loadByConversation } from '../threads/index.ts';
import { monitorHandlers } from './index.ts';

export const org = derivedUuid('org');
export const otherOrg = derivedUuid('other org');
export const support = { id: derivedUuid('support'), name: 'Support' };
export const anna = testPerson('Anna');
export const secret = 'a secret of enough characters';
export const headerSecret = 'the value of a header';

/** Greets; a customer who says where to goes into the queue, others are told good-bye. */
const greeter: FlowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [{ name: 'queue' }],
  start: 'hello',
  actions: [
    { id: 'hello', type: 'sendResponse', name: 'hello', settings: { text: 'Hello' } },
    {
      id: 'data',
      type: 'getParticipantData',
      name: 'data',
      settings: { attributes: [{ name: 'queue', variable: 'queue' }] },
    },
    {
      id: 'given',
      type: 'condition',
      name: 'given',
      settings: { left: '{{queue}}', operator: 'isEmpty' },
    },
    { id: 'wait', type: 'transferToAcd', name: 'wait', settings: { queue: '{{queue}}' } },
  ],
  edges: [
    { from: 'hello', outlet: 'next', to: 'data' },
    { from: 'data', outlet: 'next', to: 'given' },
    { from: 'given', outlet: 'no', to: 'wait' },
  ],
};

const greeterId = derivedUuid('greeter');

const messagingDeps = (
  deps: Pick<MessagingDeps, 'db' | 'snapshots' | 'clock' | 'http' | 'committed'>,
): MessagingDeps => {
  const { flow } = compileFlow(greeter);
  if (!flow) throw new Error('the flow of the tests does not compile');
  return {
    ...deps,
    ids: systemIds,
    log: silentLog,
    guard: createEgressGuard({ allow: [] }),
    webhookPortRule: '443',
    audit: async () => {},
    directory: testDirectory({}),
    sealer: {
      seal: async (_org, _context, text) => Buffer.from(text).reverse(),
      open: async (_org, _context, sealed) => Buffer.from(sealed).reverse().toString(),
    },
    findFlow: async (_org, id) => (id === greeterId ? { id, name: 'Greeter', active: true } : null),
    publishedFlow: async (_org, id) =>
      id === greeterId ? { id, name: 'Greeter', version: 1, flow } : null,
    directories: async () => ({
      queue: (name) => (name === support.name ? support : null),
      skill: () => null,
      language: () => null,
    }),
  };
};

/** What an organisation reads. */
const reading = (as: TestCaller) => ({
  live: async (query = {}) =>
    (await as<LiveFigures>(monitorOperations.getMonitorLive, { query })).body,
  conversations: async (query: Record<string, unknown> = {}) =>
    (await as<Listing<MonitorConversation>>(monitorOperations.getMonitorConversations, { query }))
      .body,
  timeline: async (conversationId: string) =>
    (
      await as<{ entities: MonitorEntry[] }>(monitorOperations.getMonitorConversationTimeline, {
        params: { conversationId },
      })
    ).body.entities,
  deliveries: async (query: Record<string, unknown> = {}) =>
    (await as<Listing<Delivery>>(monitorOperations.getMonitorDeliveries, { query })).body,
  redrive: async (body: Record<string, unknown>) =>
    (await as<{ redriven: number }>(monitorOperations.postMonitorDeliveriesRedrive, { body })).body
      .redriven,
});

/** A channel with customers. */
const channel = ({
  call,
  clock,
  settle,
}: {
  call: TestCaller;
  clock: TestClock;
  settle: () => Promise<void>;
}) => ({
  /** An integration with the flow of the tests. */
  async integrate(name = 'Channel', as = call): Promise<string> {
    const { body } = await as<{ id: string }>(
      openMessagingOperations.postConversationsMessagingIntegrationsOpen,
      {
        body: {
          name,
          outboundNotificationWebhookUrl: 'https://receiver.example/hook',
          outboundNotificationWebhookSignatureSecretToken: secret,
          webhookHeaders: { 'X-Key': headerSecret },
        },
      },
    );
    await as(routingOperations.putRoutingMessageRecipient, {
      params: { recipientId: body.id },
      body: { flow: { id: greeterId } },
    });
    return body.id;
  },
  /** A customer says something; answers the conversation when everything has settled. */
  async say(
    integrationId: string,
    text: string,
    {
      customer = 'ada',
      queue,
      as = call,
    }: { customer?: string; queue?: string; as?: TestCaller } = {},
  ): Promise<string> {
    const { body } = await as<{ conversationId: string }>(
      inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
      {
        params: { integrationId },
        query: { prefetchConversationId: true },
        body: {
          channel: {
            from: { id: customer, idType: 'Opaque', firstName: 'Ada', lastName: 'Byron' },
            time: clock.now().toISOString(),
            ...(queue ? { metadata: { customAttributes: { queue } } } : {}),
          },
          text,
        },
      },
    );
    await settle();
    return body.conversationId;
  },
});

/** A queue with an agent, and what people do with conversations. */
const routing = ({ db, clock }: { db: Database; clock: TestClock }) => ({
  async addSupport(): Promise<void> {
    await db.query(
      `insert into queue (id, org, name, doc, created_at, modified_at) values ($1, $2, $3, '{}', now(), now())`,
      [support.id, org, support.name],
    );
    await db.query(
      'insert into queue_member (org, queue, user_id, added_at) values ($1, $2, $3, now())',
      [org, support.id, anna.id],
    );
    await db.query(
      `insert into agent (org, user_id, status, status_since, idle_since) values ($1, $2, 'INTERACTING', now(), now())`,
      [org, anna.id],
    );
  },
  /** One step of the conversation's rules, committed. */
  async step(conversationId: string, run: (state: ThreadState, at: string) => Step): Promise<void> {
    await db.transaction(async (tx) => {
      const state = await loadByConversation(tx, org, conversationId);
      if (!state) throw new Error('no such conversation');
      const step = run(state, clock.now().toISOString());
      await applyChanges(tx, [changeOf(state, step, { correlationId: null })]);
    });
  },
});

export type MonitorFixture = Awaited<ReturnType<typeof startMonitor>>;

/** Messaging with running lanes and a pretended receiver, and the monitor on top of it, for two organisations. */
export const startMonitor = async () => {
  const db = await platformTestDatabase();
  const clock = createTestClock();
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log: silentLog,
  });
  const snapshots = createSnapshots({ db, listener, clock, log: silentLog });
  const webhooks: HttpRequest[] = [];
  const audited: Record<string, unknown>[] = [];
  const late: { lanes: Lanes | null; status: number } = { lanes: null, status: 200 };
  const committed: MessagingDeps['committed'] = (work) => late.lanes?.committed(work);
  const messaging = createMessaging(
    messagingDeps({
      db,
      snapshots,
      clock,
      committed,
      http: {
        async request(request) {
          webhooks.push(request);
          return { status: late.status, headers: {}, body: Buffer.alloc(0) };
        },
      },
    }),
  );
  const lanes = createLanes({
    db,
    listener,
    clock,
    ids: systemIds,
    log: silentLog,
    queues: messaging.queues,
    timerQueue: inputQueue,
    nodeId: 'test',
    leaseTime: 'node',
  });
  late.lanes = lanes;
  await snapshots.start();
  await lanes.start();
  const monitor = monitorHandlers({
    defaultCapacity: 4,
    db,
    clock,
    committed,
    directory: testDirectory({ [org]: [anna] }),
    audit: async (_tx, entry) => void audited.push(entry),
  });
  const handlers = [...monitor, ...messaging.handlers];
  const call = callerOf(handlers, testPrincipal(org));
  const stranger = callerOf(handlers, testPrincipal(otherOrg));
  const settle = async () => {
    await messaging.flush();
    await lanes.drained();
  };
  return {
    db,
    clock,
    monitor,
    webhooks,
    audited,
    settle,
    call,
    stranger,
    here: reading(call),
    there: reading(stranger),
    /** Status the receivers answer with from now on. */
    answerWith(status: number) {
      late.status = status;
    },
    ...channel({ call, clock, settle }),
    ...routing({ db, clock }),
    async [Symbol.asyncDispose]() {
      await messaging.flush();
      await lanes.stop();
      snapshots.stop();
      await listener.close();
      await db.close();
    },
  };
};

/** Offers the conversation to Anna. */
export const offer = (state: ThreadState, at: string): Step =>
  offerToAgent(
    state,
    {
      userId: anna.id,
      name: anna.name,
      queueId: support.id,
      routing: null,
      rules: {
        alertingMs: 30_000,
        autoAnswer: false,
        wrapupPrompt: 'optional',
        wrapupTimeoutMs: null,
        inactivityMs: null,
      },
    },
    { at, uuid: systemIds.uuid },
  );

/** Anna accepts. */
export const accept = (state: ThreadState, at: string): Step => {
  const agent = liveOf(state, 'agent');
  if (!agent) throw new Error('nobody was offered the conversation');
  return acceptOffer(state, agent, { at });
};
