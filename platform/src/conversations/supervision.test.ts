import {
  conversationMessagesOperations as messages,
  type Supervision,
  supervisionOperations,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { monitorHandlers } from '../monitor/index.ts';
import { checkedCallerOf, testPrincipal } from '../testing/index.ts';
import { codeId, otherQueue, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, goOnQueue, here, queueId, there } from './conversation.testing.ts';

const work = useAgentWork();
const { alerting, connected, offered } = work;

const look = async (org = here, query: { queueId?: string } = {}) => {
  const { deps, clock } = work.started;
  const handlers = monitorHandlers({
    ...{ ...deps, clock, defaultCapacity: 4 },
    ...{ audit: async () => {}, committed: () => {} },
  });
  const caller = checkedCallerOf(handlers, testPrincipal(org));
  return (await caller<Supervision>(supervisionOperations.getTandemSupervision, { query })).body;
};

/** A message of the customer or of the agent, as the message path stores it. */
const said = (conversation: string, direction: string, userId: string | null) =>
  work.db.query(
    `insert into message (org, thread, seq, id, conversation, direction, user_id, at, status, body)
     select c.org, c.thread, coalesce((select max(m.seq) from message m where m.thread = c.thread), 0) + 1,
       gen_random_uuid(), c.id, $2, $3, $4, 'sent', '{}' from conversation c where c.id = $1`,
    [conversation, direction, userId, work.started.clock.now()],
  );

describe('supervision', () => {
  it('follows a conversation from the offer to an answer that is owed', async () => {
    const start = work.started.clock.now().toISOString();
    const { id, params } = await alerting();
    work.started.clock.advance(5000);
    const offered = await look();
    expect(offered.total).toBe(1);
    expect(offered.conversations[0]).toMatchObject({
      id,
      customer: { id: 'carla', name: 'Carla' },
      queue: { id: queueId },
      agent: { id: anna.id, name: 'Anna' },
      stage: 'offered',
      waitsSince: start,
      agentParticipantId: params.participantId,
    });
    await patch(work.started.user(anna.id), params, { state: 'connected' });
    const accepted = work.started.clock.now().toISOString();
    // Nothing was said: nobody waits for an answer.
    expect((await look()).conversations[0]).toMatchObject({
      stage: 'active',
      since: accepted,
      waitsSince: null,
    });
    await said(id, 'outbound', anna.id);
    work.started.clock.advance(1000);
    const asked = work.started.clock.now().toISOString();
    await said(id, 'inbound', null);
    work.started.clock.advance(1000);
    await said(id, 'inbound', null);
    // What a bot says is no answer.
    await said(id, 'outbound', null);
    expect((await look()).conversations[0]?.waitsSince).toBe(asked);
    await said(id, 'outbound', anna.id);
    expect((await look()).conversations[0]?.waitsSince).toBeNull();
    await patch(work.started.user(anna.id), params, { state: 'parked' });
    expect((await look()).conversations[0]).toMatchObject({ stage: 'parked', waitsSince: null });
  });

  it('counts the wait from the first words without an answer, past accepting and past transfers', async () => {
    const { clock } = work.started;
    const start = clock.now().toISOString();
    const waits = async () => (await look()).conversations[0]?.waitsSince;
    const move = (userId: string, params: Record<string, string>) =>
      work.started.user(userId)(messages.postConversationsMessageParticipantReplace, {
        params,
        body: { queueId: otherQueue },
      });
    const { id, params } = await alerting();
    clock.advance(1000);
    const asked = clock.now().toISOString();
    await said(id, 'inbound', null);
    clock.advance(1000);
    expect(await waits()).toBe(start);
    await patch(work.started.user(anna.id), params, { state: 'connected' });
    expect(await waits()).toBe(asked);
    clock.advance(1000);
    await move(anna.id, params);
    // Nobody has said anything yet: the wait began with the first queue.
    expect(await waits()).toBe(start);
    await goOnQueue(work.db, ben.id, clock.now());
    await work.started.acd.decide();
    const { params: ofBen } = await offered(id);
    await patch(work.started.user(ben.id), ofBen, { state: 'connected' });
    expect(await waits()).toBe(asked);
    await said(id, 'outbound', ben.id);
    clock.advance(1000);
    const asksAgain = clock.now().toISOString();
    await said(id, 'inbound', null);
    clock.advance(1000);
    await move(ben.id, ofBen);
    expect(await waits()).toBe(asksAgain);
  });

  it('tells of agents with their load, and of queues with their targets', async () => {
    await work.db.query(
      `update queue set doc = '{"mediaSettings":{"message":{"serviceLevel":{"percentage":0.9,"durationMs":60000}}}}'
       where id = $1`,
      [otherQueue],
    );
    await connected();
    const { agents, queues } = await look();
    expect(agents).toMatchObject([
      {
        ...{ id: anna.id, name: 'Anna', status: 'INTERACTING' },
        ...{ active: 1, capacity: 4, queueIds: [queueId] },
      },
    ]);
    expect(queues.find(({ id }) => id === otherQueue)).toMatchObject({
      ...{ targetMs: 60_000, targetShare: 0.9, waiting: 0, interacting: 0 },
    });
    expect(queues.find(({ id }) => id === queueId)).toMatchObject({
      ...{ targetMs: 20_000, targetShare: 0.8, interacting: 1, onQueue: 1 },
    });
  });

  it('tells work after a conversation from a conversation', async () => {
    const { params } = await connected();
    expect((await look()).agents).toMatchObject([{ active: 1, afterCallWork: 0 }]);
    await patch(work.started.user(anna.id), params, { state: 'disconnected' });
    expect(await look()).toMatchObject({
      conversations: [],
      agents: [{ id: anna.id, status: 'INTERACTING', active: 1, afterCallWork: 1 }],
    });
    await patch(work.started.user(anna.id), params, { wrapup: { code: codeId } });
    expect((await look()).agents).toMatchObject([{ status: 'IDLE', active: 0, afterCallWork: 0 }]);
  });

  it('looks at one queue, and at one organisation', async () => {
    await connected();
    expect((await look(here, { queueId })).conversations).toHaveLength(1);
    const other = await look(here, { queueId: otherQueue });
    expect([other.conversations, other.agents, other.queues.length]).toEqual([[], [], 2]);
    await expect(look(here, { queueId: 'nonsense' })).rejects.toMatchObject({ status: 404 });
    expect((await look(here, { queueId: derivedUuid('none') })).total).toBe(0);
    expect(await look(there)).toMatchObject({ conversations: [], agents: [], queues: [] });
  });
});
