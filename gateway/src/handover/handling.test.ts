import { directLineEvents } from '@tandem/contract';
import { createTestClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  handOver,
  openChat,
  supportQueue as queue,
  soon,
  startServedWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';

/** An endpoint with the demo bot, whose handovers go as said. */
const ready = async (handling: { options?: object; hours?: object }) => {
  const clock = createTestClock();
  const world = await startServedWorld({ clock });
  const endpoint = await world.endpoint();
  const body = { options: {}, ...handling };
  const path = `/endpoints/${endpoint.id}/handling`;
  const saved = await world.admin(path, { method: 'PUT', body });
  expect(saved.status).toBe(200);
  const settle = () => world.main.gateway.lanes.drained();
  const later = async (seconds: number) => {
    await clock.advance(seconds * 1000);
    await settle();
  };
  const chat = await openChat(endpoint.base);
  return { world, chat, settle, later, now: () => clock.now() };
};

const allWeek = (timeZone: string, from: string, to: string) => ({
  timeZone,
  holidays: [],
  blocks: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
    (day) => ({ day, from, to }),
  ),
});

const timesAround = (now: Date) => {
  const at = (minutes: number) =>
    new Date(now.getTime() + minutes * 60_000).toISOString().slice(11, 16);
  return { open: [at(-60), at(60)] as const, closed: [at(60), at(120)] as const };
};

describe('an endpoint that says how handovers go', () => {
  it('calls nobody out of hours, and says so', async () => {
    const now = createTestClock().now();
    const [from, to] = timesAround(now).closed;
    const made = await ready({
      options: { closedText: 'We are closed.' },
      hours: allWeek('UTC', from, to),
    });
    await using world = made.world;
    await made.chat.say('agent');
    await vi.waitFor(async () => expect(await made.chat.texts()).toContain('We are closed.'), soon);
    expect(await stateOf(world, made.chat)).toEqual({ state: 'failed', end_reason: 'closed' });
    expect(world.fake.state.inbound).toEqual([]);
    expect((await made.chat.events('handoff.status')).map(({ value }) => value)).toMatchObject([
      { state: 'failed' },
    ]);
  });

  it('calls agents in its hours, with its texts and the button that cancels', async () => {
    const now = createTestClock().now();
    const [from, to] = timesAround(now).open;
    const made = await ready({
      options: { acceptedText: 'One moment.', cancelButton: 'Stop', cancelledText: 'All right.' },
      hours: allWeek('UTC', from, to),
    });
    await using world = made.world;
    await handOver(world, made.chat);
    const said = (await made.chat.activities()).find(({ text }) => text === 'One moment.');
    expect(said?.suggestedActions?.actions).toMatchObject([{ title: 'Stop' }]);
    await made.chat.say('Stop');
    await untilState(made.chat, 'completed');
    expect(await made.chat.texts()).toContain('All right.');
  });

  it('takes a message out of hours, which waits in the queue for an agent', async () => {
    const now = createTestClock().now();
    const [from, to] = timesAround(now).closed;
    const made = await ready({
      options: { onFail: 'message' },
      hours: allWeek('UTC', from, to),
    });
    await using world = made.world;
    await made.chat.say('agent');
    const question = 'You can leave a message. What is it about?';
    await vi.waitFor(async () => expect((await made.chat.texts()).at(-1)).toBe(question), soon);
    expect(world.fake.state.inbound).toEqual([]);
    await made.chat.say('My lamp blinks');
    await vi.waitFor(
      () =>
        expect(world.fake.state.inbound[0]).toMatchObject({
          text: expect.stringContaining('My lamp blinks'),
          customAttributes: { handoverLeft: 'message', queueId: queue.id },
        }),
      soon,
    );
    // The bot has the conversation again.
    await made.chat.say('hours');
    await vi.waitFor(
      async () => expect((await made.chat.texts()).at(-1)).toContain('Monday'),
      soon,
    );
  });

  it('forgets the form when nothing is written into it', async () => {
    const made = await ready({ options: { waitSeconds: 60, onFail: 'callback' } });
    await using world = made.world;
    await handOver(world, made.chat);
    await made.later(61);
    await vi.waitFor(
      async () => expect((await made.chat.texts()).at(-1)).toContain('Under which number'),
      soon,
    );
    await made.later(31 * 60);
    await vi.waitFor(async () => {
      const [row] = await world.db.query('select form from handover');
      expect(row).toEqual({ form: null });
    }, soon);
    // The bot hears of the end only now.
    await vi.waitFor(async () => {
      const told = await world.db.query<{ summary: string }>(
        "select summary from hop where kind = 'bot' order by id",
      );
      expect(told.at(-1)?.summary).toBe('demo: handover');
    }, soon);
  });

  it('tells of the queue only so often, the latest, and a text for what is too long', async () => {
    const made = await ready({
      options: { queueSeconds: 1_200, queueMaxPosition: 5, queueText: 'It takes a while.' },
    });
    await using world = made.world;
    const { fake } = world;
    const { id: conversationId } = await handOver(world, made.chat);
    const place = async (position: number) => {
      const ids = [...Array(position - 1).keys()].map((at) => `other ${at}`);
      const all = [...ids, conversationId].map((one, at) => ({
        ...{ queueId: queue.id, conversationId: one, priority: 0 },
        since: new Date(1_000 * (at + 1)),
      }));
      fake.state.waiting.splice(0, fake.state.waiting.length, ...all);
      fake.emitQueue(queue.id);
      await vi.waitFor(async () => {
        await world.main.gateway.watchRound();
        await made.later(1);
        const [row] = await world.db.query<{ queue_info: { position: number } | null }>(
          'select queue_info from handover',
        );
        expect(row?.queue_info?.position).toBe(position);
      }, soon);
    };
    const told = async () =>
      (await made.chat.events(directLineEvents.queueUpdate))
        .map(({ value }) => value as { position?: number; alternativeText?: string })
        .flatMap(({ position, alternativeText }) => position ?? alternativeText ?? []);
    await place(9);
    await place(8);
    expect(await told()).toEqual(['It takes a while.']);
    await place(4);
    await place(3);
    expect(await told()).toEqual(['It takes a while.']);
    await made.later(1_201);
    // Whoever reads the conversation anew, as a reload does, finds the last news.
    await vi.waitFor(async () => expect(await told()).toEqual(['It takes a while.', 3]), soon);
    expect((await made.chat.texts()).filter((text) => text === 'It takes a while.')).toHaveLength(
      1,
    );
  }, 60_000);
});
