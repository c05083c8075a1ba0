import {
  conversationsOperations as conversations,
  type MessageConversation,
  conversationMessagesOperations as messages,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { agentIn, notFound, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, here, queueId, there, zoe } from './conversation.testing.ts';

const work = useAgentWork();
const { alerting, read } = work;

describe('an offered conversation', () => {
  it('is accepted by the agent, and both views show it', async () => {
    const { id, params } = await alerting();
    const before = await read(id);
    expect(before).toMatchObject({ id, state: 'connected', address: 'carla' });
    expect(before.participants.map(({ purpose }) => purpose)).toEqual(['customer', 'acd', 'agent']);
    expect(before.participants[2]).toMatchObject({
      name: 'Anna',
      userId: anna.id,
      queueId,
      queueName: expect.stringContaining('Queue'),
      calls: [],
      wrapupRequired: false,
      messages: [{ state: 'alerting', initialState: 'alerting', type: 'open' }],
    });
    const accepted = await patch(work.started.user(anna.id), params, { state: 'connected' });
    expect(accepted).toEqual({ status: 202 });
    const after = await read(id);
    const agent = agentIn(after);
    expect(agent).toMatchObject({
      wrapupRequired: true,
      wrapupPrompt: 'timeout',
      wrapupTimeoutMs: 60_000,
      messages: [{ state: 'connected', segments: [{ type: 'alert' }] }],
    });
    expect(after.participants[1]?.messages?.[0]).toMatchObject({ disconnectType: 'transfer' });
    const flat = await work.started.as()<MessageConversation>(messages.getConversationsMessage, {
      params: { conversationId: id },
    });
    const customer = flat.body.participants?.find(({ purpose }) => purpose === 'customer');
    expect(customer?.peer).toBe(agent.communication.id);
    expect(flat.body.participants?.at(-1)).toMatchObject({
      state: 'connected',
      user: { id: anna.id, name: 'Anna' },
      queue: { id: queueId },
    });
    const timers = await work.db.query(`select name from lane_timer`);
    expect(timers).toEqual([]);
  });

  it('is accepted by the operation that knows no medium, too', async () => {
    const { id, params } = await alerting();
    const accepted = await work.started.user(anna.id)(conversations.patchConversationParticipant, {
      params: { conversationId: id, participantId: params.participantId },
      body: { state: 'connected' },
    });
    expect(accepted).toEqual({ status: 202 });
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('connected');
  });

  it('is nobody else’s to accept', async () => {
    const { params } = await alerting();
    await expect(
      patch(work.started.user(ben.id), params, { state: 'connected' }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(patch(work.started.as(), params, { state: 'connected' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('waits on when declined, and is not offered to the same agent at once', async () => {
    const { id, params } = await alerting();
    await patch(work.started.user(anna.id), params, { state: 'disconnected' });
    await work.started.acd.decide();
    const declined = await read(id);
    expect(agentIn(declined)).toMatchObject({
      wrapupRequired: false,
      messages: [{ state: 'disconnected', disconnectType: 'client' }],
    });
    expect(await findAgent(work.db, { org: here, userId: anna.id })).toMatchObject({
      status: 'IDLE',
      active: 0,
    });
    await work.started.clock.advance(31_000);
    await work.started.acd.decide();
    const again = await read(id);
    expect(agentIn(again).messages?.[0]?.state).toBe('alerting');
    expect(again.participants.filter(({ purpose }) => purpose === 'acd')).toHaveLength(1);
  });

  it('is assigned to a named agent instead', async () => {
    const { id } = await alerting();
    const lead = work.started.user(anna.id, ['conversation:message:assign']);
    const assign = (userId: string, caller = lead) =>
      caller(conversations.postConversationAssign, {
        params: { conversationId: id },
        body: { id: userId },
      });
    await expect(assign(zoe.id)).rejects.toMatchObject({ status: 400 });
    await expect(assign(ben.id, work.started.as({}, there))).rejects.toMatchObject({ status: 400 });
    await expect(assign(zoe.id, work.started.as({}, there))).rejects.toMatchObject(notFound);
    expect((await assign(ben.id)).status).toBe(202);
    expect(agentIn(await read(id))).toMatchObject({
      userId: ben.id,
      messages: [{ state: 'alerting' }],
    });
  });
});
