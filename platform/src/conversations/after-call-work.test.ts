import { conversationMessagesOperations as messages } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { agentIn, codeId, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, here, queueId } from './conversation.testing.ts';

const work = useAgentWork();
const { connected, read } = work;

const prompting = (wrapupPrompt: string) =>
  work.db.query('update queue set doc = $2 where id = $1', [
    queueId,
    JSON.stringify({ acwSettings: { wrapupPrompt, timeoutMs: 60_000 } }),
  ]);

const ended = async (wrapupPrompt: string) => {
  await prompting(wrapupPrompt);
  const made = await connected();
  const me = work.started.user(anna.id);
  await patch(me, made.params, { state: 'disconnected' });
  return { ...made, me };
};

const places = async () => (await findAgent(work.db, { org: here, userId: anna.id }))?.active;

describe('after-call work that a queue offers (OPTIONAL)', () => {
  it('is pending, not owed, and keeps nobody from the next conversation', async () => {
    const { id } = await ended('OPTIONAL');
    expect(agentIn(await read(id))).toMatchObject({
      wrapupRequired: false,
      wrapupPrompt: 'optional',
      startAcwTime: expect.any(String),
      messages: [{ afterCallWork: { state: 'pending' }, afterCallWorkRequired: false }],
    });
    expect(await places()).toBe(0);
    expect(await findAgent(work.db, { org: here, userId: anna.id })).toMatchObject({
      status: 'IDLE',
    });
  });

  it('is completed by a code', async () => {
    const { id, params, me } = await ended('OPTIONAL');
    await me(messages.postConversationsMessageParticipantCommunicationWrapup, {
      params,
      body: { code: codeId },
    });
    expect(agentIn(await read(id))).toMatchObject({
      wrapup: { code: codeId },
      endAcwTime: expect.any(String),
      messages: [{ afterCallWork: { state: 'complete' } }],
    });
  });

  it('is skipped by whoever says so, and by itself after a time', async () => {
    const { id, params, me } = await ended('OPTIONAL');
    const timers = await work.db.query<{ name: string; due_at: Date }>(
      `select name, due_at from lane_timer where name like 'acw:%'`,
    );
    expect(timers).toHaveLength(1);
    expect(timers[0]?.due_at.getTime()).toBe(work.started.clock.now().getTime() + 60_000);
    await patch(me, params, { wrapupSkipped: true });
    expect(agentIn(await read(id)).messages?.[0]?.afterCallWork?.state).toBe('skipped');
  });
});

describe('after-call work that a queue wants (MANDATORY)', () => {
  it('takes up a place and cannot be skipped', async () => {
    const { params, me } = await ended('MANDATORY');
    expect(await places()).toBe(1);
    await expect(patch(me, params, { wrapupSkipped: true })).rejects.toMatchObject({
      status: 400,
      code: 'wrapup.required',
    });
    expect(await work.db.query(`select from lane_timer where name like 'acw:%'`)).toEqual([]);
  });
});

describe('after-call work on request (AGENT_REQUESTED)', () => {
  it('does not begin by itself', async () => {
    const { id } = await ended('AGENT_REQUESTED');
    expect(agentIn(await read(id)).messages?.[0]?.afterCallWork?.state).toBe('notApplicable');
    expect(await places()).toBe(0);
  });
});

describe('the codes of a queue', () => {
  it('are all offered and taken, however many there are', async () => {
    const { id, params, me } = await ended('MANDATORY');
    await work.db.query(
      `with made as (
         insert into wrapup_code (id, org, name, created_at, modified_at)
         select gen_random_uuid(), $1, 'Code ' || lpad(n::text, 4, '0'), now(), now()
         from generate_series(1, 650) n returning id)
       insert into queue_wrapup_code (org, queue, code) select $1, $2, id from made`,
      [here, queueId],
    );
    const offered = await me<{ id: string; name: string }[]>(
      messages.getConversationsMessageParticipantWrapupcodes,
      { params },
    );
    expect(offered.body).toHaveLength(651);
    const last = offered.body.find(({ name }) => name === 'Code 0650');
    await patch(me, params, { wrapup: { code: last?.id } });
    expect(agentIn(await read(id)).wrapup).toMatchObject({ name: 'Code 0650' });
  });
});
