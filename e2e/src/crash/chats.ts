import { setTimeout as delay } from 'node:timers/promises';
import { directLineEvents } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import type { Agent } from '../harness/agents.ts';
import { until } from '../harness/waiting.ts';
import { type Said, say, turn } from './agent-acts.ts';
import { type Chat, type ChatActivity, startChat } from './direct-line.ts';
import { wantsAgent } from './echo-bot.ts';
import { type Owned, readOwner } from './owners.ts';
import type { Site } from './site.ts';
import { compareTexts, type FaultBook, type StoredMessage } from './verify.ts';

/** Customers at the gateway: some talk with the bot, some were handed over to an agent of the contact centre. */
export type Chats = {
  readonly run: (enough: () => boolean) => Promise<void>;
  readonly check: (book: FaultBook) => Promise<void>;
  readonly verify: (book: FaultBook, platform: Database) => Promise<void>;
  /** The agent leaves; answers how long it takes until the bot has every chat again, in ms. */
  readonly end: () => Promise<number>;
  readonly accepted: () => number;
};

type HandedOver = {
  readonly chat: Chat;
  readonly agent: Agent;
  readonly conversationId: string;
  readonly owned: Owned;
  readonly said: Said[];
};

const botChats = 4;
const agentChats = 4;
const pauseMs = 25;

const conversationOf = async (db: Database, chat: Chat): Promise<string | null> => {
  const [row] = await db.query<{ id: string }>(
    `select c.id from conversation c join thread t on t.id = c.thread where t.customer = 'opaque:' || $1`,
    [chat.conversationId],
  );
  return row?.id ?? null;
};

/** From the bot to the agent, through both halves. */
const handOver = async (db: Database, chat: Chat, agent: Agent): Promise<HandedOver> => {
  await chat.post(wantsAgent);
  const found = await until(`${chat.name} is offered to the agent`, async () => {
    const conversationId = await conversationOf(db, chat);
    const offered = conversationId && (await readOwner(agent.api, conversationId));
    return offered && offered.kind === 'offered' ? { conversationId, ...offered } : null;
  });
  await turn(agent, found, { state: 'connected' });
  const { conversationId } = found;
  return {
    chat,
    agent,
    conversationId,
    owned: await readOwner(agent.api, conversationId),
    said: [],
  };
};

const speak = async (chat: Chat, enough: () => boolean) => {
  for (let number = 1; !enough(); number += 1) {
    await chat.say(`${chat.name} ${number}`);
    await delay(pauseMs);
  }
};

const answer = async (
  { agent, conversationId, owned, said, chat }: HandedOver,
  enough: () => boolean,
) => {
  for (let number = 1; !enough(); number += 1) {
    said.push(
      await say(agent, { conversationId, ...owned }, { text: `agent to ${chat.name} ${number}` }),
    );
    await delay(pauseMs);
  }
};

const textsOf = (found: readonly { readonly text?: string }[], prefix: string) =>
  found.flatMap(({ text }) => (text?.startsWith(prefix) ? [text] : []));

/** Everything said stands once and in order in the chat, under the id that was promised. */
const verifyChat = async (book: FaultBook, chat: Chat) => {
  const found = await chat.activities();
  const said = chat.said.map(({ text }) => text);
  compareTexts(book, `chat of ${chat.name}`, {
    found: textsOf(found, `${chat.name} `),
    wanted: said,
  });
  const ids = new Map(found.map(({ text, id }) => [text, id]));
  for (const { text, id } of chat.said) {
    if (ids.get(text) !== id) book.note('wrong', `id of "${text}"`);
    if ((await chat.post(text)) !== id) book.note('doubled', `answer to "${text}"`);
  }
  return found;
};

const readInbound = (db: Database, conversationId: string) =>
  db.query<Pick<StoredMessage, 'text'>>(
    `select m.body->>'text' as text from message m where m.conversation = $1 and m.direction = 'inbound'
     order by m.seq`,
    [conversationId],
  );

/** The chat hears that the agent has gone, and what is said next goes to the bot. */
const backToBot = async (chat: Chat) => {
  const isOver = ({ name, value }: ChatActivity) =>
    name === directLineEvents.handoffStatus && value?.state === 'completed';
  // A minute is how long a handover whose news was lost goes unlooked at.
  await until(
    `the end of the handover of ${chat.name}`,
    async () => (await chat.activities()).some(isOver),
    {
      withinMs: 75_000,
      everyMs: 50,
    },
  );
  const text = `${chat.name} again`;
  await chat.post(text);
  await until(`the bot's answer to ${chat.name}`, async () =>
    (await chat.activities()).some((one) => one.text === `bot: ${text}`),
  );
};

export const startChats = async (site: Site, run: string, db: Database): Promise<Chats> => {
  const { endpointToken, agent } = site.chatDesk;
  const open = (kind: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        startChat(site.url, { endpointToken, name: `${run}-${kind}${n}` }),
      ),
    );
  const withBot = await open('b', botChats);
  const chats = await open('a', agentChats);
  const withAgent = await Promise.all(chats.map((chat) => handOver(db, chat, agent)));
  return {
    async run(enough) {
      await Promise.all([
        ...[...withBot, ...chats].map((chat) => speak(chat, enough)),
        ...withAgent.map((one) => answer(one, enough)),
      ]);
    },
    async check(book) {
      for (const { chat, conversationId, owned } of withAgent) {
        const { owner } = await readOwner(agent.api, conversationId);
        if (owner !== owned.owner)
          book.note('wrong', `${chat.name} is ${owner}, not ${owned.owner}`);
      }
    },
    async verify(book, platform) {
      for (const chat of withBot) {
        const found = await verifyChat(book, chat);
        const wanted = chat.said.map(({ text }) => `bot: ${text}`);
        compareTexts(book, `bot to ${chat.name}`, { found: textsOf(found, 'bot: '), wanted });
      }
      for (const { chat, conversationId, said } of withAgent) {
        const found = textsOf(await verifyChat(book, chat), 'agent to ');
        compareTexts(book, `agent to ${chat.name}`, {
          found,
          wanted: said.map(({ text }) => text),
        });
        const inbound = await readInbound(platform, conversationId);
        compareTexts(book, `${chat.name} to the agent`, {
          found: textsOf(inbound, `${chat.name} `),
          wanted: chat.said.map(({ text }) => text),
        });
      }
    },
    async end() {
      const at = performance.now();
      for (const { conversationId, owned } of withAgent)
        await turn(agent, { conversationId, ...owned }, { state: 'disconnected' });
      await Promise.all(chats.map(backToBot));
      return Math.round(performance.now() - at);
    },
    accepted: () =>
      [...withBot, ...chats].flatMap(({ said }) => said).length +
      withAgent.flatMap(({ said }) => said).length,
  };
};
