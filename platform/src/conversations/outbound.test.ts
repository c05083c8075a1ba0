import {
  analyticsOperations as analytics,
  type Conversation,
  conversationsOperations as conversations,
  conversationMessagesOperations as messages,
  type SendAgentlessOutboundMessageResponse,
} from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { loadByConversation } from '../threads/index.ts';
import {
  addQueue,
  anna,
  ben,
  goOnQueue,
  here,
  integrationId,
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
beforeEach(async () => {
  await db.query(
    `truncate queue, agent, thread, conversation, participant, message, acd_waiting, event_log, lane_timer,
       lane_work cascade`,
  );
  started = startConversations(db);
  await addQueue(db, {
    doc: { outboundMessagingAddresses: { openMessagingRecipient: { id: integrationId } } },
  });
});

const read = async (id: string) =>
  (
    await started.as()<Conversation>(conversations.getConversation, {
      params: { conversationId: id },
    })
  ).body;

const open = (caller = started.user(anna.id), more: object = {}) =>
  caller<{ id: string }>(messages.postConversationsMessages, {
    body: { queueId, toAddress: 'carla', toAddressMessengerType: 'open', ...more },
  });

describe('a conversation opened by an agent', () => {
  it('connects the agent, who can write at once', async () => {
    const { status, body } = await open();
    expect(status).toBe(200);
    expect(body).toEqual({
      id: body.id,
      selfUri: `/api/v2/conversations/messages/${body.id}`,
    });
    const conversation = await read(body.id);
    expect(conversation.participants).toMatchObject([
      { purpose: 'customer', messages: [{ direction: 'outbound', state: 'connected' }] },
      { purpose: 'agent', userId: anna.id, queueId, messages: [{ state: 'connected' }] },
    ]);
    const communicationId = conversation.participants[1]?.messages?.[0]?.id as string;
    const sent = await started.user(anna.id)(
      messages.postConversationsMessageCommunicationMessages,
      {
        params: { conversationId: body.id, communicationId },
        body: { textBody: 'Hi' },
      },
    );
    expect(sent.status).toBe(200);
    const live = await db.transaction((tx) => loadByConversation(tx, here, body.id));
    expect(live?.conversation.owner).toBe('agent');
    expect(messages.postConversationsMessages.permission).toEqual({
      all: ['conversation:message:create'],
    });
  });

  it('is with an external contact of the organisation, when one is named', async () => {
    const externalContactId = derivedUuid('contact');
    await db.query(
      `insert into external_contact (org, id, type, doc, search, created_at, modified_at)
       values ($1, $2, 'Curated', '{}', '', now(), now()) on conflict do nothing`,
      [here, externalContactId],
    );
    const { body } = await open(undefined, { externalContactId });
    expect((await read(body.id)).participants[0]).toMatchObject({
      purpose: 'customer',
      externalContactId,
    });
    for (const unknown of [derivedUuid('nobody'), 'nonsense'])
      await expect(open(undefined, { externalContactId: unknown })).rejects.toMatchObject({
        status: 400,
      });
  });

  it('is the open one when that is wished, and otherwise refused while one is open', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ status: 409, code: 'conversation.active' });
    const same = await open(undefined, { useExistingConversation: true });
    expect(same.body.id).toBe(first.body.id);
    await expect(
      open(started.user(ben.id), { useExistingConversation: true }),
    ).rejects.toMatchObject({ status: 409 });
  });

  it('needs a user, a queue of the organisation with an address, and open messaging', async () => {
    await expect(open(started.as())).rejects.toMatchObject({ status: 403 });
    await expect(open(undefined, { queueId: derivedUuid('none') })).rejects.toMatchObject({
      status: 400,
    });
    await expect(open(started.as({ userId: zoe.id, kind: 'user' }, there))).rejects.toMatchObject({
      status: 400,
    });
    await expect(open(undefined, { toAddressMessengerType: 'sms' })).rejects.toMatchObject({
      status: 400,
    });
    const plain = derivedUuid('plain');
    await addQueue(db, { id: plain });
    await expect(open(undefined, { queueId: plain })).rejects.toMatchObject({ status: 400 });
  });
});

describe('an agentless message', () => {
  const send = (more: object = {}, caller = started.as()) =>
    caller<SendAgentlessOutboundMessageResponse>(messages.postConversationsMessagesAgentless, {
      body: {
        fromAddress: integrationId,
        toAddress: 'carla',
        toAddressMessengerType: 'open',
        textBody: 'Your parcel is on its way.',
        ...more,
      },
    });

  it('goes out in a conversation of its own that is over at once', async () => {
    const { body } = await send();
    expect(body).toMatchObject({
      fromAddress: integrationId,
      toAddress: 'carla',
      messengerType: 'open',
      textBody: 'Your parcel is on its way.',
      message: { direction: 'outbound', status: 'sent' },
    });
    const conversation = await read(body.conversationId as string);
    expect(conversation.state).toBe('disconnected');
    expect(conversation.participants.map(({ purpose }) => purpose)).toEqual(['customer', 'api']);
    expect(conversation.participants[1]?.messages?.[0]?.messages).toMatchObject([
      { messageId: body.id },
    ]);
    const work = await db.query(`select queue from lane_work`);
    expect(work).toEqual([{ queue: 'delivery' }]);
  });

  it('stands beside an open conversation or joins it', async () => {
    const waiting = await waitingConversation(started, 'carla');
    const beside = await send();
    expect(beside.body.conversationId).not.toBe(waiting.conversation.id);
    expect((await read(waiting.conversation.id)).state).toBe('connected');
    const joined = await send({ useExistingActiveConversation: true });
    expect(joined.body.conversationId).toBe(waiting.conversation.id);
    const live = await db.transaction((tx) =>
      loadByConversation(tx, here, waiting.conversation.id),
    );
    expect(live?.conversation.owner).toBe('queue');
    expect((await read(waiting.conversation.id)).participants.at(-1)).toMatchObject({
      purpose: 'api',
      messages: [{ messages: [{ messageId: joined.body.id }] }],
    });
  });

  it('needs an integration of the organisation and a text', async () => {
    await expect(send({ fromAddress: derivedUuid('none') })).rejects.toMatchObject({ status: 400 });
    await expect(send({}, started.as({}, there))).rejects.toMatchObject({ status: 400 });
    await expect(send({ textBody: '' })).rejects.toMatchObject({ status: 400 });
    await expect(send({ textBody: 'x'.repeat(2001) })).rejects.toMatchObject({ status: 400 });
    await expect(send({ messagingTemplate: {} })).rejects.toMatchObject({ status: 400 });
    await expect(send({ toAddressMessengerType: 'whatsapp' })).rejects.toMatchObject({
      status: 400,
    });
    expect(messages.postConversationsMessagesAgentless.permission).toEqual({
      all: ['conversation:message:create'],
    });
  });
});

describe('details for analytics', () => {
  it('are given by conversation and for several at once, of the own organisation', async () => {
    const { conversation } = await waitingConversation(started, 'carla');
    await goOnQueue(db, anna.id, started.clock.now());
    await started.acd.decide();
    const one = { params: { conversationId: conversation.id } };
    const details = await started.as()(analytics.getAnalyticsConversationDetails, one);
    expect(details.body).toMatchObject({
      conversationId: conversation.id,
      originatingDirection: 'inbound',
      participants: [
        { purpose: 'customer', sessions: [{ mediaType: 'message', messageType: 'open' }] },
        { purpose: 'acd' },
        { purpose: 'agent', userId: anna.id, participantName: 'Anna' },
      ],
    });
    const several = await started.as()(analytics.getAnalyticsConversationsDetails, {
      query: { id: [conversation.id, derivedUuid('none'), 'x'] },
    });
    expect(several.body).toEqual({ conversations: [details.body] });
    const stranger = started.as({}, there);
    await expect(stranger(analytics.getAnalyticsConversationDetails, one)).rejects.toMatchObject({
      status: 404,
    });
    const none = await stranger(analytics.getAnalyticsConversationsDetails, {
      query: { id: [conversation.id] },
    });
    expect(none.body).toEqual({ conversations: [] });
    expect(analytics.getAnalyticsConversationDetails.permission?.any).toContain(
      'analytics:conversationDetail:view',
    );
  });
});
