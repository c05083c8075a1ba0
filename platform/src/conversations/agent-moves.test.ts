import {
  type Conversation,
  conversationsOperations as conversations,
  type Listing,
  conversationMessagesOperations as messages,
  patchConversationState,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { loadByConversation } from '../threads/index.ts';
import {
  agentIn,
  type Caller,
  notFound,
  otherQueue,
  patch,
  useAgentWork,
} from './agent-work.testing.ts';
import type { ThreadState } from './conversation.model.ts';
import { liveOf } from './conversation.rules.ts';
import { anna, ben, goOnQueue, here, there, zoe } from './conversation.testing.ts';
import { conversationTimerSteps } from './conversation.timers.ts';

const work = useAgentWork();
const { connected, happened, offered, read } = work;

describe('a connected conversation', () => {
  it('is handed to another queue, and the agent wraps up', async () => {
    const { id, params } = await connected();
    const me = work.started.user(anna.id);
    const replace = (body: object) =>
      me(messages.postConversationsMessageParticipantReplace, { params, body });
    await expect(replace({})).rejects.toMatchObject({ status: 400 });
    await expect(replace({ queueId: derivedUuid('none') })).rejects.toMatchObject({ status: 400 });
    await expect(replace({ address: '+49 30 1' })).rejects.toMatchObject({ status: 400 });
    await expect(replace({ userId: anna.id })).rejects.toMatchObject({ status: 400 });
    expect(await replace({ queueId: otherQueue })).toEqual({ status: 202 });
    const moved = await read(id);
    expect(moved.state).toBe('connected');
    expect(moved.participants.at(-1)).toMatchObject({ purpose: 'acd', queueId: otherQueue });
    expect(agentIn(moved).messages?.[0]).toMatchObject({
      disconnectType: 'transfer',
      afterCallWork: { state: 'pending' },
    });
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    expect(agentIn(await read(id)).userId).toBe(ben.id);
  });

  it('is handed to another agent', async () => {
    const { id, params } = await connected();
    const me = work.started.user(anna.id);
    const replace = (userId: string) =>
      me(messages.postConversationsMessageParticipantReplace, { params, body: { userId } });
    await expect(replace(zoe.id)).rejects.toMatchObject({ status: 400 });
    await replace(ben.id);
    expect(agentIn(await read(id))).toMatchObject({
      userId: ben.id,
      messages: [{ state: 'alerting' }],
    });
    const { params: ofBen } = await offered(id);
    await patch(work.started.user(ben.id), ofBen, { state: 'connected' });
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('connected');
  });

  it('is parked and taken up again', async () => {
    const { id, params } = await connected();
    const me = work.started.user(anna.id);
    const park = (state: string) =>
      me(messages.patchConversationsMessageParticipantParkingstate, { params, body: { state } });
    expect(await park('parked')).toEqual({ status: 204 });
    expect(agentIn(await read(id)).messages?.[0]?.state).toBe('parked');
    expect((await findAgent(work.db, { org: here, userId: anna.id }))?.active).toBe(0);
    await park('connected');
    expect((await findAgent(work.db, { org: here, userId: anna.id }))?.active).toBe(1);
    await expect(park('terminated')).rejects.toMatchObject({ status: 400 });
  });

  it('comes back at the time that was said last', async () => {
    const { id, params } = await connected();
    const me = work.started.user(anna.id);
    const parkUntil = (resumeTime?: string) =>
      me(messages.patchConversationsMessageParticipantParkingstate, {
        params,
        body: { state: 'parked', ...(resumeTime ? { resumeTime } : {}) },
      });
    const due = () =>
      work.db.query<{ at: Date }>(`select due_at as at from lane_timer where name = $1`, [
        `resume:${params.participantId}`,
      ]);
    await parkUntil();
    expect(await due()).toEqual([]);
    const [soon, later] = [
      new Date('2026-01-02T08:00:00.000Z'),
      new Date('2026-01-03T08:00:00.000Z'),
    ];
    for (const at of [soon, later]) {
      await parkUntil(at.toISOString());
      expect(await due()).toEqual([{ at }]);
    }
    // Said again without a time it stays as it is.
    await parkUntil();
    expect(await due()).toEqual([{ at: later }]);
    // A timer of the earlier time that was on its way already.
    const state = await work.db.transaction((tx) => loadByConversation(tx, here, id));
    const resumed = (at: Date) =>
      conversationTimerSteps['resume']?.(
        state as ThreadState,
        { name: `resume:${params.participantId}` },
        { at: at.toISOString(), uuid: work.started.ids.uuid },
      ).state;
    expect(liveOf(resumed(soon) as ThreadState, 'agent')?.state).toBe('parked');
    expect(liveOf(resumed(later) as ThreadState, 'agent')?.state).toBe('connected');
  });

  it('keeps data of participants', async () => {
    const { id, params } = await connected();
    const customer = (await read(id)).participants[0]?.id as string;
    const ofCustomer = { ...params, participantId: customer };
    const caller = work.started.as();
    const set = await caller(messages.patchConversationsMessageParticipantAttributes, {
      params: ofCustomer,
      body: { attributes: { order: '7' } },
    });
    expect(set).toEqual({ status: 202, body: { attributes: { order: '7' } } });
    const more = await caller(conversations.patchConversationParticipantAttributes, {
      params: ofCustomer,
      body: { attributes: { vip: 'yes' } },
    });
    expect(more).toEqual({ status: 202 });
    expect((await read(id)).participants[0]?.attributes).toEqual({ order: '7', vip: 'yes' });
    expect((await happened()).filter((kind) => kind === 'attributes')).toHaveLength(2);
  });

  it('is ended for the customer by whoever may, and by force', async () => {
    const first = await connected('one');
    const patched = await work.started.as()<Conversation>(patchConversationState, {
      params: { conversationId: first.id },
      body: { state: 'disconnected' },
    });
    expect(patched.body.state).toBe('disconnected');
    expect(patched.body.participants[0]?.messages?.[0]?.disconnectType).toBe('endpoint');
    expect(agentIn(patched.body).messages?.[0]?.disconnectType).toBe('peer');
    await expect(
      work.started.as()(patchConversationState, {
        params: { conversationId: first.id },
        body: { state: 'alerting' },
      }),
    ).rejects.toMatchObject({ status: 400 });
    for (const operation of [
      conversations.postConversationDisconnect,
      conversations.deleteConversation,
    ]) {
      const { id } = await connected(operation.method);
      const done = await work.started.as()(operation, { params: { conversationId: id } });
      expect([200, 202]).toContain(done.status);
      expect((await read(id)).participants[0]?.messages?.[0]?.disconnectType).toBe('system');
    }
  });

  it('is left for the customer by a participant request too', async () => {
    const { id, params } = await connected();
    const customer = (await read(id)).participants[0]?.id as string;
    const leave = (caller: Caller) =>
      patch(
        caller,
        { conversationId: params.conversationId, participantId: customer },
        { state: 'disconnected' },
      );
    await expect(leave(work.started.as())).rejects.toMatchObject({ status: 403 });
    const middleware = { permissions: new Set(['conversation:communication:disconnect']) };
    await leave(work.started.as(middleware));
    expect((await read(id)).state).toBe('disconnected');
    await leave(work.started.as(middleware));
  });

  it('refuses what messages do not know', async () => {
    const { params } = await connected();
    const me = work.started.user(anna.id);
    for (const body of [{ held: true }, { muted: true }, { state: 'dialing' }])
      await expect(
        me(messages.patchConversationsMessageParticipantCommunication, { params, body }),
      ).rejects.toMatchObject({ status: 400 });
    const none = await me(messages.patchConversationsMessageParticipantCommunication, {
      params,
      body: { held: false, state: 'connected' },
    });
    expect(none).toEqual({ status: 200, body: {} });
  });
});

describe('lists', () => {
  it('show a user’s own conversations in both views', async () => {
    const { id } = await connected();
    const me = work.started.user(anna.id);
    for (const operation of [conversations.getConversations, messages.getConversationsMessages]) {
      const mine = await me<Listing<{ id: string }>>(operation);
      expect(mine.body).toMatchObject({ total: 1, entities: [{ id }] });
      expect((await work.started.user(ben.id)<Listing<object>>(operation)).body.total).toBe(0);
      await expect(work.started.as()(operation)).rejects.toMatchObject({ status: 403 });
    }
    const calls = await me<Listing<object>>(conversations.getConversations, {
      query: { communicationType: 'call' },
    });
    expect(calls.body.total).toBe(0);
  });
});

describe('conversations of another organisation', () => {
  it('are not there, on every route', async () => {
    const { params } = await connected();
    const all = { ...params, messageId: 'a'.repeat(32), mediaId: derivedUuid('m') };
    const bodies: Record<string, unknown> = {
      postConversationAssign: { id: zoe.id },
      patchConversationState: { state: 'disconnected' },
      postConversationsMessageCommunicationMessages: { textBody: 'x' },
      postConversationsMessageCommunicationTyping: { typing: { type: 'On' } },
      postConversationsMessageMessagesBulk: [],
      postConversationsMessageParticipantReplace: { queueId: otherQueue },
      patchConversationsMessageParticipantParkingstate: { state: 'parked' },
      postConversationsMessageCommunicationMessagesMediaUploads: {
        fileName: 'a',
        contentLengthBytes: 1,
      },
    };
    const stranger = work.started.as({ userId: zoe.id, kind: 'user' }, there);
    const handled = new Set(work.started.handlers.map(({ operation }) => operation));
    const routes = Object.entries({ ...conversations, ...messages, patchConversationState }).filter(
      ([, operation]) => operation.path.includes('{conversationId}') && handled.has(operation),
    );
    for (const [name, operation] of routes)
      await expect(
        stranger(operation, { params: all, body: bodies[name] ?? {} }),
        name,
      ).rejects.toMatchObject(notFound);
    expect(routes.length).toBeGreaterThan(25);
  });
});
