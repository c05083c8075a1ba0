import { appendEvents, EventUnreadable, type StoredEvent } from '@tandem/events';
import { type Database, derivedUuid } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platformTestDatabase, wholeLog } from '../testing/index.ts';
import { createRenderEvents } from '../topics/index.ts';
import {
  addQueue,
  anna,
  goOnQueue,
  here,
  queueId,
  type Started,
  startConversations,
  there,
  waitingConversation,
  zoe,
} from './conversation.testing.ts';

let db: Database;
let started: Started;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query(
    'truncate queue, agent, thread, conversation, participant, acd_waiting, event_log cascade',
  );
  started = startConversations(db);
  await addQueue(db);
});

/** The database and the directory, counting how often they are asked. */
const counting = () => {
  const asked = { queries: 0, names: 0 };
  const { directory } = started.deps;
  const deps = {
    db: {
      ...db,
      query: ((...args: Parameters<Database['query']>) => {
        asked.queries += 1;
        return db.query(...args);
      }) as Database['query'],
      call: ((...args: Parameters<Database['call']>) => {
        asked.queries += 1;
        return db.call(...args);
      }) as Database['call'],
    },
    directory: {
      ...directory,
      homeDivision: (org: string) => {
        asked.names += 1;
        return directory.homeDivision(org);
      },
    },
    log: silentLog,
  };
  return { asked, render: createRenderEvents(deps) };
};

const logOf = (org = here): Promise<readonly StoredEvent[]> => wholeLog(db, org);

const message = (conversation: string, n: number) => ({
  org: here,
  type: 'message.received',
  key: `conversation:${conversation}`,
  data: { messageId: derivedUuid('m', String(n)), conversationId: conversation },
});

const queueView = 'v2.routing.queues.{id}.conversations.messages';
const customerStart = 'v2.detail.events.conversation.{id}.customer.start';

describe('events rendered for destinations', () => {
  it('come in the order of the log, with the same ids however often they are rendered', async () => {
    await waitingConversation(started, 'carla');
    await waitingConversation(started, 'dora');
    await goOnQueue(db, anna.id, started.clock.now());
    await started.acd.decide();
    const events = await logOf();
    const wanted = new Set([queueView, customerStart, 'v2.users.{id}.routingStatus']);
    const { render } = counting();
    const once = await render(events, wanted);
    expect(await render(events, wanted)).toEqual(once);
    const places = events.map(({ position }) => `${position.xid} ${position.id}`);
    const seen = once.map(({ position }) => places.indexOf(`${position.xid} ${position.id}`));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(once.map(({ id }) => id)).size).toBe(once.length);
    expect(new Set(once.map(({ topic }) => topic))).toEqual(wanted);
    const [first] = once;
    expect(first).toMatchObject({
      org: here,
      key: events[0]?.key,
      correlationId: null,
      at: events[0]?.at,
    });
    expect(first?.id).toMatch(/^[0-9a-f-]{36}$/);
    // Alone or among others: an event's id is its own.
    const alone = await render(events, new Set([customerStart]));
    expect(alone).toEqual(once.filter(({ topic }) => topic === customerStart));
  });

  it('ask nothing when nothing is wanted, and a few questions for a whole page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 20; i += 1)
      ids.push((await waitingConversation(started, `customer ${i}`)).conversation.id);
    for (let round = 0; round < 3; round += 1)
      await db.transaction((tx) => appendEvents(tx, ids.map(message)));
    const events = await logOf();
    expect(events).toHaveLength(80);
    const idle = counting();
    expect(await idle.render(events, new Set(['v2.users.{id}.presence']))).toEqual([]);
    expect(idle.asked).toEqual({ queries: 0, names: 0 });
    const details = counting();
    expect(await details.render(events, new Set([customerStart]))).toHaveLength(20);
    expect(details.asked).toEqual({ queries: 0, names: 1 });
    const views = counting();
    expect(await views.render(events, new Set([queueView]))).toHaveLength(80);
    expect(views.asked).toEqual({ queries: 2, names: 1 });
  });

  it('of one organisation show nothing of another', async () => {
    const { conversation } = await waitingConversation(started, 'carla');
    await db.transaction((tx) =>
      appendEvents(tx, [
        { ...message(conversation.id, 1), org: there },
        {
          ...{ org: there, type: 'user.routingStatus', key: `user:${zoe.id}` },
          data: { userId: zoe.id, status: 'IDLE', startTime: '2026-01-01T00:00:00.000Z' },
        },
      ]),
    );
    const wanted = new Set([queueView, 'v2.users.{id}.routingStatus']);
    const theirs = await counting().render(await logOf(there), wanted);
    expect(theirs.map(({ org, topicName }) => [org, topicName])).toEqual([
      [there, `v2.users.${zoe.id}.routingStatus`],
    ]);
    const ours = await counting().render(await logOf(here), wanted);
    expect(ours.map(({ org, topicName }) => [org, topicName])).toEqual([
      [here, `v2.routing.queues.${queueId}.conversations.messages`],
    ]);
  });

  it('tell of a removed conversation what they know themselves', async () => {
    const { conversation } = await waitingConversation(started, 'carla');
    await db.transaction((tx) => appendEvents(tx, [message(conversation.id, 1)]));
    await db.query('truncate thread, conversation, participant cascade');
    const rendered = await counting().render(await logOf(), new Set([queueView, customerStart]));
    expect(rendered.map(({ topic }) => topic)).toEqual([queueView, customerStart]);
    expect(rendered[0]?.eventBody).toMatchObject({
      id: conversation.id,
      participants: [{ purpose: 'customer' }, { purpose: 'acd', name: expect.any(String) }],
    });
    expect(rendered[1]?.eventBody).toMatchObject({ conversationId: conversation.id });
  });

  it('of messages are for those who took part then, however late they are rendered', async () => {
    const { conversation } = await waitingConversation(started, 'carla');
    await started.clock.advance(60_000);
    await goOnQueue(db, anna.id, started.clock.now());
    await started.acd.decide();
    await db.query('truncate event_log');
    await db.query(
      `update participant set doc = doc::jsonb || '{"endedAt": "2026-01-01T00:05:00.000Z"}' where purpose = 'agent'`,
    );
    const times = [
      '2026-01-01T00:00:30.000Z',
      '2026-01-01T00:02:00.000Z',
      '2026-01-01T00:09:00.000Z',
    ];
    await db.transaction((tx) =>
      appendEvents(
        tx,
        times.map((_, n) => message(conversation.id, n)),
      ),
    );
    for (const [n, at] of times.entries())
      await db.query(`update event_log set at = $1 where data->>'messageId' = $2`, [
        at,
        derivedUuid('m', String(n)),
      ]);
    const userView = 'v2.users.{id}.conversations';
    const rendered = await counting().render(await logOf(), new Set([userView]));
    expect(rendered.map(({ topicName, at }) => [topicName, at.toISOString()])).toEqual([
      [`v2.users.${anna.id}.conversations`, times[1]],
    ]);
  });

  it.each([
    ['holds not what it needs', 'conversation.changed', TypeError, 'properties of undefined'],
    ['comes from a newer node', 'conversation.dreamt', EventUnreadable, 'conversation.dreamt'],
  ])('never leave out what %s without a word', async (_, type, kind, told) => {
    const status = {
      ...{ org: here, type: 'user.routingStatus', key: `user:${anna.id}` },
      data: { userId: anna.id, status: 'IDLE', startTime: '2026-01-01T00:00:00.000Z' },
    };
    await db.transaction((tx) =>
      appendEvents(tx, [{ org: here, type, key: 'conversation:broken', data: {} }, status]),
    );
    const wanted = new Set([customerStart, 'v2.users.{id}.routingStatus']);
    const { render } = counting();
    const [broken, good] = await logOf();
    const failed = await render(
      [broken, good].flatMap((event) => event ?? []),
      wanted,
    ).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(kind);
    expect((failed as Error).message).toContain(told);
    expect(await render(good ? [good] : [], wanted)).toMatchObject([
      { topicName: `v2.users.${anna.id}.routingStatus` },
    ]);
  });

  it('pass over events that no topic tells of', async () => {
    const failed = { org: here, type: 'flow.failed', key: 'conversation:one', data: {} };
    await db.transaction((tx) => appendEvents(tx, [failed]));
    expect(await counting().render(await logOf(), new Set([customerStart]))).toEqual([]);
  });
});
