import type { MessageItem } from '../chat/state.ts';
import { ChatStore } from '../chat/store.ts';
import type { FakeDirectLine } from './fake-direct-line.ts';
import { type NodePorts, nodePorts } from './node-ports.ts';

/** A page with the chat on it and no browser around; `using` closes it. */
export function visit(fake: FakeDirectLine, ports: NodePorts = nodePorts()) {
  const chat = new ChatStore({ endpoint: fake.endpoint, locale: 'en', ports });
  return { chat, ports, [Symbol.dispose]: () => chat.stop() };
}

export const messages = (chat: ChatStore): MessageItem[] =>
  chat.state.items.filter((item) => item.kind === 'message');

export const texts = (chat: ChatStore): string[] => messages(chat).map(({ text }) => text);
