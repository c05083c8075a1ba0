import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  call,
  type FakeConversation,
  type GatewayWorld,
  handOver,
  openChat,
  orgA,
  orgB,
  soon,
  startServedWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';
import { mostUnproved } from './handover.hear.ts';

const key = 'QWxsIHlvdXIgY2hhdHMgYXJlIG92ZXI=';
const begin = async (world: GatewayWorld, settings: Record<string, unknown>) => {
  const name = String(settings['endDetector']);
  const chat = await openChat((await world.endpoint({ name, settings })).base);
  const conversation = await handOver(world, chat);
  return { chat, conversation };
};

/** An event as EventBridge posts it, as recorded but for its ids. */
const event = (
  conversation: FakeConversation,
  topic = 'customer.end',
  more: Record<string, unknown> = {},
) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': `v2.detail.events.conversation.{id}.${topic}`,
  source: `aws.partner/genesys.com/cloud/${crypto.randomUUID()}/${orgA}`,
  account: '012345678901',
  time: '2026-11-21T12:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: {
    topicName: `v2.detail.events.conversation.${conversation.id}.${topic}`,
    version: '2',
    eventBody: {
      eventTime: 1_763_726_400_000,
      conversationId: conversation.id,
      participantId: crypto.randomUUID(),
      sessionId: crypto.randomUUID(),
      mediaType: 'MESSAGE',
      provider: 'PureCloud Messaging',
      direction: 'INBOUND',
      addressTo: conversation.integration.id,
      addressFrom: conversation.customerId,
      messageType: 'OPEN',
      disconnectType: 'PEER',
      interactingDurationMs: 61_000,
    },
    metadata: { CorrelationId: crypto.randomUUID() },
    timestamp: '2026-11-21T12:00:00.123Z',
  },
  ...more,
});

const post = async (world: GatewayWorld, body: unknown, headers: Record<string, string> = {}) =>
  (await call(`${world.main.origin}/handover/genesysCloudOM`, { method: 'POST', body, headers }))
    .status;
const withKey = { authorization: key };

/** No look is due but those that a signal brings. */
const holdPoll = (world: GatewayWorld) =>
  world.db.query("update handover set next_check_at = now() + interval '1 hour'");

const looks = (world: GatewayWorld, conversation: FakeConversation) =>
  world.fake.state.requests.filter(
    (request) => request.startsWith('GET') && request.includes(conversation.id),
  ).length;

const untilLooked = (world: GatewayWorld, conversation: FakeConversation, before: number) =>
  vi.waitFor(() => expect(looks(world, conversation)).toBeGreaterThan(before), soon);

const hops = async (world: GatewayWorld) =>
  (
    await world.db.query<{ kind: string }>(
      "select kind from hop where summary like 'v2.detail%' order by id",
    )
  ).map(({ kind }) => kind);

const bridge = { endDetector: 'eventBridge', eventKey: key };
const trigger = { endDetector: 'trigger', eventKey: key };
const triggerBody = (chat: Chat, topic = 'customer.end') => ({
  userId: chat.conversationId,
  topic: `v2.detail.events.conversation.id.${topic}`,
  disconnectType: 'client',
});

describe('events of an event bus', () => {
  it('end the handover, without the socket', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, bridge);
    world.fake.accept(conversation, 'Grace');
    await holdPoll(world);
    expect(world.fake.topics().reduce((sum, count) => sum + count, 0)).toBe(0);
    world.fake.finish(conversation);
    expect(await post(world, event(conversation), withKey)).toBe(200);
    await untilState(chat, 'completed');
  });

  it('of a transfer or a decline make it look, and end nothing', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, bridge);
    const ringing = world.fake.alert(conversation, 'Ada');
    world.fake.decline(conversation, ringing);
    await holdPoll(world);
    let before = looks(world, conversation);
    expect(await post(world, event(conversation, 'user.end'), withKey)).toBe(200);
    await untilLooked(world, conversation, before);
    const agent = world.fake.accept(conversation, 'Grace');
    world.fake.transfer(conversation, agent);
    await holdPoll(world);
    before = looks(world, conversation);
    expect(await post(world, event(conversation, 'user.end'), withKey)).toBe(200);
    expect(await post(world, event(conversation, 'acw'), withKey)).toBe(200);
    await untilLooked(world, conversation, before);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    world.fake.accept(conversation, 'Linus');
    world.fake.finish(conversation);
    expect(await post(world, event(conversation), withKey)).toBe(200);
    await untilState(chat, 'completed');
  });

  it('are taken once, and are noted before they are answered', async () => {
    await using world = await startServedWorld();
    const { conversation } = await begin(world, bridge);
    await holdPoll(world);
    const same = event(conversation, 'user.end');
    expect(await Promise.all([1, 2, 3].map(() => post(world, same, withKey)))).toEqual([
      200, 200, 200,
    ]);
    const kinds = await hops(world);
    expect(kinds.filter((kind) => kind === 'webhook')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'webhook.repeat')).toHaveLength(2);
  });

  it('count only with key, suffix and chosen detector', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, bridge);
    world.fake.finish(conversation);
    await holdPoll(world);
    const good = event(conversation);
    const foreign = { source: `aws.partner/genesys.com/cloud/${crypto.randomUUID()}/${orgB}` };
    expect(await post(world, good)).toBe(403);
    expect(await post(world, good, { authorization: `Bearer ${key}` })).toBe(403);
    expect(await post(world, good, { authorization: `${key}x` })).toBe(403);
    expect(await post(world, event(conversation, 'customer.end', foreign), withKey)).toBe(403);
    expect(await post(world, triggerBody(chat), withKey)).toBe(403);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect(await hops(world)).toEqual([]);
    // The name of the partner source may stand in the resources, where a bus of one's own has another source.
    const own = { source: 'my.hub', resources: [foreign.source, good.source] };
    expect(await post(world, event(conversation, 'customer.end', own), withKey)).toBe(200);
    await untilState(chat, 'completed');
  });

  it('reach no other organisation, and are acknowledged when they mean nobody', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, bridge);
    const foreign = await world.endpoint({
      org: orgB,
      settings: { endDetector: 'eventBridge', eventKey: 'the key of the other organisation' },
    });
    const other = await openChat(foreign.base);
    const theirs = await handOver(world, other);
    world.fake.finish(conversation);
    world.fake.finish(theirs);
    await holdPoll(world);
    const otherKey = { authorization: 'the key of the other organisation' };
    const source = { source: `aws.partner/genesys.com/cloud/x/${orgB}` };
    expect(await post(world, event(conversation, 'customer.end', source), otherKey)).toBe(403);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect(await post(world, event(theirs, 'customer.end', source), otherKey)).toBe(200);
    await untilState(other, 'completed');
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    const nobody = { ...theirs, id: crypto.randomUUID(), customerId: 'nobody' };
    expect(await post(world, event(nobody), withKey)).toBe(200);
    const another = { 'detail-type': 'v2.users.{id}.presence' };
    expect(await post(world, event(conversation, 'customer.end', another), withKey)).toBe(200);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
  });

  it('stand every shape', async () => {
    await using world = await startServedWorld();
    for (const body of [
      { 'detail-type': 1, source: 's' },
      { 'detail-type': 't', source: 's', detail: [] },
      {
        'detail-type': 't',
        source: 's',
        detail: { eventBody: { conversationId: '\0', addressTo: '\0' } },
      },
      { topic: 't', userId: 'x'.repeat(300) },
      { topic: 't', userId: '\ud800' },
    ])
      expect([200, 400]).toContain(await post(world, body, withKey));
  });
});

describe('triggers', () => {
  it('end the handover with the key', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, trigger);
    world.fake.finish(conversation);
    await holdPoll(world);
    expect(await post(world, triggerBody(chat))).toBe(403);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect(await post(world, triggerBody(chat), withKey)).toBe(200);
    await untilState(chat, 'completed');
  });

  it('without a key only where that is allowed; a transfer ends nothing', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, {
      endDetector: 'trigger',
      triggerWithoutKey: true,
    });
    const agent = world.fake.accept(conversation, 'Grace');
    world.fake.transfer(conversation, agent);
    await holdPoll(world);
    const before = looks(world, conversation);
    expect(await post(world, triggerBody(chat, 'acw'))).toBe(200);
    await untilLooked(world, conversation, before);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    world.fake.finish(conversation);
    const { userId: addressTo, ...rest } = triggerBody(chat, 'user.end');
    expect(await post(world, { ...rest, addressTo })).toBe(200);
    await untilState(chat, 'completed');
  });
});

describe('a flood of triggers without a key', () => {
  const flood = (world: GatewayWorld, chat: Chat, headers: Record<string, string> = {}) =>
    Promise.all(Array.from({ length: 40 }, () => post(world, triggerBody(chat, 'acw'), headers)));

  it('is turned away, for that handover alone, and its end is found all the same', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await begin(world, {
      ...{ endDetector: 'trigger', triggerWithoutKey: true, eventKey: key },
    });
    await holdPoll(world);
    const started = performance.now();
    const answers = await flood(world, chat);
    const minutes = (performance.now() - started) / 60_000;
    const taken = answers.filter((status) => status === 200).length;
    expect(new Set(answers)).toEqual(new Set([200, 429]));
    expect(taken).toBeLessThanOrEqual(Math.ceil(mostUnproved.perHandover * (1 + minutes)));
    expect((await hops(world)).length).toBe(taken);
    const { base } = await world.endpoint({
      ...{ name: 'other', settings: { endDetector: 'trigger', triggerWithoutKey: true } },
    });
    const other = await openChat(base);
    const theirs = await handOver(world, other);
    world.fake.finish(theirs);
    expect(await post(world, triggerBody(other))).toBe(200);
    await untilState(other, 'completed');
    // Whoever has the key is not counted.
    expect(new Set(await flood(world, chat, withKey))).toEqual(new Set([200]));
    world.fake.finish(conversation);
    await world.db.query('update handover set next_check_at = now()');
    await untilState(chat, 'completed');
  });
});

it('a lost signal is made good by the poll, whatever the detector', async () => {
  await using world = await startServedWorld();
  for (const settings of [bridge, trigger]) {
    const { chat, conversation } = await begin(world, settings);
    world.fake.finish(conversation);
    await world.db.query('update handover set next_check_at = now()');
    await untilState(chat, 'completed');
  }
});

it('the connection test says whether signals can be believed', async () => {
  await using world = await startServedWorld();
  const checkOf = async (name: string, settings: Record<string, unknown>) => {
    const { id } = await world.endpoint({ name, settings });
    const { body } = await world.admin<{ checks: { check: string; state: string }[] }>(
      `/endpoints/${id}/test`,
      { method: 'POST', body: {} },
    );
    return body.checks.find(({ check }) => check === 'endDetector')?.state;
  };
  expect(await checkOf('socket', {})).toBeUndefined();
  expect(await checkOf('bridge', bridge)).toBe('ok');
  expect(await checkOf('no key', { endDetector: 'eventBridge' })).toBe('failed');
  expect(await checkOf('open', { endDetector: 'trigger', triggerWithoutKey: true })).toBe(
    'warning',
  );
});
