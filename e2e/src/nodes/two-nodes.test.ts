import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say, turn } from '../crash/agent-acts.ts';
import { repeatAll, runCustomers, sendUntilAccepted } from '../crash/customers.ts';
import { createLedger } from '../crash/ledger.ts';
import { readOwner } from '../crash/owners.ts';
import {
  createFaultBook,
  readStored,
  untilDrained,
  verifyEvents,
  verifyNothingDied,
  verifyReplies,
  verifyStored,
} from '../crash/verify.ts';
import { type Agent, addQueue } from '../harness/agents.ts';
import type { Api } from '../harness/api.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { addChannel, echo, toQueue } from '../harness/set-up.ts';
import { until } from '../harness/waiting.ts';
import { at, type Cluster, shares, startCluster } from './cluster.ts';
import { openEar } from './ear.ts';

let cluster: Cluster;
let echoId: string;
beforeAll(async () => {
  cluster = await startCluster();
  const { admin, receiver } = cluster;
  echoId = await addChannel(admin, { name: 'Echo', actions: echo, receiver });
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** Asks the nodes in turn, as a load balancer does. */
const inTurn = (nodes: readonly ServerProcess[]) => {
  let asked = 0;
  return () => {
    asked += 1;
    return (nodes[asked % nodes.length] as ServerProcess).url;
  };
};

const names = (run: string, length: number) =>
  Array.from({ length }, (_, index) => `${run}-${index}`);

const verifyAll = async (run: string, ledger: ReturnType<typeof createLedger>) => {
  const { tables, receiver } = cluster;
  const book = createFaultBook();
  await untilDrained([tables], 60_000);
  const stored = await readStored(tables, run);
  const arrivals = receiver.arrivals.filter(({ customer }) => customer.startsWith(`${run}-`));
  verifyStored(book, ledger.byCustomer(), stored);
  verifyReplies(book, ledger.byCustomer(), { stored, arrivals });
  await verifyEvents(book, tables, ledger.all());
  await verifyNothingDied(book, tables);
  return book.faults();
};

/** A customer who talks with an agent of an own queue. */
const connect = async (name: string) => {
  const { nodes, admin, receiver } = cluster;
  const queue = await addQueue(admin, { name, agents: [name] });
  const agent = queue.agents[0] as Agent;
  const actions = toQueue(queue.id);
  const integrationId = await addChannel(admin, { name, actions, receiver });
  const door = { url: inTurn(nodes), token: admin.token, integrationId };
  const message = { customer: `${name}-customer`, key: `${name}-1`, text: 'Hello' };
  const { conversationId } = await sendUntilAccepted(door, message, createLedger());
  const offered = await until('an offer', async () => {
    const owned = await readOwner(agent.api, conversationId);
    return owned.kind === 'offered' ? owned : null;
  });
  await turn(agent, { conversationId, ...offered }, { state: 'connected' });
  return { conversationId, agent, owned: await readOwner(agent.api, conversationId) };
};

const noFaults = { lost: 0, doubled: 0, outOfOrder: 0, wrong: 0, told: [] };

describe('two nodes on one database', () => {
  it('share the partitions and keep the order of customers who are heard by both', async () => {
    const { nodes, admin, tables } = cluster;
    await until('both hold half', async () => String(await shares(tables)) === '32,32');
    const ledger = createLedger();
    const door = { url: inTurn(nodes), token: admin.token, integrationId: echoId };
    await runCustomers(door, ledger, {
      names: names('both', 12),
      enough: () => ledger.all().length >= 300,
    });
    expect(await verifyAll('both', ledger)).toEqual(noFaults);
    expect(ledger.refusals()).toEqual({});
  });

  it('serve each route and socket alike: what is done at one is seen and heard at the other', async () => {
    const { nodes, admin, receiver } = cluster;
    const [left, right] = nodes as [ServerProcess, ServerProcess];
    const queue = await addQueue(admin, { name: 'Support', agents: ['anna'] });
    const [anna] = queue.agents as [{ id: string; api: Api }];
    const actions = toQueue(queue.id);
    const integrationId = await addChannel(admin, { name: 'Desk', actions, receiver });
    const topic = `v2.users.${anna.id}.conversations.messages`;
    const listen = async (made: ServerProcess, opened: ServerProcess) => {
      const api = at(made, anna.api);
      const channel = await api.ok<{ id: string }>('POST', '/api/v2/notifications/channels');
      const ear = await openEar(`${opened.url.replace('http', 'ws')}/channels/${channel.id}`);
      // Subscribed at the node that does not have the socket.
      const path = `/api/v2/notifications/channels/${channel.id}/subscriptions`;
      await api.ok('PUT', path, [{ id: topic }]);
      return ear;
    };
    using earLeft = await listen(right, left);
    using earRight = await listen(left, right);

    const door = (node: ServerProcess) => ({
      url: () => node.url,
      token: admin.token,
      integrationId,
    });
    const message = { customer: 'nodes-1', key: 'nodes-1-1', text: 'Hello' };
    const { conversationId } = await sendUntilAccepted(door(left), message, createLedger());
    const speaksOf = (state: string) => (frame: { topicName: string; eventBody: object }) =>
      frame.topicName === topic &&
      JSON.stringify(frame.eventBody).includes(conversationId) &&
      JSON.stringify(frame.eventBody).includes(`"${state}"`);
    await earRight.hears('the offer at the right node', speaksOf('alerting'));
    await earLeft.hears('the offer at the left node', speaksOf('alerting'));

    const offered = await readOwner(at(right, anna.api), conversationId);
    const agent = { id: anna.id, api: at(right, anna.api) };
    await turn(agent, { conversationId, ...offered }, { state: 'connected' });
    await earLeft.hears('the acceptance at the left node', speaksOf('connected'));
    expect(await readOwner(at(left, admin), conversationId)).toEqual(
      await readOwner(at(right, admin), conversationId),
    );
    // A repeat is known at the other node too.
    const again = await sendUntilAccepted(door(right), message, createLedger());
    expect(again).toMatchObject({ conversationId });
  });

  it('go on without gap, repeat under a new id or change of order when one is killed and one is paused past its lease', async () => {
    const { nodes, admin, receiver, tables, addNode } = cluster;
    const talk = await connect('ben');
    const ledger = createLedger();
    const door = {
      url: inTurn(nodes),
      token: admin.token,
      integrationId: echoId,
      answerWithinMs: 2_000,
    };
    let over = false;
    const load = runCustomers(door, ledger, {
      names: names('fail', 12),
      enough: () => over,
      pauseMs: 50,
    });
    const story = async () => {
      await until('load', () => ledger.all().length > 100);
      const [killed, paused] = nodes as [ServerProcess, ServerProcess];
      killed.signal('SIGKILL');
      await killed.exited;
      nodes.splice(nodes.indexOf(killed), 1);
      const added = await addNode();
      // It stays among those that are asked: whoever reaches it has to try elsewhere.
      paused.signal('SIGSTOP');
      await until(
        'the added node holds everything',
        async () => String(await shares(tables)) === '64',
        {
          withinMs: 40_000,
          everyMs: 100,
        },
      );
      const before = ledger.all().length;
      paused.signal('SIGCONT');
      await until('both hold half again', async () => String(await shares(tables)) === '32,32');
      await until('more is accepted', () => ledger.all().length > before + 100);
      expect(added.log()).not.toContain('"level":50');
    };
    await Promise.all([
      story().finally(() => {
        over = true;
      }),
      load,
    ]);
    // The conversation with the agent is the same at every node, and goes on at the one that stood still.
    for (const node of nodes)
      expect(await readOwner(at(node, admin), talk.conversationId)).toEqual(talk.owned);
    const resumed = { ...talk.agent, api: at(nodes[0] as ServerProcess, talk.agent.api) };
    await say(resumed, { ...talk, ...talk.owned }, { text: 'still here' });
    await until('it arrives', () => receiver.arrivals.some(({ text }) => text === 'still here'));
    expect(await repeatAll(door, ledger)).toEqual([]);
    expect(await verifyAll('fail', ledger)).toEqual(noFaults);
    expect(ledger.refusals()['lost']).toBeGreaterThan(0);
  }, 120_000);
});
