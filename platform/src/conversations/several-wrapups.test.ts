import {
  type LiveFigures,
  conversationMessagesOperations as messages,
  monitorOperations,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { monitorHandlers } from '../monitor/index.ts';
import { findAgent } from '../presence/index.ts';
import { expandUsers } from '../routing/index.ts';
import { callerOf, testPrincipal } from '../testing/index.ts';
import { agentIn, codeId, patch, timerOn, useAgentWork } from './agent-work.testing.ts';
import { acwTimer } from './conversation.rules.ts';
import {
  anna,
  ben,
  goOnQueue,
  here,
  queueId,
  there,
  waitingConversation,
} from './conversation.testing.ts';

const work = useAgentWork();
const { connected, offered, read } = work;

const prompting = (wrapupPrompt: string) =>
  work.db.query('update queue set doc = $2 where id = $1', [
    queueId,
    JSON.stringify({ acwSettings: { wrapupPrompt, timeoutMs: 60_000 } }),
  ]);

const as = (userId: string) => work.started.user(userId);

const replace = (userId: string, params: Record<string, string>, body: object) =>
  as(userId)(messages.postConversationsMessageParticipantReplace, { params, body });

/** The agent who was asked last takes the conversation. */
const accept = async (id: string, userId: string) => {
  const { params } = await offered(id);
  await patch(as(userId), params, { state: 'connected' });
  return params;
};

const agentOf = (userId: string) => findAgent(work.db, { org: here, userId });

/** What Monitor › Live says of the conversations. */
const figures = async (org = here) => {
  const { deps, clock } = work.started;
  const handlers = monitorHandlers({
    ...{ ...deps, clock, defaultCapacity: 4 },
    ...{ audit: async () => {}, committed: () => {} },
  });
  const caller = callerOf(handlers, testPrincipal(org, {}));
  return (await caller<LiveFigures>(monitorOperations.getMonitorLive)).body.conversations;
};

const summary = async () => {
  const asked = { userIds: [anna.id], expand: ['conversationSummary'] };
  const found = await expandUsers(work.db, here, asked);
  return found.get(anna.id)?.conversationSummary?.message?.contactCenter;
};

const pendingOf = async (id: string) =>
  (await read(id)).participants
    .filter((p) => p.messages?.[0]?.afterCallWork?.state === 'pending')
    .map((p) => p.id);

/** Transferred to Ben, and back to Anna who accepts: her first part still owes its wrap-up. */
const transferredBack = async () => {
  const { id, params } = await connected();
  await replace(anna.id, params, { userId: ben.id });
  const ofBen = await accept(id, ben.id);
  await replace(ben.id, ofBen, { userId: anna.id });
  const again = await accept(id, anna.id);
  return { id, first: params, ofBen, again };
};

const wrapUp = (userId: string, params: Record<string, string>) =>
  patch(as(userId), params, { wrapup: { code: codeId } });

/** The time for after-call work of a participant is over. */
const lapse = (id: string, participantId: string) =>
  timerOn(work.started, id, acwTimer(participantId));

describe('an agent who gets the same conversation back', () => {
  it('takes up one place with it, and is busy until every wrap-up is noted', async () => {
    await prompting('MANDATORY');
    const { id, first, ofBen, again } = await transferredBack();
    expect(await pendingOf(id)).toEqual([first['participantId'], ofBen.participantId]);
    expect(await agentOf(anna.id)).toMatchObject({ active: 1, status: 'INTERACTING' });
    expect(await figures()).toMatchObject({ connected: 1, afterCallWork: 1 });
    expect(await summary()).toEqual({ active: 1, acw: 0 });

    await patch(as(anna.id), again, { state: 'disconnected' });
    expect(await agentOf(anna.id)).toMatchObject({ active: 1 });
    expect(await figures()).toMatchObject({ connected: 0, afterCallWork: 2 });
    expect(await summary()).toEqual({ active: 0, acw: 1 });

    await wrapUp(anna.id, again);
    expect(await agentOf(anna.id)).toMatchObject({ active: 1, status: 'INTERACTING' });
    await wrapUp(anna.id, first);
    expect(await agentOf(anna.id)).toMatchObject({ active: 0, status: 'IDLE' });
    await wrapUp(ben.id, ofBen);
    expect(await pendingOf(id)).toEqual([]);
    expect(await figures()).toMatchObject({ connected: 0, afterCallWork: 0 });
    const wrapped = (await read(id)).participants.filter((p) => p.purpose === 'agent');
    expect(wrapped.map((p) => p.wrapup?.code)).toEqual([codeId, codeId, codeId]);
  });

  it('may note the earlier part while talking again', async () => {
    await prompting('MANDATORY');
    const { first, again } = await transferredBack();
    await wrapUp(anna.id, first);
    expect(await agentOf(anna.id)).toMatchObject({ active: 1, status: 'INTERACTING' });
    await patch(as(anna.id), again, { state: 'disconnected' });
    await wrapUp(anna.id, again);
    expect(await agentOf(anna.id)).toMatchObject({ active: 0, status: 'IDLE' });
  });

  it('takes up one place with it when the transfer was to the own queue', async () => {
    await prompting('MANDATORY');
    const { id, params } = await connected();
    await replace(anna.id, params, { queueId });
    expect(await agentOf(anna.id)).toMatchObject({ active: 1 });
    await work.started.acd.decide();
    const again = agentIn(await read(id));
    expect(again).toMatchObject({ userId: anna.id, messages: [{ state: 'alerting' }] });
    expect(await agentOf(anna.id)).toMatchObject({ active: 1 });
    expect(await figures()).toMatchObject({ offered: 1, afterCallWork: 0 });
    const ofAgain = await accept(id, anna.id);
    expect(await figures()).toMatchObject({ offered: 0, connected: 1, afterCallWork: 0 });
    await patch(as(anna.id), ofAgain, { state: 'disconnected' });
    await wrapUp(anna.id, params);
    await wrapUp(anna.id, ofAgain);
    expect(await agentOf(anna.id)).toMatchObject({ active: 0, status: 'IDLE' });
  });

  it('is offered other conversations in the places that are left', async () => {
    await prompting('MANDATORY');
    const { again } = await transferredBack();
    await patch(as(anna.id), again, { state: 'disconnected' });
    for (let n = 0; n < 5; n += 1) await waitingConversation(work.started, `customer ${n}`);
    await work.started.acd.decide();
    expect(await agentOf(anna.id)).toMatchObject({ active: 4 });
    expect(await figures()).toMatchObject({ offered: 3, waiting: 2 });
  });
});

describe('after-call work on an earlier part', () => {
  it('lapses when its time is over, while the agent talks again and after', async () => {
    const { id, first, again } = await transferredBack();
    const timers = await work.db.query<{ name: string }>(
      `select name from lane_timer where name like 'acw:%'`,
    );
    expect(timers.map(({ name }) => name)).toContain(`acw:${first['participantId']}`);
    await work.started.clock.advance(60_000);
    await lapse(id, first['participantId'] ?? '');
    const [lapsed] = (await read(id)).participants.filter((p) => p.purpose === 'agent');
    expect(lapsed).toMatchObject({
      endAcwTime: expect.any(String),
      wrapup: { code: 'ININ-WRAP-UP-TIMEOUT' },
    });
    expect(await agentOf(anna.id)).toMatchObject({ active: 1 });
    await patch(as(anna.id), again, { state: 'disconnected' });
    await lapse(id, again.participantId);
    expect(await agentOf(anna.id)).toMatchObject({ active: 0, status: 'IDLE' });
  });

  it('is done long after the conversation, whose thread has gone on to another', async () => {
    await prompting('MANDATORY');
    const { id, first, ofBen, again } = await transferredBack();
    await patch(as(anna.id), again, { state: 'disconnected' });
    await work.started.clock.advance(30 * 24 * 60 * 60 * 1000);
    const next = (await waitingConversation(work.started, 'carla')).conversation.id;
    expect(next).not.toBe(id);
    for (const [userId, params] of [
      [anna.id, first],
      [anna.id, again],
      [ben.id, ofBen],
    ] as const)
      await wrapUp(userId, params);
    expect(await agentOf(anna.id)).toMatchObject({ active: 0 });
    expect(await figures()).toMatchObject({ waiting: 1, afterCallWork: 0 });
    expect((await read(next)).state).toBe('connected');
    await goOnQueue(work.db, anna.id, work.started.clock.now());
    await work.started.acd.decide();
    expect(agentIn(await read(next))).toMatchObject({ userId: anna.id });
  });

  it('counts nowhere else', async () => {
    await prompting('MANDATORY');
    await transferredBack();
    expect(await figures(there)).toMatchObject({
      connected: 0,
      afterCallWork: 0,
    });
  });
});
