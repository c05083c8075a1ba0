import {
  conversationsOperations as conversations,
  type Listing,
  conversationMessagesOperations as messages,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { notFound, otherQueue, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, here, there, zoe } from './conversation.testing.ts';

const work = useAgentWork();
const { connected, read } = work;

const monitor = (params: Record<string, string>, caller = work.started.user(ben.id)) =>
  caller(messages.postConversationsMessageParticipantMonitor, { params });

describe('reading along', () => {
  it('adds a participant that neither counts nor speaks', async () => {
    const { id, params } = await connected();
    expect(await monitor(params)).toEqual({ status: 201 });
    expect(await monitor(params)).toEqual({ status: 201 });
    const { participants } = await read(id);
    expect(participants).toHaveLength(4);
    const joined = participants.at(-1);
    expect(joined).toMatchObject({
      purpose: 'monitor',
      userId: ben.id,
      name: 'Ben',
      monitoredParticipantId: params.participantId,
      messages: [{ state: 'connected' }],
    });
    expect((await findAgent(work.db, { org: here, userId: ben.id }))?.active ?? 0).toBe(0);
    const mine = await work.started.user(ben.id)<Listing<{ id: string }>>(
      conversations.getConversations,
    );
    expect(mine.body.entities.map((one) => one.id)).toEqual([id]);
    const communicationId = joined?.messages?.[0]?.id ?? '';
    await expect(
      work.started.user(ben.id)(messages.postConversationsMessageCommunicationMessages, {
        params: { conversationId: id, communicationId },
        body: { textBody: 'hi' },
      }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('ends when the reader leaves, and the conversation goes on', async () => {
    const { id, params } = await connected();
    await monitor(params);
    const participantId = (await read(id)).participants.at(-1)?.id ?? '';
    const leave = { conversationId: id, participantId };
    await expect(
      patch(work.started.user(anna.id), leave, { state: 'disconnected' }),
    ).rejects.toMatchObject({ status: 403 });
    await patch(work.started.user(ben.id), leave, { state: 'disconnected' });
    const after = await read(id);
    expect(after.state).toBe('connected');
    expect(after.participants.at(-1)?.messages?.[0]?.state).toBe('disconnected');
  });

  it('ends with the participant: an agent’s on a transfer, the customer’s with the conversation', async () => {
    const { id, params } = await connected();
    const customer = (await read(id)).participants[0]?.id ?? '';
    await monitor(params);
    await monitor({ conversationId: id, participantId: customer });
    await work.started.user(anna.id)(messages.postConversationsMessageParticipantReplace, {
      params,
      body: { queueId: otherQueue },
    });
    const monitors = async () =>
      (await read(id)).participants
        .filter(({ purpose }) => purpose === 'monitor')
        .map((one) => one.messages?.[0]?.state);
    expect(await monitors()).toEqual(['disconnected', 'connected']);
    await work.started.as()(conversations.postConversationDisconnect, {
      params: { conversationId: id },
    });
    expect(await monitors()).toEqual(['disconnected', 'disconnected']);
  });

  it('needs a person, somebody else, and a participant who is there', async () => {
    const { id, params } = await connected();
    await expect(monitor(params, work.started.as())).rejects.toMatchObject({ status: 403 });
    await expect(monitor(params, work.started.user(anna.id))).rejects.toMatchObject({
      status: 400,
    });
    const stranger = work.started.as({ userId: zoe.id, kind: 'user' }, there);
    await expect(monitor(params, stranger)).rejects.toMatchObject(notFound);
    await patch(work.started.user(anna.id), params, { state: 'disconnected' });
    await expect(monitor(params)).rejects.toMatchObject({ status: 409 });
    expect((await read(id)).participants).toHaveLength(3);
    expect(messages.postConversationsMessageParticipantMonitor.permission).toEqual({
      all: ['conversation:message:monitor'],
    });
  });
});
