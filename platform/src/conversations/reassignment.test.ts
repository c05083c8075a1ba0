import {
  type Conversation,
  conversationsOperations as conversations,
  conversationMessagesOperations as messages,
  type QueueReassignment,
  queueReassignmentOperations as reassignment,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import {
  agentIn,
  notFound,
  otherQueue,
  patch,
  stepOn,
  timerOn,
  useAgentWork,
} from './agent-work.testing.ts';
import { anna, ben, goOnQueue, here, queueId, there, zoe } from './conversation.testing.ts';
import { answerTimer, expectAnswer } from './reassignment.rules.ts';
import { returnWork } from './reassignment.usecases.ts';

const work = useAgentWork();
const { connected, alerting, read } = work;

const of = (id: string) => ({ params: { queueId: id } });
const set = (body: QueueReassignment, caller = work.started.as()) =>
  caller<QueueReassignment>(reassignment.putTandemQueueReassignment, { ...of(queueId), body });

const customerWrites = (id: string) =>
  stepOn(work.started, id, (state, { at }) => expectAnswer(state, at));
const timerComes = (id: string, participantId: string) =>
  timerOn(work.started, id, answerTimer(participantId));
const agentWrites = (params: Record<string, string>) =>
  work.started.user(anna.id)(messages.postConversationsMessageCommunicationMessages, {
    params: params as never,
    body: { textBody: 'Hello' },
  });
const statesOf = ({ participants }: Conversation) =>
  participants.map(({ purpose, queueId: queue, messages: [communication] = [] }) =>
    [purpose, communication?.state, communication?.disconnectType, queue === otherQueue && 'other']
      .filter(Boolean)
      .join(' '),
  );

describe('reassignment of a queue', () => {
  it('is nothing until it is set, and then what was set', async () => {
    const admin = work.started.as();
    const get = async () =>
      (await admin<QueueReassignment>(reassignment.getTandemQueueReassignment, of(queueId))).body;
    expect(await get()).toEqual({ onSignOut: false });
    const wanted = { answerSeconds: 60, moveTo: otherQueue, onSignOut: true };
    expect((await set(wanted)).body).toEqual(wanted);
    expect(await get()).toEqual(wanted);
    await set({ onSignOut: false });
    expect(await get()).toEqual({ onSignOut: false });
  });

  it('goes to the queue itself once the other is deleted', async () => {
    await set({ answerSeconds: 60, moveTo: otherQueue, onSignOut: true });
    await work.db.query('delete from queue where id = $1', [otherQueue]);
    const admin = work.started.as();
    const { body } = await admin<QueueReassignment>(
      reassignment.getTandemQueueReassignment,
      of(queueId),
    );
    expect(body).toEqual({ answerSeconds: 60, onSignOut: true });
    const { id, agent } = await connected();
    work.started.clock.advance(60_000);
    await timerComes(id, agent.id);
    const waits = await work.db.query('select queue from acd_waiting where org = $1', [here]);
    expect(waits).toEqual([{ queue: queueId }]);
  });

  it('belongs to one organisation, and goes to queues that are there', async () => {
    const foreign = work.started.as({ userId: zoe.id, kind: 'user' }, there);
    await expect(set({ onSignOut: true }, foreign)).rejects.toMatchObject(notFound);
    await expect(set({ onSignOut: true, moveTo: derivedUuid('none') })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('an agent who does not answer', () => {
  it('loses the conversation to the queue after the time, and gets no more until ready', async () => {
    await set({ answerSeconds: 60, onSignOut: false });
    const { id, agent } = await connected();
    work.started.clock.advance(59_999);
    await timerComes(id, agent.id);
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('connected');
    work.started.clock.advance(1);
    await timerComes(id, agent.id);
    expect(statesOf(await read(id)).slice(1)).toEqual([
      'acd disconnected transfer',
      'agent disconnected transfer.noanswer',
      'acd connected',
    ]);
    const key = { org: here, userId: anna.id };
    expect((await findAgent(work.db, key))?.status).toBe('NOT_RESPONDING');
    // A timer that comes twice finds nobody.
    await timerComes(id, agent.id);
    expect(await work.db.query('select id from acd_waiting')).toHaveLength(1);
  });

  it('is not one who answers in time; the next message begins the time anew', async () => {
    await set({ answerSeconds: 60, onSignOut: false });
    const { id, agent, params } = await connected();
    work.started.clock.advance(30_000);
    await agentWrites(params);
    const timers = () =>
      work.db.query<{ name: string; dueAt: Date }>(
        `select name, due_at as "dueAt" from lane_timer where name like 'answer:%'`,
      );
    expect(await timers()).toEqual([]);
    work.started.clock.advance(60_000);
    await timerComes(id, agent.id);
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('connected');
    await customerWrites(id);
    const [due] = await timers();
    work.started.clock.advance(30_000);
    // Writing again does not give the agent more time.
    await customerWrites(id);
    expect(await timers()).toEqual([due]);
    work.started.clock.advance(30_000);
    await timerComes(id, agent.id);
    expect(statesOf(await read(id)).at(-1)).toBe('acd connected');
  });

  it('keeps what is set aside, and everything where the queue sets no time', async () => {
    await set({ answerSeconds: 60, onSignOut: false });
    const { id, agent, params } = await connected();
    await patch(work.started.user(anna.id), params, { state: 'parked' });
    work.started.clock.advance(61_000);
    await timerComes(id, agent.id);
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('parked');
    await set({ onSignOut: false });
    const other = await connected('dora');
    work.started.clock.advance(3_600_000);
    await timerComes(other.id, other.agent.id);
    expect(agentIn(await read(other.id)).messages?.[0]?.state).toBe('connected');
  });

  it('loses it to the queue of supervisors where there is one', async () => {
    await set({ answerSeconds: 10, moveTo: otherQueue, onSignOut: false });
    const { id, agent } = await connected();
    work.started.clock.advance(10_000);
    await timerComes(id, agent.id);
    expect(statesOf(await read(id)).at(-1)).toBe('acd connected other');
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    expect(agentIn(await read(id)).userId).toBe(ben.id);
  });
});

describe('an agent who is signed out', () => {
  it('loses what the queue takes back; an offer runs out by itself', async () => {
    await set({ onSignOut: true });
    const taken = await connected();
    await returnWork(work.started.deps, { org: here, userId: ben.id });
    expect(agentIn(await read(taken.id)).messages?.[0]?.state).toBe('connected');
    const offered = await alerting('dora');
    await returnWork(work.started.deps, { org: here, userId: anna.id });
    expect(statesOf(await read(taken.id)).slice(-2)).toEqual([
      'agent disconnected transfer',
      'acd connected',
    ]);
    expect(agentIn(await read(offered.id)).messages?.[0]?.state).toBe('alerting');
  });

  it('loses at the next try what could not be taken back', async () => {
    await set({ onSignOut: true });
    const { id } = await connected();
    const other = await connected('dora');
    const { deps } = work.started;
    let failures = 1;
    const transaction: typeof deps.db.transaction = (step, options) => {
      failures -= 1;
      return failures < 0
        ? deps.db.transaction(step, options)
        : Promise.reject(new Error('a deadlock'));
    };
    const shaky = { ...deps, db: { ...deps.db, transaction } };
    const lost = { org: here, userId: anna.id };
    await expect(returnWork(shaky, lost)).rejects.toThrow('a deadlock');
    const back = async () =>
      Promise.all([id, other.id].map(async (one) => statesOf(await read(one)).at(-1)));
    expect((await back()).toSorted()).toEqual(['acd connected', 'agent connected']);
    await returnWork(shaky, lost);
    expect(await back()).toEqual(['acd connected', 'acd connected']);
  });

  it('loses everything when deactivated, whatever the queue says', async () => {
    const { id, params } = await connected();
    await patch(work.started.user(anna.id), params, { state: 'parked' });
    const gone = { org: here, userId: anna.id, everything: true };
    await returnWork(work.started.deps, gone);
    expect(statesOf(await read(id)).slice(-2)).toEqual([
      'agent disconnected transfer',
      'acd connected',
    ]);
    await returnWork(work.started.deps, gone);
    expect(await work.db.query('select id from acd_waiting')).toHaveLength(1);
  });

  it('owes no after-call work any more when deactivated: nobody would ever do it', async () => {
    await work.db.query('update queue set doc = $2 where id = $1', [
      queueId,
      JSON.stringify({ acwSettings: { wrapupPrompt: 'MANDATORY' } }),
    ]);
    const talking = await connected();
    const done = await connected('dora');
    await patch(work.started.user(anna.id), done.params, { state: 'disconnected' });
    const owed = () =>
      work.db.query('select id from participant where user_id = $1 and live', [anna.id]);
    expect(await owed()).toHaveLength(2);
    await returnWork(work.started.deps, { org: here, userId: anna.id, everything: true });
    expect(await owed()).toEqual([]);
    expect(agentIn(await read(done.id))).toMatchObject({
      wrapup: { code: 'ININ-WRAP-UP-TIMEOUT' },
    });
    expect(statesOf(await read(talking.id)).at(-1)).toBe('acd connected');
    expect((await findAgent(work.db, { org: here, userId: anna.id }))?.active).toBe(0);
  });

  it('keeps it where the queue says nothing', async () => {
    const { id } = await connected();
    await returnWork(work.started.deps, { org: here, userId: anna.id });
    const read1 = await work.started.as()<Conversation>(conversations.getConversation, {
      params: { conversationId: id },
    });
    expect(agentIn(read1.body).messages?.[0]?.state).toBe('connected');
  });
});
