import {
  inboundMessagesOperations,
  openMessagingOperations,
  routingOperations,
} from '@tandem/contract';
import { compileFlow, type FlowDocument } from '@tandem/flows';
import {
  createEgressGuard,
  createListener,
  type Database,
  derivedUuid,
  type HttpRequest,
  systemIds,
} from '@tandem/kit';
import { silentLog, type TestClock, testClock } from '@tandem/kit/testing';
import { createLanes, type Lanes } from '@tandem/lanes';
import {
  changeOf,
  type Participant,
  type Step,
  type StepContext,
  type ThreadState,
} from '../conversations/index.ts';
import { createSnapshots } from '../snapshots/index.ts';
import {
  callerOf,
  platformTestDatabase,
  type TestCaller,
  testDirectory,
  testPrincipal,
  testSealer,
} from '../testing/index.ts';
import { applyChanges, loadByConversation } from '../threads/index.ts';
import type { FlowShelf } from './flow-shelf.ts';
import { support } from './flows.fixture.ts';
import {
  createMessaging,
  inputQueue,
  type Messaging,
  type MessagingDeps,
  type PublishedFlow,
  type RoutingDirectory,
} from './index.ts';

export const org = derivedUuid('org');
export const otherOrg = derivedUuid('other org');
export const german = { id: derivedUuid('language german'), name: 'German' };
export const billing = { id: derivedUuid('skill billing'), name: 'Billing' };

const named =
  <T extends { id: string; name: string }>(...items: readonly T[]) =>
  (idOrName: string): T | null =>
    items.find(
      ({ id, name }) => id === idOrName || name.toLowerCase() === idOrName.toLowerCase(),
    ) ?? null;

const directory: RoutingDirectory = {
  queue: named(support),
  skill: named(billing),
  language: named(german),
};

export type Webhook = HttpRequest & { readonly json: Record<string, unknown> };

type Answer = { readonly status: number } | Error;

export { greeting, support, toQueue } from './flows.fixture.ts';

export type Sent = { readonly id: string; readonly conversationId: string };

/** A message of a customer, Ada by default. */
export const message = (text: string, channel: Record<string, unknown> = {}, customer = 'ada') => ({
  channel: {
    from: { id: customer, idType: 'Opaque', nickname: 'Ada' },
    time: '2026-01-01T00:00:00.000Z',
    ...channel,
  },
  text,
});

/** No flows besides those that are routed. */
export const emptyShelf: FlowShelf = {
  ready: () => null,
  open: () => ({ find: () => null, get: () => null, missed: () => null }),
  load: async () => {},
};

export const secret = 'a secret of enough characters';

export type MessagingFixture = Awaited<ReturnType<typeof startMessaging>>;

type Running = {
  readonly db: Database;
  readonly clock: TestClock;
  readonly call: TestCaller;
  readonly lanes: Lanes;
  readonly messaging: Messaging;
  readonly webhooks: readonly Webhook[];
  readonly flows: Map<string, PublishedFlow>;
  /** By id and number. */
  readonly versions: Map<string, PublishedFlow>;
};

type PublishOptions = { readonly id?: string; readonly name?: string };

/** What tests do again and again. */
const helpersOf = ({ db, clock, call, lanes, messaging, webhooks, flows, versions }: Running) => ({
  /** A flow of its own; the next version of it when an id is given. */
  publish(document: FlowDocument, { id, name = 'Test flow' }: PublishOptions = {}): string {
    const { flow, problems } = compileFlow(document, { published: true });
    if (!flow) throw new Error(JSON.stringify(problems));
    const own = id ?? derivedUuid('flow', name, JSON.stringify(document));
    const version = id ? (flows.get(own)?.version ?? 0) + 1 : 1;
    const published = { id: own, name, version, flow };
    flows.set(own, published);
    versions.set(`${own}@${version}`, published);
    return own;
  },
  /** An integration, routed to a flow when one is given. */
  async integrate(flow: string | null, overrides: Record<string, unknown> = {}): Promise<string> {
    const rows = await db.query(`select from open_integration where name ~ '^Channel'`);
    const { body } = await call<{ id: string }>(
      openMessagingOperations.postConversationsMessagingIntegrationsOpen,
      {
        body: {
          // Names are unique.
          name: rows.length === 0 ? 'Channel' : `Channel ${rows.length + 1}`,
          outboundNotificationWebhookUrl: 'https://192.0.2.1.example/hook',
          outboundNotificationWebhookSignatureSecretToken: secret,
          ...overrides,
        },
      },
    );
    if (flow)
      await call(routingOperations.putRoutingMessageRecipient, {
        params: { recipientId: body.id },
        body: { flow: { id: flow } },
      });
    return body.id;
  },
  /** Sends a message of a customer; the answer has the conversation's id. */
  async send(integrationId: string, body: object): Promise<Sent> {
    const { body: answer } = await call<Sent>(
      inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
      { params: { integrationId }, query: { prefetchConversationId: true }, body },
    );
    return answer;
  },
  /** Waits until everything accepted is stored, stepped and delivered. */
  async settle() {
    await messaging.flush();
    await lanes.drained();
  },
  /** The webhook at a place, the last by default. */
  webhook(place = -1): Webhook {
    const found = webhooks.at(place);
    if (!found) throw new Error(`no webhook ${place}`);
    return found;
  },
  /** A step of the conversation's rules, such as what an agent does, past the lanes. */
  async step(
    conversationId: string,
    take: (state: ThreadState, context: StepContext) => Step,
  ): Promise<void> {
    await db.transaction(async (tx) => {
      const state = await loadByConversation(tx, org, conversationId);
      if (!state) throw new Error('no such conversation');
      const step = take(state, { at: clock.now().toISOString(), uuid: systemIds.uuid });
      await applyChanges(tx, [changeOf(state, step, { correlationId: null })]);
    });
  },
  async participants(conversationId: string): Promise<Participant[]> {
    const rows = await db.query<{ doc: Participant }>(
      'select doc from participant where conversation = $1 order by ordinal',
      [conversationId],
    );
    return rows.map(({ doc }) => doc);
  },
});

const flowSourceOf = (
  flows: Running['flows'],
  versions: Running['versions'],
): NonNullable<MessagingDeps['flowSource']> => ({
  version: async (owner, { id, version }) =>
    owner === org ? (versions.get(`${id}@${version}`)?.flow ?? null) : null,
  published: async (owner) => (owner === org ? [...flows.values()] : []),
});

/** The messaging slice on a database of its own, with lanes that run, and a receiver that is only pretended. */
export const startMessaging = async (options: Partial<MessagingDeps> = {}) => {
  const db: Database = await platformTestDatabase();
  const clock = testClock();
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log: silentLog,
  });
  const snapshots = createSnapshots({ db, listener, clock, log: silentLog });
  const webhooks: Webhook[] = [];
  const flows = new Map<string, PublishedFlow>();
  const versions = new Map<string, PublishedFlow>();
  const audited: unknown[] = [];
  let answer: (webhook: Webhook) => Answer | Promise<Answer> = () => ({ status: 200 });
  const late: { lanes: Lanes | null } = { lanes: null };

  const deps: MessagingDeps = {
    db,
    snapshots,
    sealer: testSealer,
    guard: createEgressGuard({ allow: [] }),
    clock,
    ids: systemIds,
    log: silentLog,
    webhookPortRule: '443',
    audit: async (_tx, entry) => void audited.push(entry),
    directory: testDirectory({}),
    findFlow: async (owner, id) => {
      const flow = owner === org ? flows.get(id) : undefined;
      return flow ? { id, name: flow.name, active: true } : null;
    },
    http: {
      async request(request) {
        const webhook = { ...request, json: JSON.parse(String(request.body)) };
        const result = await answer(webhook);
        webhooks.push(webhook);
        if (result instanceof Error) throw result;
        return { status: result.status, headers: {}, body: Buffer.alloc(0) };
      },
    },
    publishedFlow: async (owner, id) => (owner === org ? (flows.get(id) ?? null) : null),
    directories: async () => directory,
    flowSource: flowSourceOf(flows, versions),
    owns: (part) => late.lanes?.owns(part) ?? null,
    inDoubt: () => late.lanes?.inDoubt() ?? false,
    committed: (work) => late.lanes?.committed(work),
    ...options,
  };
  const messaging = createMessaging(deps);
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
  const call = callerOf(messaging.handlers, testPrincipal(org));
  const stranger = callerOf(messaging.handlers, testPrincipal(otherOrg));

  return {
    ...{ db, clock, lanes, messaging, snapshots, webhooks, audited, call, stranger, deps },
    ...helpersOf({ db, clock, call, lanes, messaging, webhooks, flows, versions }),
    /** What the receiver answers from now on. */
    answerWith(next: typeof answer) {
      answer = next;
    },
    async [Symbol.asyncDispose]() {
      await messaging.flush();
      messaging.stop();
      await lanes.stop();
      snapshots.stop();
      await listener.close();
      await db.close();
    },
  };
};
