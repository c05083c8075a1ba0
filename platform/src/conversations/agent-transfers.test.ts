import { conversationMessagesOperations as messages } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { agentIn, otherQueue, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, goOnQueue, here, queueId } from './conversation.testing.ts';

const work = useAgentWork();
const { connected, offered, read } = work;

const attend = (params: Record<string, string>, to: object) =>
  work.started.user(anna.id)(messages.postConversationsMessageParticipantReplace, {
    params,
    body: { ...to, transferType: 'Attended' },
  });

const statesOf = async (id: string) =>
  (await read(id)).participants.map(({ purpose, messages: [one] = [] }) => [purpose, one?.state]);

const say = (userId: string, params: Record<string, string>) =>
  work.started.user(userId)(messages.postConversationsMessageCommunicationMessages, {
    params,
    body: { textBody: 'one moment' },
  });

const active = async (userId: string) =>
  (await findAgent(work.db, { org: here, userId }))?.active ?? 0;

const standing = (id: string) =>
  work.db.query('select owner, queue from conversation where id = $1', [id]);

describe('an attended transfer to an agent', () => {
  it('leaves the conversation with the first agent until the other accepts', async () => {
    const { id, params } = await connected();
    expect(await attend(params, { userId: ben.id })).toEqual({ status: 202 });
    expect((await statesOf(id)).slice(2)).toEqual([
      ['agent', 'connected'],
      ['agent', 'alerting'],
    ]);
    expect((await say(anna.id, params)).status).toBe(200);
    const { params: ofBen } = await offered(id);
    await patch(work.started.user(ben.id), ofBen, { state: 'connected' });
    const taken = await read(id);
    expect(taken.state).toBe('connected');
    expect(taken.participants[2]?.messages?.[0]).toMatchObject({
      state: 'disconnected',
      disconnectType: 'transfer',
      afterCallWork: { state: 'pending' },
    });
    expect(agentIn(taken)).toMatchObject({ userId: ben.id, messages: [{ state: 'connected' }] });
    await expect(say(anna.id, params)).rejects.toMatchObject({ status: 409 });
    expect((await say(ben.id, ofBen)).status).toBe(200);
  });

  it('changes nothing when the other declines or does not answer', async () => {
    const { id, params } = await connected();
    for (const type of ['client', 'transfer.noanswer']) {
      await attend(params, { userId: ben.id });
      const { params: ofBen } = await offered(id);
      if (type === 'client')
        await patch(work.started.user(ben.id), ofBen, { state: 'disconnected' });
      else {
        await work.started.user(anna.id)(messages.patchConversationsMessageParticipant, {
          params: ofBen,
          body: { state: 'disconnected' },
        });
      }
      const states = await statesOf(id);
      expect(states[2]).toEqual(['agent', 'connected']);
      expect(states.at(-1)).toEqual(['agent', 'disconnected']);
      expect((await say(anna.id, params)).status).toBe(200);
      expect(await active(ben.id)).toBe(0);
    }
    const waiting = await work.db.query('select from acd_waiting');
    expect(waiting).toEqual([]);
  });

  it('is replaced by the next one that is asked, attended or not', async () => {
    const { id, params } = await connected();
    await attend(params, { userId: ben.id });
    await attend(params, { queueId: otherQueue });
    expect((await statesOf(id)).slice(3)).toEqual([
      ['agent', 'disconnected'],
      ['acd', 'connected'],
    ]);
    await work.started.user(anna.id)(messages.postConversationsMessageParticipantReplace, {
      params,
      body: { userId: ben.id },
    });
    expect((await statesOf(id)).slice(2)).toEqual([
      ['agent', 'disconnected'],
      ['agent', 'disconnected'],
      ['acd', 'disconnected'],
      ['agent', 'alerting'],
    ]);
    expect(await work.db.query('select from acd_waiting')).toEqual([]);
  });

  it('ends with the conversation', async () => {
    const { id, params } = await connected();
    await attend(params, { userId: ben.id });
    await patch(work.started.user(anna.id), params, { state: 'disconnected' });
    expect((await statesOf(id)).every(([, state]) => state === 'disconnected')).toBe(true);
    expect(await active(ben.id)).toBe(0);
  });
});

describe('a direct transfer that is declined', () => {
  it('is not offered to the same agent at once, who is in the queue it goes back to', async () => {
    const { id, params } = await connected();
    await work.db.query('update queue_member set user_id = $2 where queue = $1', [queueId, ben.id]);
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.user(anna.id)(messages.postConversationsMessageParticipantReplace, {
      params,
      body: { userId: ben.id },
    });
    const { params: ofBen } = await offered(id);
    await patch(work.started.user(ben.id), ofBen, { state: 'disconnected' });
    await work.started.acd.decide();
    expect(await work.db.query('select queue from acd_waiting')).toEqual([{ queue: queueId }]);
    await work.started.clock.advance(31_000);
    await work.started.acd.decide();
    expect(agentIn(await read(id))).toMatchObject({
      userId: ben.id,
      messages: [{ state: 'alerting' }],
    });
  });
});

describe('an attended transfer to a queue', () => {
  it('is offered to an agent of the queue while the first one goes on', async () => {
    const { id, params } = await connected();
    await attend(params, { queueId: otherQueue });
    expect((await statesOf(id)).slice(2)).toEqual([
      ['agent', 'connected'],
      ['acd', 'connected'],
    ]);
    // It stands under the queue of the agent who talks, whoever is looked for or asked.
    expect(await standing(id)).toEqual([{ owner: 'agent', queue: queueId }]);
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    expect(agentIn(await read(id))).toMatchObject({
      userId: ben.id,
      messages: [{ state: 'alerting' }],
    });
    expect((await say(anna.id, params)).status).toBe(200);
    expect(await standing(id)).toEqual([{ owner: 'agent', queue: queueId }]);
    const { params: ofBen } = await offered(id);
    await patch(work.started.user(ben.id), ofBen, { state: 'connected' });
    expect(await standing(id)).toEqual([{ owner: 'agent', queue: otherQueue }]);
    expect((await statesOf(id)).slice(2)).toEqual([
      ['agent', 'disconnected'],
      ['acd', 'disconnected'],
      ['agent', 'connected'],
    ]);
  });

  it('is not offered to the agent who asked, who is in that queue, too', async () => {
    const { id, params } = await connected();
    await work.db.query(
      'insert into queue_member (org, queue, user_id, added_at) values ($1, $2, $3, now())',
      [here, otherQueue, anna.id],
    );
    await attend(params, { queueId: otherQueue });
    await work.started.acd.decide();
    expect(await work.db.query('select queue from acd_waiting')).toEqual([{ queue: otherQueue }]);
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    expect(agentIn(await read(id))).toMatchObject({
      userId: ben.id,
      messages: [{ state: 'alerting' }],
    });
  });

  it('is taken back by the agent who asked', async () => {
    const { id, params } = await connected();
    await attend(params, { queueId: otherQueue });
    const acd = (await read(id)).participants.at(-1)?.id ?? '';
    const withdraw = (userId: string) =>
      patch(
        work.started.user(userId),
        { conversationId: id, participantId: acd },
        { state: 'disconnected' },
      );
    await expect(withdraw(ben.id)).rejects.toMatchObject({ status: 403 });
    await withdraw(anna.id);
    expect((await statesOf(id)).slice(2)).toEqual([
      ['agent', 'connected'],
      ['acd', 'disconnected'],
    ]);
    expect(await work.db.query('select from acd_waiting')).toEqual([]);
    expect((await read(id)).state).toBe('connected');
  });

  it('is none for a conversation that was set aside', async () => {
    const { params } = await connected();
    await patch(work.started.user(anna.id), params, { state: 'parked' });
    await expect(attend(params, { userId: ben.id })).rejects.toMatchObject({ status: 409 });
  });
});
