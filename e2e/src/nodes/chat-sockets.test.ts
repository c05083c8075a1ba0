import { setTimeout as delay } from 'node:timers/promises';
import type { Activity } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChatDesk, type ChatDesk } from '../crash/chat-desk.ts';
import { startEchoBot } from '../crash/echo-bot.ts';
import { readOwner } from '../crash/owners.ts';
import type { Api } from '../harness/api.ts';
import { createApi } from '../harness/api.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { until } from '../harness/waiting.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { at, type Cluster, shares, startCluster } from './cluster.ts';
import { type HandedOver, handOver, heardByAgents, openDeskEar } from './handed-over.ts';
import { type ChatSocket, type RoamingChat, startRoamingChat } from './roaming-chat.ts';

let cluster: Cluster;
let balancer: Balancer;
let desk: ChatDesk;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  cluster = cleanup.use(await startCluster());
  balancer = cleanup.use(await startBalancer(cluster.nodes));
  const bot = cleanup.use(await startEchoBot());
  desk = await addChatDesk(createApi(balancer.url).withToken(cluster.admin.token), bot.url);
});
afterAll(() => cleanup.disposeAsync());

const start = (node: ServerProcess, name: string) =>
  startRoamingChat(node, { endpointToken: desk.endpointToken, name });
const pair = () => cluster.nodes as [ServerProcess, ServerProcess];
const agentAt = (node: ServerProcess) => at(node, desk.agent.api);

/** Every try asks whichever node is next: the one that was asked before may be gone. */
const agentOver = (next: () => ServerProcess): Api => {
  const first = agentAt(next());
  return { ...first, call: (...call) => agentAt(next()).call(...call) };
};
const ids = (activities: readonly Activity[]) => activities.map(({ id }) => id);
const textsOf = (activities: readonly Activity[], kind: RegExp) =>
  activities.flatMap(({ text }) => (text && kind.test(text) ? [text] : []));

/** What the sockets brought together is what is stored, each once and in order, the same at every node. */
const expectWhole = async (chat: RoamingChat, sockets: readonly Pick<ChatSocket, 'received'>[]) => {
  const stored = await chat.poll(cluster.nodes[0] as ServerProcess);
  for (const node of cluster.nodes)
    expect(ids((await chat.poll(node)).activities)).toEqual(ids(stored.activities));
  await until('everything came over the sockets', () =>
    sockets.at(-1)?.received.some(({ id }) => id === stored.activities.at(-1)?.id),
  );
  expect(ids(sockets.flatMap(({ received }) => received))).toEqual(ids(stored.activities));
  const own = chat.said.map(({ text, id }) => ({ text, id }));
  const found = stored.activities.filter(({ id }) => own.some((said) => said.id === id));
  expect(found.map(({ text, id }) => ({ text, id }))).toEqual(own);
  return stored.activities;
};

/** Both sides of a handed over chat heard the other one, whole and in order. */
const expectHeard = async (
  chat: RoamingChat,
  talk: HandedOver,
  activities: readonly Activity[],
) => {
  expect(textsOf(activities, /^agent /)).toEqual(talk.said);
  const toAgent = chat.said.map(({ text }) => text).filter((text) => / to agent /.test(text));
  await until(
    'the last text at the agent',
    async () => (await heardByAgents(cluster, talk.conversationId)).at(-1) === toAgent.at(-1),
  );
  const heard = await heardByAgents(cluster, talk.conversationId);
  expect(heard.filter((text) => / to agent /.test(text))).toEqual(toAgent);
  for (const node of cluster.nodes) {
    const { owner } = await readOwner(agentAt(node), talk.conversationId);
    expect(owner).toBe(talk.owner);
  }
};

/** Customer and agent write over whichever node is next, until `enough`. */
const converse = async (
  {
    chat,
    talk,
    to,
    agentTo = to,
  }: {
    chat: RoamingChat;
    talk: HandedOver | null;
    to: () => ServerProcess;
    agentTo?: () => ServerProcess;
  },
  enough: () => boolean,
) => {
  const about = talk ? `${chat.name} to agent` : `${chat.name} to bot`;
  const customer = async () => {
    for (let number = 1; !enough(); number += 1) {
      await chat.say(`${about} ${number}`, to);
      await delay(40);
    }
  };
  const agent = async () => {
    for (let number = 1; talk && !enough(); number += 1) {
      await talk.say(`agent to ${chat.name} ${number}`, agentOver(agentTo));
      await delay(40);
    }
  };
  await Promise.all([customer(), agent()]);
};

const inTurn = (nodes: () => readonly ServerProcess[]) => {
  let asked = 0;
  return () => {
    asked += 1;
    return nodes()[asked % nodes().length] as ServerProcess;
  };
};

describe('web chat over two nodes', () => {
  it.each([
    ['left', 'right'],
    ['right', 'left'],
  ])('begins at the %s one and is heard at the %s one', async (begunAt) => {
    const [begun, other] =
      begunAt === 'left' ? pair() : (pair().toReversed() as [ServerProcess, ServerProcess]);
    const name = `from-${begunAt}`;
    using ear = await openDeskEar(desk.agent, { made: begun, opened: other });
    const chat = await start(begun, name);
    using socket = await chat.open(other);
    await chat.say(`${name} to bot 1`, () => begun);
    await socket.hears(`bot: ${name} to bot 1`);
    await chat.say(`${name} to bot 2`, () => other);
    await socket.hears(`bot: ${name} to bot 2`);
    const mark = (await chat.poll(begun)).watermark;
    expect(mark).toBe(socket.watermark());

    const talk = await handOver(chat, desk, { asked: begun, accepted: begun, ear });
    await socket.hears(/"accepted"/);
    await talk.types(agentAt(begun));
    await until('the typing at the other node', () => socket.typings.length > 0);
    await talk.say(`agent to ${name} 1`, agentAt(begun));
    await chat.say(`${name} to agent 1`, () => begun);
    await talk.say(`agent to ${name} 2`, agentAt(other));
    await chat.say(`${name} to agent 2`, () => other);
    await socket.hears(`agent to ${name} 2`);
    await expectHeard(chat, talk, await expectWhole(chat, [socket]));

    await talk.leave(agentAt(other));
    await socket.hears(/"completed"/);
    await chat.say(`${name} to bot 3`, () => other);
    await socket.hears(`bot: ${name} to bot 3`);
    const whole = await expectWhole(chat, [socket]);
    const late = await chat.poll(begun, mark);
    expect(ids(late.activities)).toEqual(ids(whole.slice(whole.length - late.activities.length)));
    expect(late.activities.length).toBe(whole.length - Number(mark));
  });

  it('lets the newer of two sockets go on where it was told to, whichever node has the older', async () => {
    const [left, right] = pair();
    const chat = await start(left, 'twice');
    using first = await chat.open(left);
    await chat.say('twice to bot 1', () => right);
    await first.hears('bot: twice to bot 1');
    using second = await chat.resume(right, first.watermark());
    expect(await first.closed).toEqual({ code: 1000, reason: 'collision' });
    await chat.say('twice to bot 2', () => left);
    await second.hears('bot: twice to bot 2');
    using third = await chat.resume(left, second.watermark());
    expect(await second.closed).toEqual({ code: 1000, reason: 'collision' });
    await chat.say('twice to bot 3', () => right);
    await third.hears('bot: twice to bot 3');
    await expectWhole(chat, [first, second, third]);
  });

  it('is resumed at the other node without gap or repeat when the one with the socket is killed', async () => {
    const [left, right] = pair();
    using ear = await openDeskEar(desk.agent, { made: left, opened: right });
    const [asked, handed] = [await start(left, 'killed-bot'), await start(right, 'killed-agent')];
    const before = [await asked.open(left), await handed.open(left)] as const;
    const talk = await handOver(handed, desk, { asked: left, accepted: right, ear });
    let over = false;
    const to = inTurn(() => cluster.nodes);
    const load = [
      converse({ chat: asked, talk: null, to }, () => over),
      converse({ chat: handed, talk, to }, () => over),
    ];
    const story = async () => {
      await until('talk', () => before.every(({ received }) => received.length > 30));
      left.signal('SIGKILL');
      cluster.nodes.splice(cluster.nodes.indexOf(left), 1);
      await Promise.all(before.map(({ closed }) => closed));
      const after = [
        await asked.resume(right, before[0].watermark()),
        await handed.resume(right, before[1].watermark()),
      ] as const;
      await until('talk after it', () => after.every(({ received }) => received.length > 30));
      return after;
    };
    const [after] = await Promise.all([
      story().finally(() => {
        over = true;
      }),
      ...load,
    ]);
    const last = asked.said.at(-1)?.text ?? '';
    await after[0].hears(`bot: ${last}`);
    await after[1].hears(talk.said.at(-1) ?? '');
    const whole = await expectWhole(asked, [before[0], after[0]]);
    expect(textsOf(whole, /^bot: /)).toEqual(asked.said.map(({ text }) => `bot: ${text}`));
    await expectHeard(handed, talk, await expectWhole(handed, [before[1], after[1]]));
    for (const socket of after) socket[Symbol.dispose]();
  }, 120_000);

  it('goes on over a socket of a node that stood still past its lease, and over another node meanwhile', async () => {
    const [paused] = pair();
    const added = await cluster.addNode();
    const all = [paused, added];
    await until('both hold half', async () => String(await shares(cluster.tables)) === '32,32');
    using ear = await openDeskEar(desk.agent, { made: paused, opened: added });
    const [moving, staying] = [await start(added, 'moving'), await start(added, 'staying')];
    using left = await moving.open(paused);
    using kept = await staying.open(paused);
    const talk = await handOver(staying, desk, { asked: paused, accepted: added, ear });
    const moved: ChatSocket[] = [];
    let over = false;
    // Customers go on trying the one that stands still; what they gave up is taken by it when it wakes.
    const load = [
      converse({ chat: moving, talk: null, to: inTurn(() => all) }, () => over),
      converse({ chat: staying, talk, to: inTurn(() => all), agentTo: () => added }, () => over),
    ];
    const story = async () => {
      await until('talk', () => [left, kept].every(({ received }) => received.length > 20));
      paused.signal('SIGSTOP');
      cluster.nodes.splice(cluster.nodes.indexOf(paused), 1);
      balancer.drop(paused);
      const before = { received: [...left.received] };
      const after = await moving.resume(added, left.watermark());
      moved.push(after);
      await until(
        'the other node holds everything',
        async () => String(await shares(cluster.tables)) === '64',
      );
      const [seen, behind] = [after.received.length, kept.received.length];
      await until('talk over the other node', () => after.received.length > seen + 10);
      expect(kept.received.length).toBe(behind);
      paused.signal('SIGCONT');
      cluster.nodes.push(paused);
      expect(await left.closed).toEqual({ code: 1000, reason: 'collision' });
      await until(
        'both hold half again',
        async () => String(await shares(cluster.tables)) === '32,32',
      );
      const again = kept.received.length;
      await until('talk over both', () => kept.received.length > again + 10);
      return [before, after];
    };
    const [sockets] = await Promise.all([
      story().finally(() => {
        over = true;
      }),
      ...load,
    ]);
    const last = moving.said.at(-1)?.text ?? '';
    await moved[0]?.hears(`bot: ${last}`);
    await kept.hears(talk.said.at(-1) ?? '');
    const whole = await expectWhole(moving, sockets);
    expect(textsOf(whole, /^bot: /)).toEqual(moving.said.map(({ text }) => `bot: ${text}`));
    await expectHeard(staying, talk, await expectWhole(staying, [kept]));
    expect(added.log()).not.toContain('"level":50');
    moved[0]?.[Symbol.dispose]();
  }, 120_000);
});
