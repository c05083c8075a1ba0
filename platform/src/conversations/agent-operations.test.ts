import {
  type Conversation,
  conversationsOperations as conversations,
  type MessageConversation,
  type MessageData,
  conversationMessagesOperations as messages,
  patchConversationState,
} from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { platformTestDatabase } from '../testing/index.ts';
import {
  addQueue,
  anna,
  ben,
  goOnQueue,
  here,
  queueId,
  type Started,
  startConversations,
  there,
  waitingConversation,
  zoe,
} from './conversation.testing.ts';

let db: Database;
let started: Started;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

const codeId = derivedUuid('code');
const otherQueue = derivedUuid('other queue');
const notFound = { status: 404, code: 'not.found' };

beforeEach(async () => {
  await db.query(
    `truncate queue, wrapup_code, agent, ability, thread, conversation, participant, message, acd_waiting,
       acd_declined, event_log, lane_timer, lane_work, media cascade`,
  );
  started = startConversations(db);
  await addQueue(db, {
    doc: { acwSettings: { wrapupPrompt: 'MANDATORY_TIMEOUT', timeoutMs: 60_000 } },
  });
  await addQueue(db, { id: otherQueue, members: [ben.id] });
  await db.query(
    `insert into wrapup_code (id, org, name, created_at, modified_at) values ($1, $2, 'Solved', now(), now())`,
    [codeId, here],
  );
  await db.query('insert into queue_wrapup_code (org, queue, code) values ($1, $2, $3)', [
    here,
    queueId,
    codeId,
  ]);
});

type Caller = ReturnType<Started['as']>;
const read = async (id: string, caller: Caller = started.as()) =>
  (await caller<Conversation>(conversations.getConversation, { params: { conversationId: id } }))
    .body;

const agentIn = (conversation: Conversation) => {
  const agent = conversation.participants.findLast(({ purpose }) => purpose === 'agent');
  const communication = agent?.messages?.[0];
  if (!agent?.id || !communication?.id) throw new Error('no agent');
  return { ...agent, id: agent.id, communication: { ...communication, id: communication.id } };
};

/** A conversation that alerts at Anna. */
const alerting = async (customer = 'carla') => {
  const { conversation } = await waitingConversation(started, customer);
  await goOnQueue(db, anna.id, started.clock.now());
  await started.acd.decide();
  const agent = agentIn(await read(conversation.id));
  const params = {
    conversationId: conversation.id,
    participantId: agent.id,
    communicationId: agent.communication.id,
  };
  return { id: conversation.id, agent, params };
};

const patch = (caller: Caller, params: Record<string, string>, body: object) =>
  caller(messages.patchConversationsMessageParticipant, { params, body });

const connected = async (customer?: string) => {
  const made = await alerting(customer);
  await patch(started.user(anna.id), made.params, { state: 'connected' });
  return made;
};

const send = (caller: Caller, params: Record<string, string>, input: object = {}) =>
  caller<MessageData>(messages.postConversationsMessageCommunicationMessages, {
    params,
    body: { textBody: 'Hello' },
    ...input,
  });

const happened = async () =>
  (
    await db.query<{ kind: string }>(
      `select h->>'kind' as kind from event_log e, json_array_elements(e.data->'happened') h
       where e.type = 'conversation.changed' order by e.id`,
    )
  ).map(({ kind }) => kind);

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
    const accepted = await patch(started.user(anna.id), params, { state: 'connected' });
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
    const flat = await started.as()<MessageConversation>(messages.getConversationsMessage, {
      params: { conversationId: id },
    });
    const customer = flat.body.participants?.find(({ purpose }) => purpose === 'customer');
    expect(customer?.peer).toBe(agent.communication.id);
    expect(flat.body.participants?.at(-1)).toMatchObject({
      state: 'connected',
      user: { id: anna.id, name: 'Anna' },
      queue: { id: queueId },
    });
    const timers = await db.query(`select name from lane_timer`);
    expect(timers).toEqual([]);
  });

  it('is accepted by the operation that knows no medium, too', async () => {
    const { id, params } = await alerting();
    const accepted = await started.user(anna.id)(conversations.patchConversationParticipant, {
      params: { conversationId: id, participantId: params.participantId },
      body: { state: 'connected' },
    });
    expect(accepted).toEqual({ status: 202 });
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('connected');
  });

  it('is nobody else’s to accept', async () => {
    const { params } = await alerting();
    await expect(patch(started.user(ben.id), params, { state: 'connected' })).rejects.toMatchObject(
      { status: 403 },
    );
    await expect(patch(started.as(), params, { state: 'connected' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('waits on when declined, and is not offered to the same agent at once', async () => {
    const { id, params } = await alerting();
    await patch(started.user(anna.id), params, { state: 'disconnected' });
    await started.acd.decide();
    const declined = await read(id);
    expect(agentIn(declined)).toMatchObject({
      wrapupRequired: false,
      messages: [{ state: 'disconnected', disconnectType: 'client' }],
    });
    expect(await findAgent(db, { org: here, userId: anna.id })).toMatchObject({
      status: 'IDLE',
      active: 0,
    });
    await started.clock.advance(31_000);
    await started.acd.decide();
    const again = await read(id);
    expect(agentIn(again).messages?.[0]?.state).toBe('alerting');
    expect(again.participants.filter(({ purpose }) => purpose === 'acd')).toHaveLength(1);
  });

  it('is assigned to a named agent instead', async () => {
    const { id } = await alerting();
    const lead = started.user(anna.id, ['conversation:message:assign']);
    const assign = (userId: string, caller = lead) =>
      caller(conversations.postConversationAssign, {
        params: { conversationId: id },
        body: { id: userId },
      });
    await expect(assign(zoe.id)).rejects.toMatchObject({ status: 400 });
    await expect(assign(ben.id, started.as({}, there))).rejects.toMatchObject({ status: 400 });
    await expect(assign(zoe.id, started.as({}, there))).rejects.toMatchObject(notFound);
    expect((await assign(ben.id)).status).toBe(202);
    expect(agentIn(await read(id))).toMatchObject({
      userId: ben.id,
      messages: [{ state: 'alerting' }],
    });
  });
});

describe('a connected conversation', () => {
  it('carries messages of the agent to the channel, once per key', async () => {
    const { id, params } = await connected();
    const me = started.user(anna.id);
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
    const work = await db.query<{ payload: { messageId: string } }>(
      `select payload from lane_work where queue = 'delivery' order by id`,
    );
    expect(work.map(({ payload }) => payload.messageId)).toEqual([first.body.id, other.body.id]);
    const sent = started.work[0]?.payload as { body: string } | undefined;
    expect(JSON.parse(sent?.body ?? '{}')).toMatchObject({ id: first.body.id, text: 'Hello' });
    expect(started.work).toHaveLength(2);
    const communication = agentIn(await read(id)).communication;
    expect(communication.messages?.map(({ messageId }) => messageId)).toEqual([
      first.body.id,
      other.body.id,
    ]);
  });

  it('is read message by message', async () => {
    const { id, params } = await connected();
    const { body } = await send(started.user(anna.id), params);
    const messageId = body.id as string;
    const caller = started.as();
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
        started.as({}, there)(operation, { ...one, body: [messageId] }),
      ).rejects.toMatchObject(notFound);
  });

  it('takes messages of its own connected agent only', async () => {
    const { params } = await connected();
    await expect(send(started.as(), params)).rejects.toMatchObject({ status: 403 });
    await expect(send(started.user(ben.id), params)).rejects.toMatchObject({ status: 403 });
    const me = started.user(anna.id);
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
      started.user(anna.id)(messages.postConversationsMessageCommunicationTyping, {
        params,
        body: { typing: { type: 'On', duration: 3000 }, ...(dateSent ? { dateSent } : {}) },
      });
    expect(await type()).toEqual({ status: 200 });
    await type('2025-12-31T23:59:00.000Z');
    expect(started.typings).toMatchObject([
      { durationMs: 3000, parties: { customer: { id: 'carla' } } },
    ]);
  });

  it('ends when the agent leaves; a wrap-up code ends the work', async () => {
    const { id, params } = await connected();
    const me = started.user(anna.id);
    await patch(me, params, { state: 'disconnected' });
    const ended = await read(id);
    expect(ended).toMatchObject({ state: 'disconnected', endTime: expect.any(String) });
    expect(agentIn(ended)).toMatchObject({
      startAcwTime: expect.any(String),
      messages: [{ disconnectType: 'client', afterCallWork: { state: 'pending' } }],
    });
    expect(ended.participants[0]?.messages?.[0]?.disconnectType).toBe('peer');
    expect((await findAgent(db, { org: here, userId: anna.id }))?.active).toBe(1);
    await expect(patch(me, params, { wrapupSkipped: true })).rejects.toMatchObject({ status: 400 });
    await expect(
      patch(me, params, { wrapup: { code: derivedUuid('none') } }),
    ).rejects.toMatchObject({ status: 400 });
    await started.clock.advance(5000);
    await patch(me, params, { wrapup: { code: codeId, notes: 'done', tags: ['a'] } });
    expect(agentIn(await read(id))).toMatchObject({
      wrapup: { code: codeId, name: 'Solved', notes: 'done', durationSeconds: 5 },
      endAcwTime: expect.any(String),
      messages: [{ afterCallWork: { state: 'complete' } }],
    });
    expect(await findAgent(db, { org: here, userId: anna.id })).toMatchObject({
      status: 'IDLE',
      active: 0,
    });
    expect(await happened()).toEqual([
      'customer.start',
      'acd.start',
      'user.start',
      'acd.end',
      'customer.end',
      'user.end',
      'wrapup',
      'acw',
    ]);
  });

  it('shows its wrap-up and the codes of its queue', async () => {
    const { params } = await connected();
    const me = started.user(anna.id);
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
      await expect(started.as({}, there)(operation, { params })).rejects.toMatchObject(notFound);
    }
    for (const operation of [
      messages.getConversationsMessageParticipantWrapupcodes,
      conversations.getConversationParticipantWrapupcodes,
    ]) {
      expect((await me(operation, { params })).body).toMatchObject([
        { id: codeId, name: 'Solved' },
      ]);
      await expect(started.as({}, there)(operation, { params })).rejects.toMatchObject(notFound);
    }
  });
});
