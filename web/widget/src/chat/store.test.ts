import { describe, expect, it, vi } from 'vitest';
import { messages, texts, visit } from '../testing/chat-page.ts';
import { startFakeDirectLine } from '../testing/fake-direct-line.ts';
import { type NodePorts, nodePorts } from '../testing/node-ports.ts';
import { ChatStore } from './store.ts';

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const online = (chat: ChatStore) => until(() => expect(chat.state.connection).toBe('online'));

describe('a chat over Direct Line', () => {
  it('starts with a token of its own, says something once and hears the answer', async () => {
    await using fake = await startFakeDirectLine();
    fake.onMessage = ({ text }) => void fake.say({ text: `You said ${text}` });
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    page.chat.send({ text: 'hello' });
    await until(() => expect(texts(page.chat)).toEqual(['hello', 'You said hello']));
    await until(() => expect(messages(page.chat)[0]).toMatchObject({ delivery: 'sent' }));
    expect(fake.calls.slice(0, 2)).toEqual(['POST /tokens/generate', 'POST /conversations']);
    expect(fake.conversation.userId).toMatch(/^dl_/);
  });

  it('shows what the bot said before the socket was open', async () => {
    await using fake = await startFakeDirectLine();
    const { push } = fake.conversations;
    fake.conversations.push = (...started) => {
      const length = push.apply(fake.conversations, started);
      fake.say({ text: 'Welcome' });
      return length;
    };
    using page = visit(fake);
    page.chat.start();
    await until(() => expect(texts(page.chat)).toEqual(['Welcome']));
  });

  it('takes messages written before the conversation is open', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    page.chat.send({ text: 'first' });
    page.chat.send({ text: 'second' });
    await until(() =>
      expect(fake.conversation.activities.map(({ text }) => text)).toEqual(['first', 'second']),
    );
    await until(() => expect(messages(page.chat).every((m) => m.delivery === 'sent')).toBe(true));
  });

  it('sends nothing to the server before it is started, and nothing is stored', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.resume();
    expect(page.chat.state.connection).toBe('idle');
    expect(fake.calls).toEqual([]);
  });

  it('goes on after the socket was cut, without gap and without repeat', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    fake.say({ text: 'one' });
    await until(() => expect(texts(page.chat)).toEqual(['one']));
    fake.dropSocket();
    fake.say({ text: 'two' });
    await until(() => expect(texts(page.chat)).toEqual(['one', 'two']));
    await online(page.chat);
    fake.say({ text: 'three' });
    await until(() => expect(texts(page.chat)).toEqual(['one', 'two', 'three']));
    expect(fake.calls).toContain(`GET /conversations/${fake.conversation.id}?watermark=1`);
  });

  it('polls where sockets do not open', async () => {
    await using fake = await startFakeDirectLine();
    fake.faults.sockets = true;
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    fake.say({ text: 'by polling' });
    await until(() => expect(texts(page.chat)).toEqual(['by polling']));
    page.chat.send({ text: 'and back' });
    await until(() => expect(texts(page.chat)).toEqual(['by polling', 'and back']));
  });
});

describe('sending', () => {
  it('repeats under the same id when the answer was lost: the server has it once', async () => {
    await using fake = await startFakeDirectLine();
    fake.faults.posts = ['lost', 'lost'];
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    // No echo comes: only the repeats can settle it.
    fake.conversation.socket = undefined;
    page.chat.send({ text: 'once' });
    await until(() => expect(messages(page.chat)[0]?.delivery).toBe('sent'));
    expect(fake.conversation.received.map(({ text }) => text)).toEqual(['once', 'once', 'once']);
    expect(fake.conversation.activities.filter(({ text }) => text === 'once')).toHaveLength(1);
    expect(texts(page.chat)).toEqual(['once']);
  });

  it('tries again on errors of the server and keeps the order', async () => {
    await using fake = await startFakeDirectLine();
    fake.faults.posts = [502, 429];
    using page = visit(fake);
    page.chat.start();
    page.chat.send({ text: 'a' });
    page.chat.send({ text: 'b' });
    await until(() =>
      expect(fake.conversation.activities.map(({ text }) => text)).toEqual(['a', 'b']),
    );
  });

  it('waits as long as the server takes no more, and says so', async () => {
    await using fake = await startFakeDirectLine();
    // More often than a server that is broken would be asked.
    fake.faults.posts = Array<number>(8).fill(429);
    fake.faults.tokens = [429];
    const ports = nodePorts();
    const waits: number[] = [];
    const after: typeof ports.clock.after = (ms, callback) => {
      waits.push(ms);
      return ports.clock.after(ms, callback);
    };
    using page = visit(fake, { ...ports, clock: { ...ports.clock, after } });
    const seen = new Set<string>();
    page.chat.subscribe(() => {
      seen.add(page.chat.state.connection);
      for (const { delivery } of messages(page.chat)) seen.add(`message ${delivery}`);
    });
    page.chat.start();
    await online(page.chat);
    page.chat.send({ text: 'a' });
    page.chat.send({ text: 'b' });
    await until(() => expect(messages(page.chat).every((m) => m.delivery === 'sent')).toBe(true));
    expect(fake.conversation.activities.map(({ text }) => text)).toEqual(['a', 'b']);
    expect([...seen]).toEqual(expect.arrayContaining(['limited', 'message limited']));
    expect(seen.has('reconnecting')).toBe(false);
    expect(waits.filter((ms) => ms === 2000)).toHaveLength(9);
  });

  it('marks a refused message, goes on with the next, and sends it again when asked, under its old id', async () => {
    await using fake = await startFakeDirectLine();
    fake.faults.posts = [400];
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    page.chat.send({ text: 'refused' });
    page.chat.send({ text: 'fine' });
    await until(() => expect(messages(page.chat)[1]?.delivery).toBe('sent'));
    const [failed] = messages(page.chat);
    expect(failed).toMatchObject({ delivery: 'failed', failure: 'Fault400' });
    page.chat.retry(failed?.clientId ?? '');
    await until(() => expect(messages(page.chat)[0]?.delivery).toBe('sent'));
    const stored = fake.conversation.activities.find(({ text }) => text === 'refused');
    expect(stored?.channelData).toEqual({ clientActivityID: failed?.clientId });
  });

  it('waits while the network is away and sends when it is back', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    page.ports.setOnline(false);
    page.chat.send({ text: 'later' });
    await until(() => expect(messages(page.chat)[0]?.delivery).toBe('waiting'));
    await until(() => expect(page.chat.state.connection).toBe('offline'));
    expect(fake.conversation.activities).toEqual([]);
    page.ports.setOnline(true);
    await until(() => expect(messages(page.chat)[0]?.delivery).toBe('sent'));
    await online(page.chat);
  });

  it('uploads files with their caption and tells the progress', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    const progress: number[] = [];
    page.chat.subscribe(() => {
      const value = messages(page.chat)[0]?.progress;
      if (value !== undefined) progress.push(value);
    });
    const file = new File(['12345'], 'bill.pdf', { type: 'application/pdf' });
    page.chat.send({ text: 'my bill', files: [file] });
    await until(() => expect(messages(page.chat)[0]?.delivery).toBe('sent'));
    expect(progress).toContain(0.5);
    expect(fake.conversation.files).toEqual([
      { name: 'bill.pdf', type: 'application/pdf', size: 5 },
    ]);
    expect(fake.conversation.activities[0]).toMatchObject({
      text: 'my bill',
      attachments: [{ name: 'bill.pdf' }],
    });
  });

  it('tells that the visitor types, not with every key', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    for (let key = 0; key < 20; key += 1) page.chat.typing();
    page.chat.send({ text: 'done' });
    await until(() => expect(texts(page.chat)).toEqual(['done']));
    await until(() =>
      expect(fake.conversation.received.filter(({ type }) => type === 'typing')).toHaveLength(1),
    );
  });
});

describe('the token', () => {
  it('is refreshed when the server says it has expired, and the message goes out', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    fake.faults.expired = 'refreshable';
    page.chat.send({ text: 'still here' });
    await until(() => expect(messages(page.chat)[0]?.delivery).toBe('sent'));
    expect(fake.calls.filter((call) => call === 'POST /tokens/refresh')).toHaveLength(1);
  });

  it('is refreshed by itself before it runs out', async () => {
    await using fake = await startFakeDirectLine();
    const ports = nodePorts();
    const hurried: NodePorts = {
      ...ports,
      clock: {
        ...ports.clock,
        after: (ms, then) => ports.clock.after(ms === 900_000 ? 1000 : ms, then),
      },
    };
    using page = visit(fake, hurried);
    page.chat.start();
    await until(() => expect(fake.calls).toContain('POST /tokens/refresh'));
    expect(page.chat.state.ended).toBe(false);
  });

  it('that cannot be had any more ends the conversation; a new one can be started', async () => {
    await using fake = await startFakeDirectLine();
    using page = visit(fake);
    page.chat.start();
    await online(page.chat);
    fake.faults.expired = 'final';
    page.chat.send({ text: 'too late' });
    await until(() => expect(page.chat.state.ended).toBe(true));
    expect([...page.ports.storage.values.keys()]).toEqual([`tandem-visitor:${fake.endpoint}`]);
    fake.faults.expired = false;
    page.chat.restart();
    await online(page.chat);
    expect(page.chat.state).toMatchObject({ ended: false, items: [] });
    expect(fake.conversations).toHaveLength(2);
  });
});

describe('a reload', () => {
  it('brings back the same conversation with history, the waiting banner and the unread count', async () => {
    await using fake = await startFakeDirectLine();
    const first = visit(fake);
    first.chat.start();
    await online(first.chat);
    first.chat.send({ text: 'agent please' });
    await until(() => expect(messages(first.chat)[0]?.delivery).toBe('sent'));
    fake.say({ text: 'I connect you' });
    fake.event('handoff.status', { state: 'accepted' });
    fake.event('tandem.queue', { position: 3, estimatedWaitTime: 90_000 });
    await until(() =>
      expect(first.chat.state.handover).toMatchObject({ phase: 'waiting', position: 3 }),
    );
    first.chat.seen();
    first.chat.stop();
    fake.say({
      text: 'Hi, I am Ada',
      channelData: { source: 'agent' },
      from: { id: 'a1', name: 'Ada', role: 'bot' },
    });

    using second = visit(fake, nodePorts(first.ports.storage.values));
    second.chat.resume();
    await until(() => expect(messages(second.chat)).toHaveLength(3));
    expect(second.chat.state.handover).toEqual({ phase: 'waiting', position: 3, waitMs: 90_000 });
    expect(messages(second.chat)[2]).toMatchObject({ sender: 'agent', name: 'Ada' });
    const { unreadCount } = await import('./state.ts');
    expect(unreadCount(second.chat.state)).toBe(1);
    expect(fake.conversations).toHaveLength(1);
  });

  it('starts anew where the stored conversation is known no more', async () => {
    await using fake = await startFakeDirectLine();
    const first = visit(fake);
    first.chat.start();
    await online(first.chat);
    first.chat.stop();
    fake.conversations.length = 0;
    using second = visit(fake, nodePorts(first.ports.storage.values));
    second.chat.resume();
    await until(() => expect(second.chat.state.ended).toBe(true));
    second.chat.restart();
    await online(second.chat);
    expect(fake.conversations).toHaveLength(1);
  });
});

describe('an endpoint that is not there', () => {
  it('is told once and can be tried again', async () => {
    await using fake = await startFakeDirectLine();
    const chat = new ChatStore({
      endpoint: `${fake.endpoint}/nothing`,
      locale: 'en',
      ports: nodePorts(),
    });
    chat.start();
    await until(() => expect(chat.state.refused).toBe('NoSuchCall'));
    chat.stop();
  });

  it('that is down is tried until it is up', async () => {
    const fake = await startFakeDirectLine();
    const ports = nodePorts();
    let down = true;
    const flaky: NodePorts = {
      ...ports,
      fetch: (url, init) => (down ? Promise.reject(new TypeError('down')) : ports.fetch(url, init)),
    };
    using page = visit(fake, flaky);
    page.chat.start();
    await until(() => expect(page.chat.state.connection).toBe('reconnecting'));
    down = false;
    await online(page.chat);
    await fake.close();
  });
});
