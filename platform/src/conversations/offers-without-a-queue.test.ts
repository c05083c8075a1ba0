import {
  conversationsOperations as conversations,
  type MessageConversation,
  conversationMessagesOperations as messages,
  queueRemovalOperations as removals,
} from '@tandem/contract';
import { untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { lockThreads } from '../threads/index.ts';
import { agentIn, otherQueue, patch, stepOn, timerOn, useAgentWork } from './agent-work.testing.ts';
import { alertTimer, leave, stepOf } from './conversation.rules.ts';
import {
  anna,
  ben,
  dora,
  here,
  queueId,
  startConversations,
  waitingConversation,
} from './conversation.testing.ts';
import { newParticipant } from './participant.rules.ts';
import { returnWork } from './reassignment.usecases.ts';

const work = useAgentWork();
const { connected, offered, read } = work;

const runsOut = (id: string, participantId: string, node = work.started) =>
  timerOn(node, id, alertTimer(participantId));

/** Deletes the queue of a conversation that an agent has. */
const removeQueue = (body: { readonly moveTo?: string } = {}) =>
  work.started.as()(removals.postTandemQueueRemoval, { params: { queueId }, body });

const give = (params: Record<string, string>, userId: string, by = anna.id) =>
  work.started.user(by)(messages.postConversationsMessageParticipantReplace, {
    params,
    body: { userId },
  });

const assign = (id: string, userId: string, by = dora.id) =>
  work.started.user(by, ['conversation:message:assign'])(conversations.postConversationAssign, {
    params: { conversationId: id },
    body: { id: userId },
  });

/** Whoever is asked does not take it. */
const refused = async (id: string, how: 'declines' | 'is silent') => {
  const { participantId, userId, params } = await offered(id);
  if (how === 'declines')
    return patch(work.started.user(userId), params, { state: 'disconnected' });
  await work.started.clock.advance(30_000);
  return runsOut(id, participantId);
};

const accepted = async (id: string) => {
  const { userId, params } = await offered(id);
  await patch(work.started.user(userId), params, { state: 'connected' });
  return params;
};

/** Purpose, who, state and why it ended, of everybody who joined behind the first queue. */
const partsOf = async (id: string) =>
  (await read(id)).participants
    .slice(2)
    .map(({ purpose, name, messages: [one] = [] }) =>
      [purpose, name, one?.state, one?.disconnectType].filter(Boolean).join(' '),
    );

const activeOf = async (userId: string) =>
  (await findAgent(work.db, { org: here, userId }))?.active ?? 0;

/** The same conversation with a flow that has it, as when a customer comes back to one that had ended. */
const backInFlow = (id: string) =>
  stepOn(work.started, id, (state, { at, uuid }) => {
    const one = (purpose: 'customer' | 'workflow') =>
      newParticipant({ id: uuid(), communicationId: uuid(), purpose, startTime: at });
    return stepOf({
      ...state,
      conversation: { ...state.conversation, endedAt: null },
      participants: [...state.participants, one('customer'), one('workflow')],
    });
  });

/** A conversation that was never in a queue: a flow has it. */
const inFlow = async () => {
  const { id } = (await waitingConversation(work.started, 'carla')).conversation;
  await stepOn(work.started, id, (state, { at }) => {
    const acd = state.participants.find(({ purpose }) => purpose === 'acd');
    return acd ? leave(state, acd, { at, type: 'transfer' }) : stepOf(state);
  });
  await work.db.query(`delete from participant where purpose = 'acd'`);
  return id;
};

describe('a transfer to an agent past every queue', () => {
  it.each(['declines', 'is silent'] as const)(
    'is offered to the agent who made it when the other one %s',
    async (how) => {
      const { id, params } = await connected();
      await removeQueue();
      await give(params, ben.id);
      await refused(id, how);
      expect(await partsOf(id)).toEqual([
        'agent Anna disconnected transfer',
        `agent Ben disconnected ${how === 'declines' ? 'client' : 'transfer.noanswer'}`,
        'agent Anna alerting',
      ]);
      expect(await work.db.query('select owner, ended_at from conversation')).toEqual([
        { owner: 'agent', ended_at: null },
      ]);
      expect([await activeOf(anna.id), await activeOf(ben.id)]).toEqual([1, 0]);
      const back = await offered(id);
      expect(await work.db.query(`select name from lane_timer where name like 'alert:%'`)).toEqual([
        { name: `alert:${back.participantId}` },
      ]);
      await patch(work.started.user(anna.id), back.params, { state: 'connected' });
      const flat = await work.started.as()<MessageConversation>(messages.getConversationsMessage, {
        params: { conversationId: id },
      });
      const [customer, last] = [flat.body.participants?.[0], flat.body.participants?.at(-1)];
      expect(last).toMatchObject({ state: 'connected', user: { id: anna.id } });
      expect(customer).toMatchObject({
        state: 'connected',
        peer: agentIn(await read(id)).communication.id,
      });
    },
  );

  it('ends when that one does not take it either, and everybody is told', async () => {
    const { id, params } = await connected();
    await removeQueue();
    await give(params, ben.id);
    await refused(id, 'declines');
    await refused(id, 'is silent');
    const ended = await read(id);
    expect(ended.state).toBe('disconnected');
    expect(ended.participants[0]?.messages?.[0]).toMatchObject({ disconnectType: 'system' });
    expect((await partsOf(id)).at(-1)).toBe('agent Anna disconnected transfer.noanswer');
    expect((await work.happened()).slice(-3)).toEqual(['customer.end', 'user.end', 'agent.state']);
    expect(await work.db.query('select from acd_waiting')).toEqual([]);
  });

  it('goes to the queue that takes those of the deleted one, and waits there since it was offered', async () => {
    const { id, params } = await connected();
    await removeQueue({ moveTo: otherQueue });
    await give(params, ben.id);
    const since = work.started.clock.now();
    await refused(id, 'is silent');
    expect(await work.db.query('select queue, conversation, since from acd_waiting')).toEqual([
      { queue: otherQueue, conversation: id, since },
    ]);
    expect((await read(id)).participants.at(-1)).toMatchObject({
      purpose: 'acd',
      queueId: otherQueue,
      messages: [{ state: 'connected' }],
    });
  });

  it('is back with the same agent when another one is asked meanwhile', async () => {
    const { id, params } = await connected();
    await removeQueue();
    await give(params, ben.id);
    await assign(id, dora.id, ben.id);
    await refused(id, 'declines');
    expect((await partsOf(id)).slice(1)).toEqual([
      'agent Ben disconnected transfer',
      'agent Team North disconnected client',
      'agent Anna alerting',
    ]);
  });
});

/** A conversation that was never in a queue and that Ben has; where a program assigned it, nobody is to give it back to. */
const assignedToBen = async (by: 'Dora' | 'a program') => {
  const id = await inFlow();
  if (by === 'Dora') await assign(id, ben.id);
  else
    await work.started.as()(conversations.postConversationAssign, {
      params: { conversationId: id },
      body: { id: ben.id },
    });
  return { id, params: await accepted(id) };
};

const deactivated = (userId: string) =>
  returnWork(work.started.deps, { org: here, userId, everything: true });

/** Ben looks for somebody in the other queue, and keeps the conversation until then. */
const asksOtherQueue = (params: Record<string, string>) =>
  work.started.user(ben.id)(messages.postConversationsMessageParticipantReplace, {
    params,
    body: { queueId: otherQueue, transferType: 'Attended' },
  });

const waiting = () => work.db.query('select queue, conversation, since from acd_waiting');

describe('an agent who was offered a conversation past every queue', () => {
  it('gets it back when another one to whom it is transferred declines, not whoever gave it before', async () => {
    const { id, params } = await assignedToBen('Dora');
    await give(params, anna.id, ben.id);
    await refused(id, 'declines');
    expect(await partsOf(id)).toEqual(['agent Anna disconnected client', 'agent Ben alerting']);
  });

  it('is deactivated: it goes the way back of the offer, and ends where there is none', async () => {
    const { id, params } = await connected();
    await removeQueue();
    await give(params, ben.id);
    await accepted(id);
    await deactivated(ben.id);
    expect((await partsOf(id)).slice(1)).toEqual([
      'agent Ben disconnected transfer',
      'agent Anna alerting',
    ]);
    await accepted(id);
    await deactivated(anna.id);
    expect((await partsOf(id)).at(-1)).toBe('agent Anna disconnected transfer');
    const ended = await read(id);
    expect(ended.state).toBe('disconnected');
    expect(ended.participants[0]?.messages?.[0]).toMatchObject({ disconnectType: 'system' });
    expect(await activeOf(anna.id)).toBe(0);
  });

  it('is deactivated while somebody of a queue is asked: only whoever gave it is asked then', async () => {
    const { id, params } = await assignedToBen('Dora');
    await asksOtherQueue(params);
    await deactivated(ben.id);
    expect(await partsOf(id)).toEqual([
      `acd Queue ${otherQueue.slice(0, 4)} disconnected transfer`,
      'agent Team North alerting',
    ]);
    expect(await waiting()).toEqual([]);
    await refused(id, 'declines');
    expect((await read(id)).state).toBe('disconnected');
  });

  it('is deactivated while somebody of a queue is asked: it waits there when nobody gave it', async () => {
    const { id, params } = await assignedToBen('a program');
    const since = work.started.clock.now();
    await asksOtherQueue(params);
    await work.started.clock.advance(1_000);
    await deactivated(ben.id);
    expect(await work.db.query('select owner, ended_at from conversation')).toEqual([
      { owner: 'queue', ended_at: null },
    ]);
    expect(await waiting()).toEqual([{ queue: otherQueue, conversation: id, since }]);
  });
});

describe('a conversation that is taken from its flow for an agent who does not take it', () => {
  it('goes to the queue it was last in', async () => {
    const { id, params } = await connected();
    await patch(work.started.user(anna.id), params, { state: 'disconnected' });
    await backInFlow(id);
    await assign(id, ben.id);
    await refused(id, 'declines');
    expect(await work.db.query('select queue, conversation from acd_waiting')).toEqual([
      { queue: queueId, conversation: id },
    ]);
  });

  it('is offered to whoever assigned it where it was in none', async () => {
    const id = await inFlow();
    await assign(id, ben.id);
    await refused(id, 'declines');
    expect((await partsOf(id)).at(-1)).toBe('agent Team North alerting');
    expect(await activeOf(dora.id)).toBe(1);
    await refused(id, 'declines');
    expect((await read(id)).state).toBe('disconnected');
    expect(await activeOf(dora.id)).toBe(0);
  });

  it('ends where a program assigned it', async () => {
    const id = await inFlow();
    await work.started.as()(conversations.postConversationAssign, {
      params: { conversationId: id },
      body: { id: ben.id },
    });
    await refused(id, 'is silent');
    expect((await read(id)).participants[0]?.messages?.[0]).toMatchObject({
      state: 'disconnected',
      disconnectType: 'system',
    });
  });
});

describe('an agent who declines at the moment the time is over, on two nodes', () => {
  it.each(['decline first', 'timer first'])(
    'gives the conversation back once (%s)',
    async (order) => {
      const { id, params } = await connected();
      await removeQueue();
      await give(params, ben.id);
      await work.started.clock.advance(30_000);
      const other = startConversations(work.db);
      await other.clock.advance(30_000);
      const { participantId, params: ofBen } = await offered(id);
      const decline = () => patch(work.started.user(ben.id), ofBen, { state: 'disconnected' });
      const timer = () => runsOut(id, participantId, other);
      const [row] = await work.db.query<{ thread: number }>('select thread from conversation');
      const both = await work.db.transaction(async (tx) => {
        await lockThreads(tx, [Number(row?.thread)]);
        const first = order === 'decline first' ? decline() : timer();
        await untilLockedOut(work.db);
        const second = order === 'decline first' ? timer() : decline();
        await untilLockedOut(work.db, { count: 2 });
        return [first, second];
      });
      await Promise.all(both);
      expect((await partsOf(id)).slice(1)).toEqual([
        `agent Ben disconnected ${order === 'decline first' ? 'client' : 'transfer.noanswer'}`,
        'agent Anna alerting',
      ]);
      expect([await activeOf(anna.id), await activeOf(ben.id)]).toEqual([1, 0]);
      // A timer that was replayed finds nobody.
      await timer();
      expect(await partsOf(id)).toHaveLength(3);
    },
  );
});
