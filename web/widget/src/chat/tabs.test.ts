import { describe, expect, it, vi } from 'vitest';
import { messages, texts, visit } from '../testing/chat-page.ts';
import { startFakeDirectLine } from '../testing/fake-direct-line.ts';
import { nodePorts } from '../testing/node-ports.ts';
import type { ChatStore } from './store.ts';

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const online = (chat: ChatStore) => until(() => expect(chat.state.connection).toBe('online'));

describe('two tabs of one visitor', () => {
  it('serves two tabs of one conversation, whichever has the socket', async () => {
    await using fake = await startFakeDirectLine();
    using one = visit(fake);
    one.chat.start();
    await online(one.chat);
    one.chat.send({ text: 'from one' });
    await until(() => expect(messages(one.chat)[0]?.delivery).toBe('sent'));
    using two = visit(fake, nodePorts(one.ports.storage.values));
    two.chat.resume();
    await until(() => expect(texts(two.chat)).toEqual(['from one']));
    fake.say({ text: 'to both' });
    await until(() => expect(texts(one.chat)).toEqual(['from one', 'to both']));
    await until(() => expect(texts(two.chat)).toEqual(['from one', 'to both']));
    expect(fake.conversations).toHaveLength(1);
    // Two tabs that take the socket from each other would ask for a new address again and again.
    const addresses = fake.calls.filter((call) => /^GET \/conversations\/[^/]+$/.test(call));
    expect(addresses.length).toBeLessThanOrEqual(2);
  });
  it('loses nothing of two tabs that were closed while the network was away', async () => {
    await using fake = await startFakeDirectLine();
    const one = visit(fake);
    one.chat.start();
    await online(one.chat);
    const two = visit(fake, nodePorts(one.ports.storage.values));
    two.chat.resume();
    await online(two.chat);
    for (const tab of [one, two]) tab.ports.setOnline(false);
    one.chat.send({ text: 'of the first' });
    two.chat.send({ text: 'of the second' });
    for (const tab of [one, two])
      await until(() => expect(messages(tab.chat).at(-1)?.delivery).toBe('waiting'));
    for (const tab of [one, two]) tab.chat.stop();
    using later = visit(fake, nodePorts(one.ports.storage.values));
    later.chat.resume();
    await until(() =>
      expect(messages(later.chat).map(({ delivery }) => delivery)).toEqual(['sent', 'sent']),
    );
    expect(fake.conversation.activities.map(({ text }) => text).sort()).toEqual([
      'of the first',
      'of the second',
    ]);
    await until(() => {
      const stored = later.ports.storage.values.get(`tandem-chat:${fake.endpoint}`) ?? '{}';
      expect(JSON.parse(stored)).toMatchObject({ unsent: [] });
    });
  });
});
