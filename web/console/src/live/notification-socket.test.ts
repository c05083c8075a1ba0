import { describe, expect, it } from 'vitest';
import type { Api } from '../api/client.ts';
import { parseFrame, reconnectDelay } from './live-rules.ts';
import { NotificationSocket, type SocketLike } from './notification-socket.ts';

class FakeSocket {
  readonly sent: string[] = [];
  closed = false;
  readonly #listeners = new Map<string, ((event: unknown) => void)[]>();
  addEventListener(type: string, listener: (event: unknown) => void) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.closed = true;
  }
  fire(type: string, event: unknown = {}) {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
  event(topicName: string) {
    this.fire('message', { data: JSON.stringify({ topicName, eventBody: { at: topicName } }) });
  }
}

/** A socket over hand-made sockets and timers that only run when told to. */
function setUp() {
  const sockets: FakeSocket[] = [];
  const calls: { key: string; topics: string[] }[] = [];
  const timers = new Map<() => void, number>();
  let failing = false;
  const call = async (key: string, options?: { body?: { id: string }[] }) => {
    if (failing) throw new Error('down');
    calls.push({ key, topics: (options?.body ?? []).map(({ id }) => id) });
    return key.startsWith('POST') ? { id: `ch${calls.length}`, connectUri: 'ws://x' } : {};
  };
  const live = new NotificationSocket({
    api: { call: call as unknown as Api['call'] },
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as SocketLike;
    },
    after: (ms, run) => {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const runTimer = async (ms: number) => {
    const due = [...timers].find(([, wanted]) => wanted === ms)?.[0];
    if (!due) throw new Error(`No timer of ${ms} ms: ${[...timers.values()]}`);
    timers.delete(due);
    due();
    await settle();
  };
  return { live, sockets, calls, timers, settle, runTimer, fail: (on: boolean) => (failing = on) };
}

function listener(topics: string[]) {
  const seen: string[] = [];
  return {
    seen,
    subscription: {
      topics,
      onEvent: ({ topicName }: { topicName: string }) => void seen.push(topicName),
      onResync: () => void seen.push('resync'),
    },
  };
}

describe('notification socket', () => {
  it('subscribes, connects and delivers only what was asked for', async () => {
    const { live, sockets, calls, settle } = setUp();
    const one = listener(['a']);
    live.subscribe(one.subscription);
    await settle();
    sockets[0]?.fire('open');
    sockets[0]?.event('a');
    sockets[0]?.event('b');
    sockets[0]?.event('channel.metadata');
    expect(one.seen).toEqual(['resync', 'a']);
    expect(calls.at(-1)?.topics).toEqual(['a']);
    expect(live.status).toBe('open');
  });

  it('sends all topics when another subscription joins', async () => {
    const { live, sockets, calls, settle } = setUp();
    live.subscribe(listener(['a']).subscription);
    await settle();
    sockets[0]?.fire('open');
    const late = listener(['b', 'a']);
    live.subscribe(late.subscription);
    await settle();
    expect(calls.at(-1)).toMatchObject({ topics: ['a', 'b'] });
    expect(calls.at(-1)?.key).toContain('PUT');
    expect(late.seen).toEqual(['resync']);
  });

  it('makes a new channel after a loss and has everything read again', async () => {
    const { live, sockets, calls, settle, runTimer } = setUp();
    const one = listener(['a']);
    live.subscribe(one.subscription);
    await settle();
    sockets[0]?.fire('open');
    sockets[0]?.fire('close');
    expect(live.status).toBe('waiting');
    await runTimer(500);
    sockets[1]?.fire('open');
    sockets[0]?.event('a');
    sockets[1]?.event('a');
    expect(one.seen).toEqual(['resync', 'resync', 'a']);
    expect(calls.filter(({ key }) => key.startsWith('POST'))).toHaveLength(2);
  });

  it('waits longer after each failure and starts over when the network is back', async () => {
    const { live, settle, runTimer, fail, sockets } = setUp();
    fail(true);
    live.subscribe(listener(['a']).subscription);
    await settle();
    await runTimer(500);
    await runTimer(1000);
    fail(false);
    live.wake();
    await settle();
    sockets[0]?.fire('open');
    expect(live.status).toBe('open');
    expect(reconnectDelay(20)).toBe(15_000);
  });

  it('gives up a silent line and one that is about to close', async () => {
    const { live, sockets, settle, runTimer } = setUp();
    live.subscribe(listener(['a']).subscription);
    await settle();
    sockets[0]?.fire('open');
    await runTimer(70_000);
    expect(sockets[0]?.closed).toBe(true);
    await runTimer(500);
    sockets[1]?.fire('open');
    sockets[1]?.event('v2.system.socket_closing');
    expect(sockets[1]?.closed).toBe(true);
    expect(live.status).toBe('waiting');
  });

  it('pings, and closes when nobody listens any more', async () => {
    const { live, sockets, timers, settle, runTimer } = setUp();
    const leave = live.subscribe(listener(['a']).subscription);
    await settle();
    sockets[0]?.fire('open');
    await runTimer(25_000);
    expect(sockets[0]?.sent).toEqual([JSON.stringify({ message: 'ping' })]);
    leave();
    expect(live.status).toBe('idle');
    expect(timers.size).toBe(0);
  });

  it.each([['nonsense'], ['null'], ['{}'], [42]])('takes %s for no event', (data) => {
    expect(parseFrame(data)).toBeNull();
  });
});
