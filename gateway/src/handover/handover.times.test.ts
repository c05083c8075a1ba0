import { createTestClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  type GatewayWorld,
  handOver,
  openChat,
  soon,
  startServedWorld,
  stateOf,
} from '../testing/index.ts';

const withOptions = async (options: object) => {
  const clock = createTestClock();
  const world = await startServedWorld({ clock });
  const endpoint = await world.endpoint();
  const path = `/endpoints/${endpoint.id}/handling`;
  expect((await world.admin(path, { method: 'PUT', body: { options } })).status).toBe(200);
  const chat = await openChat(endpoint.base);
  const later = async (seconds: number) => {
    await clock.advance(seconds * 1000);
    await world.main.gateway.lanes.drained();
  };
  return { world, chat, later, clock };
};

const untilSeen = (world: GatewayWorld, chat: Chat, state: string) =>
  vi.waitFor(async () => {
    await world.db.query("update handover set next_check_at = '2000-01-01'");
    await world.main.gateway.watchRound();
    expect(await stateOf(world, chat)).toMatchObject({ state });
  }, soon);

describe('the time that a customer waits for an agent', () => {
  it('begins anew with a transfer: what was waited before counts no more', async () => {
    const { world: made, chat, later } = await withOptions({ waitSeconds: 60 });
    await using world = made;
    const conversation = await handOver(world, chat);
    const first = world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'I ask a colleague');
    await untilSeen(world, chat, 'active');
    await later(55);
    world.fake.transfer(conversation, first);
    await untilSeen(world, chat, 'queued');
    await later(10);
    expect(await stateOf(world, chat)).toEqual({ state: 'queued', end_reason: null });
    await later(51);
    await vi.waitFor(
      async () => expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'noAgents' }),
      soon,
    );
  });

  it('counts for whoever is transferred after it was over', async () => {
    const { world: made, chat, later } = await withOptions({ waitSeconds: 60 });
    await using world = made;
    const conversation = await handOver(world, chat);
    const first = world.fake.accept(conversation, 'Grace');
    await untilSeen(world, chat, 'offered');
    await later(61);
    world.fake.transfer(conversation, first);
    await untilSeen(world, chat, 'queued');
    await later(61);
    await vi.waitFor(
      async () => expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'noAgents' }),
      soon,
    );
  });

  it('that was overtaken while it was on its way ends nothing', async () => {
    const { world: made, chat, later } = await withOptions({ waitSeconds: 60 });
    await using world = made;
    const conversation = await handOver(world, chat);
    const [old] = await world.db.query<{ data: object }>(
      "select data from lane_timer where name = 'handover.wait'",
    );
    const first = world.fake.accept(conversation, 'Grace');
    await untilSeen(world, chat, 'offered');
    world.fake.transfer(conversation, first);
    await untilSeen(world, chat, 'queued');
    // As it comes where it was due before somebody joined, and is taken only now.
    await world.db.query(
      `select lane_enqueue(array[org], array['gateway.timers'], array[part], array[id], array[$1::json]) from session`,
      [JSON.stringify({ timer: 'handover.wait', data: old?.data })],
    );
    await vi.waitFor(async () => {
      await later(1);
      const query = "select from lane_work where queue = 'gateway.timers'";
      expect(await world.db.query(query)).toEqual([]);
    }, soon);
    expect(await stateOf(world, chat)).toEqual({ state: 'queued', end_reason: null });
  });
});

describe('the time that a customer is silent', () => {
  it('is broken by a word that is stored, though nobody has dealt with it', async () => {
    const options = { inactivityMinutes: 1, inactivityWarnings: 0 };
    const { world: made, chat, later, clock } = await withOptions(options);
    await using world = made;
    const conversation = await handOver(world, chat);
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Your order number?');
    await untilSeen(world, chat, 'active');
    // A word as it stands while the dialogue has not come to it.
    await later(58);
    await world.db.query(
      `with s as (update session set last_seq = last_seq + 1 returning *)
       insert into activity (session, seq, org, type, direction, message_id, handled, body, created_at)
       select s.id, s.last_seq, s.org, 'message', 'user', md5('word'), false,
         '{"type": "message", "text": "It is 4711"}', $1 from s`,
      [clock.now()],
    );
    await later(5);
    expect(await stateOf(world, chat)).toEqual({ state: 'active', end_reason: null });
    await later(54);
    expect(await stateOf(world, chat)).toEqual({ state: 'active', end_reason: null });
    await later(2);
    await vi.waitFor(
      async () => expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'timeout' }),
      soon,
    );
  });
});
