import { monitorOperations } from '@tandem/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accept,
  type MonitorFixture,
  offer,
  org,
  startMonitor,
  support,
} from './monitor.fixture.ts';

const nobody = { flow: 0, waiting: 0, offered: 0, connected: 0, afterCallWork: 0 };

describe('live figures', () => {
  let m: MonitorFixture;
  beforeEach(async () => {
    m = await startMonitor();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  it('follow a conversation from waiting to connected, in the queue and on the agents', async () => {
    await m.addSupport();
    const integration = await m.integrate();
    const conversation = await m.say(integration, 'hi', { queue: support.name });
    await m.clock.advance(90_000);
    const waiting = await m.here.live();
    expect(waiting.conversations).toEqual({ ...nobody, waiting: 1 });
    expect(waiting.queues).toEqual([
      { ...support, waiting: 1, longestWaitSeconds: 90, interacting: 0, onQueue: 1 },
    ]);
    expect(waiting.agents).toEqual({ onQueue: 1, idle: 0, interacting: 1, notResponding: 0 });

    await m.step(conversation, offer);
    expect((await m.here.live()).conversations).toEqual({ ...nobody, offered: 1 });
    await m.step(conversation, accept);
    const connected = await m.here.live();
    expect(connected.conversations).toEqual({ ...nobody, connected: 1 });
    expect(connected.queues).toMatchObject([
      { waiting: 0, longestWaitSeconds: null, interacting: 1 },
    ]);
    await m.db.query(`update conversation set owner = 'flow'`);
    expect((await m.here.live()).conversations.flow).toBe(1);
  });

  it('count messages and deliveries by minute, and minutes that are over only once', async () => {
    const integration = await m.integrate();
    await m.say(integration, 'one');
    m.answerWith(400);
    await m.say(integration, 'two');
    await m.clock.advance(60_000);
    m.answerWith(200);
    await m.say(integration, 'three');
    await m.clock.advance(4 * 60_000);
    const { minutes } = await m.here.live({ minutes: 7 });
    const first = {
      at: '2026-01-01T00:00:00.000Z',
      inbound: 2,
      outbound: 2,
      delivered: 1,
      failed: 1,
    };
    const second = {
      at: '2026-01-01T00:01:00.000Z',
      inbound: 1,
      outbound: 1,
      delivered: 1,
      failed: 0,
    };
    expect(minutes).toHaveLength(7);
    expect(minutes.map(({ at }) => at).at(-1)).toBe('2026-01-01T00:05:00.000Z');
    expect(minutes.filter(({ inbound }) => inbound > 0)).toEqual([first, second]);

    await m.say(integration, 'four');
    await m.db.query(`delete from message where at < '2026-01-01T00:05:00Z'`);
    const again = (await m.here.live({ minutes: 7 })).minutes;
    expect(again.filter(({ inbound }) => inbound > 0)).toEqual([
      first,
      second,
      { at: '2026-01-01T00:05:00.000Z', inbound: 1, outbound: 1, delivered: 1, failed: 0 },
    ]);
    expect((await m.here.live()).minutes).toHaveLength(60);
  });

  it('tell what waits for its receiver, since when, and what was given up', async () => {
    const integration = await m.integrate();
    m.answerWith(503);
    await m.say(integration, 'one');
    await m.say(integration, 'two');
    await m.clock.advance(2_000);
    expect((await m.here.live()).deliveries).toEqual({
      pending: 1,
      retrying: 1,
      deadLetters: 0,
      oldestPendingSeconds: 2,
    });
    m.answerWith(400);
    await m.clock.advance(5_100);
    await m.settle();
    expect((await m.here.live()).deliveries).toEqual({
      pending: 0,
      retrying: 0,
      deadLetters: 2,
      oldestPendingSeconds: null,
    });
  });

  it('tell how much was given up that nobody sent again before it went by age', async () => {
    const add = (queue: string) =>
      m.db.query("insert into dead_letter_expired values ($1, $2, '', 3, $3)", [
        ...[org, queue, m.clock.now()],
      ]);
    await add('delivery');
    await add('input');
    expect((await m.here.live()).deliveries).toMatchObject({ deadLettersExpired: 3 });
    expect((await m.there.live()).deliveries).not.toHaveProperty('deadLettersExpired');
  });

  it('are those of the own organisation, behind a permission', async () => {
    await m.addSupport();
    m.answerWith(400);
    await m.say(await m.integrate(), 'hi', { queue: support.name });
    const other = await m.there.live();
    expect(other).toMatchObject({
      conversations: nobody,
      queues: [],
      deliveries: { deadLetters: 0 },
    });
    expect(other.agents.onQueue).toBe(0);
    expect(other.minutes.some(({ inbound, failed }) => inbound + failed > 0)).toBe(false);
    expect(monitorOperations.getMonitorLive.permission).toEqual({ all: ['monitor:live:view'] });
  });
});
