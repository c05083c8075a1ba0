import type { Handler, Principal } from '@tandem/contract';
import { createTestClock, createTestIds, type Database, derivedUuid } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import type { CommittedWork } from '@tandem/lanes';
import { createMediaStorages, type MediaStorages } from '../media-storage/index.ts';
import { setOnQueue } from '../presence/index.ts';
import { routingHandlers } from '../routing/index.ts';
import { checkedCallerOf, testDirectory, testPerson, testPrincipal } from '../testing/index.ts';
import { applyChanges, lockThreads } from '../threads/index.ts';
import { changeOf } from './conversation.changes.ts';
import type { ConversationDeps, OutboundIntegration } from './conversation.deps.ts';
import type { RoutingRequest, ThreadState } from './conversation.model.ts';
import { enterQueue } from './conversation.rules.ts';
import { conversationHandlers, createAcd, createUrlSigner } from './index.ts';
import { newParticipant } from './participant.rules.ts';

export const [here, there] = [derivedUuid('here'), derivedUuid('there')];
export const [anna, ben, zoe] = [testPerson('Anna'), testPerson('Ben'), testPerson('Zoe')];
/** Customers read another name of hers. */
export const dora = { ...testPerson('Dora'), shownName: 'Team North' };
export const integrationId = derivedUuid('integration');
export const queueId = derivedUuid('support queue');

const integration = (org: string, allowed: readonly string[]): OutboundIntegration => ({
  id: integrationId,
  org,
  name: 'Web',
  mediaTypes: { allow: { inbound: [], outbound: allowed.map((type) => ({ type })) } },
  typing: { outbound: true },
});

/** Messaging as conversations see it, without its network. */
const testMessaging = (
  typings: unknown[],
  contacts: ReadonlyMap<string, string>,
): ConversationDeps['messaging'] => ({
  contactOf: async ({ address }) => contacts.get(address) ?? null,
  integration: async (id) => (id === integrationId ? integration(here, ['image/png']) : null),
  allowsMedia: ({ allow }, direction, mime) =>
    (allow?.[direction] ?? []).some(({ type }) => type === mime),
  textBody: (parties, { id, time, text, content, originatingEntity }) => ({
    id,
    channel: { id: parties.integration.id, messageId: id, to: { id: parties.customer.id }, time },
    type: 'Text',
    ...(text === null ? {} : { text }),
    ...(content?.length ? { content } : {}),
    direction: 'Outbound',
    originatingEntity,
    conversationId: parties.conversationId,
  }),
  structuredBody: (parties, { id, time, text, content, originatingEntity }) => ({
    id,
    channel: { id: parties.integration.id, messageId: id, to: { id: parties.customer.id }, time },
    type: 'Structured',
    ...(text === '' ? {} : { text }),
    content,
    direction: 'Outbound',
    originatingEntity,
    conversationId: parties.conversationId,
  }),
  relayTyping: async (typing) => void typings.push(typing),
  async openThread(tx, { org, integrationId: id, address, locks }) {
    const customer = customerNamed(address);
    await locks?.();
    const [row] = await tx.query<{ id: number }>(
      `insert into thread (org, integration, customer, profile, part, lock_key)
       values ($1, $2, $3, $4, 7, hashtextextended($3, 0))
       on conflict (integration, customer) do update set org = excluded.org returning id`,
      [org, id, `opaque:${address}`, JSON.stringify(customer)],
    );
    const thread = Number(row?.id);
    await lockThreads(tx, [thread]);
    return { org, thread, part: 7, integrationId: id, customer };
  },
});

const customerNamed = (id: string): ThreadState['customer'] => ({
  id,
  idType: 'Opaque',
  nickname: 'Carla',
  firstName: null,
  lastName: null,
  image: null,
});

export const routingTo = (more: Partial<RoutingRequest> = {}): RoutingRequest => ({
  queueId,
  priority: 0,
  skillIds: [],
  languageId: null,
  preferredUserIds: [],
  ...more,
});

const postgresOnly = (db: Database): MediaStorages =>
  createMediaStorages({
    ...{ db, clock: createTestClock(), log: silentLog },
    http: { request: () => Promise.reject(new Error('There is no network here.')) },
  });

/** A platform half of conversations, routing and presence on a database, with the network left out. */
export const startConversations = (db: Database, storages: MediaStorages = postgresOnly(db)) => {
  const clock = createTestClock();
  const ids = createTestIds('conversations');
  const directory = testDirectory({ [here]: [anna, ben, dora], [there]: [zoe] });
  const work: CommittedWork[] = [];
  const typings: unknown[] = [];
  /** External contacts by address. */
  const contacts = new Map<string, string>();
  const lanes = {
    committed: (some: readonly CommittedWork[]) => void work.push(...some),
    owns: () => ({ epoch: 1 }),
  };
  const base = { db, clock, ids, log: silentLog, directory, lanes };
  const deps: ConversationDeps = {
    ...base,
    messaging: testMessaging(typings, contacts),
    signer: createUrlSigner(Buffer.alloc(32, 7)),
    media: { storages, linkMs: 7 * 24 * 3_600_000 },
    changed: () => {},
  };
  const newAcd = (seed = 'acd', defaultCapacity = 4) =>
    createAcd({ ...base, messaging: deps.messaging, ids: createTestIds(seed), defaultCapacity });
  const handlers: readonly Handler[] = [
    ...conversationHandlers(deps),
    ...routingHandlers({ ...base, audit: async () => {}, wakeQueues: () => {} }),
  ];
  const as = (principal: Partial<Principal> = {}, org = here) =>
    checkedCallerOf(handlers, testPrincipal(org, principal));
  const user = (userId: string, permissions: readonly string[] = []) =>
    as({ userId, kind: 'user', permissions: new Set(permissions) });
  return { deps, clock, ids, work, typings, contacts, newAcd, acd: newAcd(), handlers, as, user };
};

export type Started = ReturnType<typeof startConversations>;

export const addQueue = async (
  db: Database,
  {
    id = queueId,
    members = [anna.id],
    doc = {},
  }: { id?: string; members?: string[]; doc?: object } = {},
): Promise<void> => {
  await db.query(
    `insert into queue (id, org, name, doc, created_at, modified_at) values ($1, $2, $3, $4, now(), now())`,
    [id, here, `Queue ${id.slice(0, 4)}`, JSON.stringify(doc)],
  );
  await db.query(
    'insert into queue_member (org, queue, user_id, added_at) select $1, $2, u, now() from unnest($3::uuid[]) u',
    [here, id, members],
  );
};

export const goOnQueue = (db: Database, userId: string, at: Date) =>
  db.transaction((tx) => setOnQueue(tx, { org: here, userId }, { onQueue: true, at }));

/** A conversation of a new customer that waits in a queue. */
export const waitingConversation = async (
  { deps, ids }: Started,
  customer: string,
  routing: RoutingRequest = routingTo(),
): Promise<ThreadState> => {
  const at = deps.clock.now().toISOString();
  return deps.db.transaction(async (tx) => {
    const thread = await deps.messaging.openThread(tx, {
      org: here,
      integrationId,
      address: customer,
    });
    const before: ThreadState = {
      ...thread,
      conversation: {
        id: ids.uuid(),
        owner: 'none',
        startedAt: at,
        endedAt: null,
        version: 0,
        externalTag: null,
      },
      participants: [
        newParticipant({
          id: ids.uuid(),
          communicationId: ids.uuid(),
          purpose: 'customer',
          name: 'Carla',
          startTime: at,
        }),
      ],
      flow: null,
    };
    const opened = { ...before, participants: [] };
    await tx.query('update thread set conversation = $2 where id = $1', [
      thread.thread,
      before.conversation.id,
    ]);
    const change = changeOf(opened, enterQueue(before, routing, { at, uuid: ids.uuid }), {
      correlationId: null,
    });
    await applyChanges(tx, [change]);
    return change.after;
  });
};
