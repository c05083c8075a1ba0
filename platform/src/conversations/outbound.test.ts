import {
  analyticsOperations as analytics,
  type Conversation,
  conversationsOperations as conversations,
  conversationMessagesOperations as messages,
  type SendAgentlessOutboundMessageResponse,
} from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkedCallerOf, platformTestDatabase, testPrincipal } from '../testing/index.ts';
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
import { conversationHandlers } from './index.ts';

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

  it('is with the external contact whom the platform finds for the address', async () => {
    const ada = derivedUuid('contact of ada');
    started.contacts.set('ada', ada);
    const { body } = await send({ toAddress: 'ada' });
    const [customer] = (await read(body.conversationId as string)).participants;
    expect(customer).toMatchObject({ purpose: 'customer', externalContactId: ada });
    const begun = await open(undefined, { toAddress: 'ada' });
    expect((await read(begun.body.id)).participants[0]).toMatchObject({ externalContactId: ada });
    const unknown = await send();
    const participants = (await read(unknown.body.conversationId as string)).participants;
    expect(participants[0]).not.toHaveProperty('externalContactId');
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
    await expect(send({ toAddress: ' ' })).rejects.toMatchObject({ status: 400 });
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

describe('a customer who writes at that moment', () => {
  /** A message was accepted after the last conversation ended, and its lane has not taken it yet. */
  const accepted = async (conversation: string) => {
    const { conversation: before, thread } = await waitingConversation(started, 'carla');
    await started.as()(conversations.postConversationDisconnect, {
      params: { conversationId: before.id },
    });
    await db.query(
      'update thread set conversation = $2, conversation_ended_at = null where id = $1',
      [thread, conversation === 'same' ? before.id : derivedUuid('next')],
    );
    const payload = JSON.stringify({ kind: 'message' });
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload) values (7, $1, 'input', $2, $3)`,
      [here, thread, payload],
    );
    return thread;
  };
  /** A caller whose waiting is the moment in which the lane does its work. */
  const callerWhile = (lane: () => Promise<unknown>) => {
    const clock = { now: started.deps.clock.now, sleep: async () => void (await lane()) };
    const principal = testPrincipal(here, { userId: anna.id, kind: 'user' });
    return checkedCallerOf(conversationHandlers({ ...started.deps, clock }), principal);
  };
  const takes = (thread: number) => async () => {
    await db.query('update thread set live = null where id = $1', [thread]);
    await waitingConversation(started, 'carla');
    await db.query('delete from lane_work where lane = $1', [thread]);
  };
  const openOnes = () => db.query('select owner from conversation where ended_at is null');

  it.each(['same', 'next'])('is taken first, in the %s conversation', async (which) => {
    const thread = await accepted(which);
    await expect(open(callerWhile(takes(thread)))).rejects.toMatchObject({ status: 409 });
    expect(await openOnes()).toEqual([{ owner: 'queue' }]);
  });

  it('is not put behind a message without an agent either', async () => {
    const caller = callerWhile(takes(await accepted('next')));
    const sent = await caller<SendAgentlessOutboundMessageResponse>(
      messages.postConversationsMessagesAgentless,
      {
        body: {
          fromAddress: integrationId,
          toAddress: 'carla',
          toAddressMessengerType: 'open',
          textBody: 'Your parcel is here',
        },
      },
    );
    expect(sent.status).toBe(200);
    const [thread] = await db.query<{ live: string; conversation: string }>(
      'select live, conversation from thread',
    );
    expect(thread?.live).toBe(thread?.conversation);
    expect(thread?.conversation).not.toBe(sent.body.conversationId);
    expect(await openOnes()).toEqual([{ owner: 'queue' }]);
  });

  it('keeps nobody waiting whose message cannot be taken', async () => {
    const thread = await accepted('next');
    await db.query('delete from lane_work where lane = $1', [thread]);
    const caller = callerWhile(() => Promise.reject(new Error('waited')));
    expect((await open(caller)).status).toBe(200);
  });
});
