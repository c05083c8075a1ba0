import {
  conversationsOperations as conversations,
  type MessageData,
  conversationMessagesOperations as messages,
  patchConversationState,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { checkedCallerOf, testPrincipal } from '../testing/index.ts';
import {
  agentIn,
  type Caller,
  codeId,
  notFound,
  patch,
  useAgentWork,
} from './agent-work.testing.ts';
import { anna, ben, here, there } from './conversation.testing.ts';
import { conversationHandlers } from './index.ts';

const work = useAgentWork();
const { connected, happened, read } = work;

const send = (caller: Caller, params: Record<string, string>, input: object = {}) =>
  caller<MessageData>(messages.postConversationsMessageCommunicationMessages, {
    params,
    body: { textBody: 'Hello' },
    ...input,
  });

describe('permissions of agent operations', () => {
  it('are those of the reference', () => {
    expect(messages.patchConversationsMessageParticipant.permission).toEqual({
      any: [
        'conversation:participant:wrapup',
        'conversation:call:record',
        'conversation:communication:disconnect',
      ],
    });
    expect(messages.postConversationsMessageParticipantReplace.permission).toEqual({
      all: ['conversation:communication:blindTransfer'],
    });
    expect(messages.postConversationsMessageCommunicationMessages.permission).toEqual({
      any: ['conversation:message:create', 'conversation:webmessaging:create'],
    });
    expect(conversations.getConversation.permission).toEqual({
      all: ['conversation:communication:view'],
    });
    expect(messages.getConversationsMessageMessage.permission).toEqual({
      any: ['conversation:message:view', 'conversation:webmessaging:view'],
    });
    expect(patchConversationState.permission).toEqual({
      any: ['conversation:communication:disconnect', 'conversation:message:park'],
    });
  });
});

describe('a connected conversation', () => {
  it('carries messages of the agent to the channel, once per key', async () => {
    const { id, params } = await connected();
    const me = work.started.user(anna.id);
    const first = await send(me, params, { headers: { 'idempotency-key': 'k1' } });
    expect(first).toMatchObject({
      status: 200,
      body: {
        direction: 'outbound',
        status: 'sent',
        textBody: 'Hello',
        messengerType: 'open',
        toAddress: 'carla',
        conversationId: id,
        createdBy: { id: anna.id },
        normalizedMessage: { type: 'Text', text: 'Hello', originatingEntity: 'Human' },
      },
    });
    expect(first.body.id).toMatch(/^[0-9a-f]{32}$/);
    const second = await send(me, params, { headers: { 'idempotency-key': 'k1' } });
    expect(second.body).toEqual(first.body);
    const other = await send(me, params, { body: { textBody: 'Again' } });
    expect(other.body.id).not.toBe(first.body.id);
    const queued = await work.db.query<{ payload: { messageId: string } }>(
      `select payload from lane_work where queue = 'delivery' order by id`,
    );
    expect(queued.map(({ payload }) => payload.messageId)).toEqual([first.body.id, other.body.id]);
    const sent = work.started.work[0]?.payload as { body: string } | undefined;
    expect(JSON.parse(sent?.body ?? '{}')).toMatchObject({ id: first.body.id, text: 'Hello' });
    expect(work.started.work).toHaveLength(2);
    const communication = agentIn(await read(id)).communication;
    expect(communication.messages?.map(({ messageId }) => messageId)).toEqual([
      first.body.id,
      other.body.id,
    ]);
  });

  it('is read message by message', async () => {
    const { id, params } = await connected();
    const { body } = await send(work.started.user(anna.id), params);
    const messageId = body.id as string;
    const caller = work.started.as();
    const one = { params: { conversationId: id, messageId } };
    expect((await caller(messages.getConversationsMessageMessage, one)).body).toEqual(body);
    expect((await caller(messages.getConversationsMessageDetails, one)).body).toEqual(body);
    const bulk = await caller(messages.postConversationsMessageMessagesBulk, {
      ...one,
      body: [messageId, derivedUuid('no such').replaceAll('-', '')],
    });
    expect(bulk.body).toEqual({ entities: [body] });
    for (const operation of [
      messages.getConversationsMessageMessage,
      messages.getConversationsMessageDetails,
      messages.postConversationsMessageMessagesBulk,
    ])
      await expect(
        work.started.as({}, there)(operation, { ...one, body: [messageId] }),
      ).rejects.toMatchObject(notFound);
  });

  it('takes messages of its own connected agent only', async () => {
    const { params } = await connected();
    await expect(send(work.started.as(), params)).rejects.toMatchObject({ status: 403 });
    await expect(send(work.started.user(ben.id), params)).rejects.toMatchObject({ status: 403 });
    const me = work.started.user(anna.id);
    await expect(send(me, params, { body: { textBody: '' } })).rejects.toMatchObject({
      status: 400,
    });
    await expect(send(me, params, { body: { textBody: 'x'.repeat(2001) } })).rejects.toMatchObject({
      status: 400,
    });
    await expect(
      send(me, params, { body: { textBody: '', messagingTemplate: {} } }),
    ).rejects.toMatchObject({ status: 400 });
    await patch(me, params, { state: 'disconnected' });
    await expect(send(me, params)).rejects.toMatchObject({ status: 409 });
  });

  it('tells the channel that the agent types, when that is fresh', async () => {
    const { params } = await connected();
    const type = (dateSent?: string) =>
      work.started.user(anna.id)(messages.postConversationsMessageCommunicationTyping, {
        params,
        body: { typing: { type: 'On', duration: 3000 }, ...(dateSent ? { dateSent } : {}) },
      });
    expect(await type()).toEqual({ status: 200 });
    await type('2025-12-31T23:59:00.000Z');
    expect(work.started.typings).toMatchObject([
      { durationMs: 3000, parties: { customer: { id: 'carla' } } },
    ]);
  });

  it('does not tell the channel where its messaging setting keeps typing back', async () => {
    const { params } = await connected();
    const { deps } = work.started;
    const silent = {
      ...deps,
      messaging: {
        ...deps.messaging,
        integration: async (...asked: Parameters<typeof deps.messaging.integration>) => {
          const found = await deps.messaging.integration(...asked);
          return found && { ...found, typing: { outbound: false } };
        },
      },
    };
    const principal = testPrincipal(here, { userId: anna.id, kind: 'user' });
    const caller = checkedCallerOf(conversationHandlers(silent), principal);
    const typing = { typing: { type: 'On', duration: 3000 } } as const;
    const asked = { params, body: typing };
    const told = messages.postConversationsMessageCommunicationTyping;
    expect(await caller(told, asked)).toEqual({ status: 200 });
    expect(work.started.typings).toEqual([]);
  });

  it('ends when the agent leaves; a wrap-up code ends the work', async () => {
    const { id, params } = await connected();
    const me = work.started.user(anna.id);
    await patch(me, params, { state: 'disconnected' });
    const ended = await read(id);
    expect(ended).toMatchObject({ state: 'disconnected', endTime: expect.any(String) });
    expect(agentIn(ended)).toMatchObject({
      startAcwTime: expect.any(String),
      messages: [{ disconnectType: 'client', afterCallWork: { state: 'pending' } }],
    });
    expect(ended.participants[0]?.messages?.[0]?.disconnectType).toBe('peer');
    expect((await findAgent(work.db, { org: here, userId: anna.id }))?.active).toBe(1);
    await expect(patch(me, params, { wrapupSkipped: true })).rejects.toMatchObject({ status: 400 });
    await expect(
      patch(me, params, { wrapup: { code: derivedUuid('none') } }),
    ).rejects.toMatchObject({ status: 400 });
    await work.started.clock.advance(5000);
    await patch(me, params, { wrapup: { code: codeId, notes: 'done', tags: ['a'] } });
    expect(agentIn(await read(id))).toMatchObject({
      wrapup: { code: codeId, name: 'Solved', notes: 'done', durationSeconds: 5 },
      endAcwTime: expect.any(String),
      messages: [{ afterCallWork: { state: 'complete' } }],
    });
    expect(await findAgent(work.db, { org: here, userId: anna.id })).toMatchObject({
      status: 'IDLE',
      active: 0,
    });
    expect(await happened()).toEqual([
      'customer.start',
      'acd.start',
      'user.start',
      'agent.state',
      'acd.end',
      'agent.state',
      'customer.end',
      'user.end',
      'agent.state',
      'wrapup',
      'acw',
      'agent.state',
    ]);
  });

  it('shows its wrap-up and the codes of its queue', async () => {
    const { params } = await connected();
    const me = work.started.user(anna.id);
    const posted = await me(messages.postConversationsMessageParticipantCommunicationWrapup, {
      params,
      body: { code: codeId, provisional: true },
    });
    expect(posted).toEqual({ status: 202 });
    for (const operation of [
      messages.getConversationsMessageParticipantWrapup,
      messages.getConversationsMessageParticipantCommunicationWrapup,
      conversations.getConversationParticipantWrapup,
    ]) {
      expect((await me(operation, { params })).body).toEqual({});
      const seen = await me(operation, { params, query: { provisional: true } });
      expect(seen.body).toMatchObject({ code: codeId });
      await expect(work.started.as({}, there)(operation, { params })).rejects.toMatchObject(
        notFound,
      );
    }
    for (const operation of [
      messages.getConversationsMessageParticipantWrapupcodes,
      conversations.getConversationParticipantWrapupcodes,
    ]) {
      expect((await me(operation, { params })).body).toMatchObject([
        { id: codeId, name: 'Solved' },
      ]);
      await expect(work.started.as({}, there)(operation, { params })).rejects.toMatchObject(
        notFound,
      );
    }
  });
});
