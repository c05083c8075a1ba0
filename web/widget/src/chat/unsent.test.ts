import { describe, expect, it, vi } from 'vitest';
import { messages, texts, visit } from '../testing/chat-page.ts';
import { startFakeDirectLine } from '../testing/fake-direct-line.ts';
import { type NodePorts, nodePorts } from '../testing/node-ports.ts';
import type { ChatStore } from './store.ts';

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const online = (chat: ChatStore) => until(() => expect(chat.state.connection).toBe('online'));
const page = new File(['<p>'], 'page.html', { type: 'text/html' });

describe('what was not sent', () => {
  it('is sent after a reload', async () => {
    await using fake = await startFakeDirectLine();
    const first = visit(fake);
    first.chat.start();
    await online(first.chat);
    first.ports.setOnline(false);
    first.chat.send({ text: 'unsent' });
    await until(() => expect(messages(first.chat)[0]?.delivery).toBe('waiting'));
    first.chat.stop();
    using second = visit(fake, nodePorts(first.ports.storage.values));
    second.chat.resume();
    await until(() =>
      expect(messages(second.chat)[0]).toMatchObject({ text: 'unsent', delivery: 'sent' }),
    );
    expect(fake.conversation.activities).toHaveLength(1);
  });

  it('for want of a network stands below what was said before, in every tab', async () => {
    await using fake = await startFakeDirectLine();
    using first = visit(fake);
    first.chat.start();
    await online(first.chat);
    fake.say({ text: 'Hello' });
    await until(() => expect(texts(first.chat)).toEqual(['Hello']));
    first.ports.setOnline(false);
    first.chat.send({ text: 'unsent' });
    await until(() => expect(messages(first.chat)[1]?.delivery).toBe('waiting'));
    fake.say({ text: 'Still there?' });
    using second = visit(fake, nodePorts(first.ports.storage.values));
    second.chat.resume();
    const all = ['Hello', 'Still there?', 'unsent'];
    await until(() => expect(messages(second.chat).at(-1)?.delivery).toBe('sent'));
    await until(() => expect(texts(second.chat)).toEqual(all));
    first.ports.setOnline(true);
    await until(() => expect(texts(first.chat)).toEqual(all));
  });

  it('can be taken back where it was refused: no reload brings it again', async () => {
    await using fake = await startFakeDirectLine();
    fake.faults.posts = [400, 415];
    using first = visit(fake);
    first.chat.start();
    await online(first.chat);
    first.chat.send({ text: 'words' });
    first.chat.send({ text: 'a page', files: [page] });
    const failed = () => messages(first.chat).filter(({ delivery }) => delivery === 'failed');
    await until(() => expect(failed()).toHaveLength(2));
    for (const { clientId = '' } of failed()) first.chat.withdraw(clientId);
    expect(texts(first.chat)).toEqual([]);
    first.chat.stop();
    fake.say({ text: 'Hello' });
    using second = visit(fake, nodePorts(first.ports.storage.values));
    second.chat.resume();
    await online(second.chat);
    expect(texts(second.chat)).toEqual(['Hello']);
    expect(fake.conversation.activities).toHaveLength(1);
  });

  it('for its files is shown after a reload, with its words and the names of the files', async () => {
    await using fake = await startFakeDirectLine();
    const ports: NodePorts = { ...nodePorts(), upload: () => new Promise(() => {}) };
    using first = visit(fake, ports);
    first.chat.start();
    await online(first.chat);
    first.chat.send({ text: 'my page', files: [page] });
    first.chat.stop();
    fake.say({ text: 'Hello' });
    using second = visit(fake, nodePorts(ports.storage.values));
    second.chat.resume();
    await until(() => expect(texts(second.chat)).toEqual(['Hello', 'my page']));
    const [, lost] = messages(second.chat);
    expect(lost).toMatchObject({
      ...{ delivery: 'failed', failureCode: 'FilesLost' },
      attachments: [{ name: 'page.html', contentType: 'text/html' }],
    });
    second.chat.withdraw(lost?.clientId ?? '');
    second.chat.stop();
    using third = visit(fake, nodePorts(ports.storage.values));
    third.chat.resume();
    await online(third.chat);
    expect(texts(third.chat)).toEqual(['Hello']);
  });

  it('is not what arrived though the page was left before the answer', async () => {
    await using fake = await startFakeDirectLine();
    using first = visit(fake);
    first.chat.start();
    await online(first.chat);
    fake.faults.posts = Array<'lost'>(3).fill('lost');
    // No echo comes: the page does not learn that the files have arrived.
    fake.conversation.socket = undefined;
    first.chat.send({ text: 'my page', files: [page] });
    await until(() => expect(fake.conversation.files).toHaveLength(1));
    first.chat.stop();
    using second = visit(fake, nodePorts(first.ports.storage.values));
    second.chat.resume();
    await online(second.chat);
    expect(messages(second.chat)).toMatchObject([{ text: 'my page', delivery: 'sent' }]);
  });
});
