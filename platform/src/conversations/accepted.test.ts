import {
  type Conversation,
  conversationsOperations as conversations,
  conversationMessagesOperations as messages,
  patchConversationState,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { checkedCallerOf, testPrincipal } from '../testing/index.ts';
import { notFound, useAgentWork } from './agent-work.testing.ts';
import { here, there, waitingConversation } from './conversation.testing.ts';
import { conversationHandlers } from './index.ts';

const work = useAgentWork();

const pendingInput = (conversation: string, lane: number) =>
  work.db.query(
    `insert into lane_work (part, org, queue, lane, payload) values (7, $1, 'input', $2, $3)`,
    [here, lane, JSON.stringify({ kind: 'message', conversation })],
  );

/** A caller whose waiting is the moment in which the lane does its work. */
const callerWhile = (lane: () => Promise<unknown>, org = here) => {
  const { deps } = work.started;
  const clock = { now: deps.clock.now, sleep: async () => void (await lane()) };
  return checkedCallerOf(conversationHandlers({ ...deps, clock }), testPrincipal(org));
};

/** A conversation that an inbound message was answered with, and that its lane has not made yet. */
const accepted = async () => {
  const { conversation, thread } = await waitingConversation(work.started, 'carla');
  const { id } = conversation;
  await work.db.query('update conversation set org = $2 where id = $1', [id, derivedUuid('later')]);
  await pendingInput(id, thread);
  const lane = async () => {
    await work.db.query('update conversation set org = $2 where id = $1', [id, here]);
    await work.db.query('delete from lane_work where lane = $1', [thread]);
  };
  return { id, lane };
};

describe('a conversation that was answered but not made yet', () => {
  it('is read when its lane has made it', async () => {
    for (const operation of [
      conversations.getConversation,
      messages.getConversationsMessage,
    ] as const) {
      const { id, lane } = await accepted();
      const read = await callerWhile(lane)<Conversation>(operation, {
        params: { conversationId: id },
      });
      expect(read).toMatchObject({ status: 200, body: { id } });
    }
  });

  it('is ended for the customer too', async () => {
    const { id, lane } = await accepted();
    const ended = await callerWhile(lane)<Conversation>(patchConversationState, {
      params: { conversationId: id },
      body: { state: 'disconnected' },
    });
    expect(ended.body).toMatchObject({ id, state: 'disconnected' });
  });

  it('is nothing to another organisation, which does not wait', async () => {
    const { id } = await accepted();
    const stranger = callerWhile(() => Promise.reject(new Error('waited')), there);
    await expect(
      stranger(conversations.getConversation, { params: { conversationId: id } }),
    ).rejects.toMatchObject(notFound);
  });

  it('is waited for within bounds', async () => {
    const { id } = await accepted();
    let waits = 0;
    const waiting = callerWhile(async () => {
      waits += 1;
    });
    await expect(
      waiting(conversations.getConversation, { params: { conversationId: id } }),
    ).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(waits).toBeLessThan(200);
  });
});

describe('an end', () => {
  it('does not overtake what the customer wrote before', async () => {
    const { conversation, thread } = await waitingConversation(work.started, 'carla');
    await pendingInput(conversation.id, thread);
    const order: string[] = [];
    const caller = callerWhile(async () => {
      order.push('lane');
      await work.db.query('delete from lane_work where lane = $1', [thread]);
    });
    await caller(patchConversationState, {
      params: { conversationId: conversation.id },
      body: { state: 'disconnected' },
    });
    expect(order).toEqual(['lane']);
    // By force it does not wait.
    await pendingInput(conversation.id, thread);
    await caller(conversations.postConversationDisconnect, {
      params: { conversationId: conversation.id },
    });
    expect(order).toEqual(['lane']);
  });
});
