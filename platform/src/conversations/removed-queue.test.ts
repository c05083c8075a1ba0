import {
  conversationMessagesOperations as messages,
  queueRemovalOperations as ops,
  type QueueLoad,
  queuesOperations as queues,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { agentIn, notFound, otherQueue, patch, useAgentWork } from './agent-work.testing.ts';
import {
  anna,
  ben,
  goOnQueue,
  here,
  queueId,
  routingTo,
  there,
  waitingConversation,
} from './conversation.testing.ts';
import { returnWork } from './reassignment.usecases.ts';

const work = useAgentWork();
const { alerting, connected, offered, read } = work;

const remove = (body: object, id = queueId) =>
  work.started.as()<QueueLoad>(ops.postTandemQueueRemoval, { params: { queueId: id }, body });

const waits = async (customer: string) =>
  (await waitingConversation(work.started, customer)).conversation.id;

const waitingIn = (queue: string) =>
  work.db.query<{ conversation: string; since: Date }>(
    'select conversation, since from acd_waiting where queue = $1 order by since, id',
    [queue],
  );

/** A conversation that waits in the other queue, for a second. */
const waitingInOther = async (customer: string) => {
  const waiting = await waitingConversation(
    work.started,
    customer,
    routingTo({ queueId: otherQueue }),
  );
  await work.started.clock.advance(1000);
  return waiting;
};

describe('a queue that is deleted while customers wait', () => {
  it('says how many wait and how many are served', async () => {
    await connected('served');
    await waits('one');
    await waits('two');
    const load = await work.started.as()(ops.getTandemQueueLoad, { params: { queueId } });
    expect(load).toEqual({ status: 200, body: { waiting: 2, active: 1 } });
    const nobody = { queueId: derivedUuid('none') };
    await expect(
      work.started.as()(ops.getTandemQueueLoad, { params: nobody }),
    ).rejects.toMatchObject(notFound);
    await expect(
      work.started.as({}, there)(ops.getTandemQueueLoad, { params: { queueId } }),
    ).rejects.toMatchObject(notFound);
  });

  it('moves them to another queue, in the order in which they came', async () => {
    const first = await waits('one');
    await work.started.clock.advance(1000);
    const second = await waits('two');
    await work.started.clock.advance(1000);
    const there1 = await waitingConversation(
      work.started,
      'three',
      routingTo({ queueId: otherQueue }),
    );
    expect(await remove({ moveTo: otherQueue })).toEqual({
      status: 202,
      body: { waiting: 2, active: 0 },
    });
    await work.started.acd.decide();
    expect((await waitingIn(otherQueue)).map(({ conversation }) => conversation)).toEqual([
      first,
      second,
      there1.conversation.id,
    ]);
    expect(await waitingIn(queueId)).toEqual([]);
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    expect(agentIn(await read(first))).toMatchObject({ userId: ben.id, queueId: otherQueue });
  });

  it('keeps the place of a search that an agent attends, also when an offer is declined later', async () => {
    const { id, params } = await connected();
    await work.started.user(anna.id)(messages.postConversationsMessageParticipantReplace, {
      params,
      body: { queueId, transferType: 'Attended' },
    });
    const before = (await waitingIn(queueId))[0]?.since;
    await work.started.clock.advance(1000);
    const later = await waitingInOther('later');
    await remove({ moveTo: otherQueue });
    await work.started.acd.decide();
    const places = [
      { conversation: id, since: before },
      { conversation: later.conversation.id, since: expect.any(Date) },
    ];
    expect(await waitingIn(otherQueue)).toEqual(places);
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.newAcd('one', 1).decide();
    const { userId, params: ofBen } = await offered(id);
    expect(userId).toBe(ben.id);
    await patch(work.started.user(ben.id), ofBen, { state: 'disconnected' });
    expect(await waitingIn(otherQueue)).toEqual(places);
  });

  it('keeps the place of who was moved when an offer is declined later', async () => {
    const first = await waits('one');
    const before = (await waitingIn(queueId))[0]?.since;
    await work.started.clock.advance(1000);
    await remove({ moveTo: otherQueue });
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    await work.started.acd.decide();
    const { params: ofBen } = await offered(first);
    await patch(work.started.user(ben.id), ofBen, { state: 'disconnected' });
    expect(await waitingIn(otherQueue)).toEqual([{ conversation: first, since: before }]);
  });

  it('tells them goodbye and ends, message and end in one', async () => {
    const id = await waits('one');
    await remove({ farewell: 'We are closed for good.' });
    await work.started.acd.decide();
    const ended = await read(id);
    expect(ended.state).toBe('disconnected');
    expect(ended.participants[0]?.messages?.[0]?.disconnectType).toBe('system');
    const sent = work.started.work.map(({ payload }) =>
      JSON.parse((payload as { body: string }).body),
    );
    expect(sent).toMatchObject([
      { text: 'We are closed for good.', originatingEntity: 'Bot', conversationId: id },
    ]);
    await work.started.acd.decide();
    expect(work.started.work).toHaveLength(1);
  });

  it('is carried out by whoever comes after a crash', async () => {
    const id = await waits('one');
    await remove({ moveTo: otherQueue });
    await work.started.newAcd('the next node').decide();
    expect((await waitingIn(otherQueue)).map(({ conversation }) => conversation)).toEqual([id]);
  });

  it('takes along what comes back later: a declined offer, a queue deleted after it', async () => {
    const { id, params } = await alerting();
    await remove({ moveTo: otherQueue });
    await remove({ farewell: 'Bye' }, otherQueue);
    await patch(work.started.user(anna.id), params, { state: 'disconnected' });
    await work.started.acd.decide();
    expect((await read(id)).state).toBe('disconnected');
    expect(work.started.work).toHaveLength(1);
  });

  it('leaves those alone whom an agent has', async () => {
    const { id, params } = await connected();
    await remove({ farewell: 'Bye' });
    await work.started.acd.decide();
    expect((await read(id)).state).toBe('connected');
    const me = work.started.user(anna.id);
    await patch(me, params, { state: 'disconnected' });
    expect(agentIn(await read(id)).wrapupRequired).toBe(true);
  });

  it('is not deleted past those who are offered to agents at the moment', async () => {
    const { id, params } = await alerting();
    const admin = work.started.as();
    const request = { params: { queueId } };
    await expect(admin(queues.deleteRoutingQueue, request)).rejects.toMatchObject({ status: 409 });
    await patch(work.started.user(anna.id), params, { state: 'connected' });
    expect((await admin(queues.deleteRoutingQueue, request)).status).toBe(200);
    await work.started.acd.decide();
    expect((await read(id)).state).toBe('connected');
  });

  it('is no end for who comes to it later from a queue that is there', async () => {
    await work.db.query(
      `insert into queue_reassignment (org, queue, answer_seconds, move_to, on_sign_out)
       values ($1, $2, null, $3, true)`,
      [here, queueId, otherQueue],
    );
    const late = await connected('late');
    await work.started.clock.advance(1000);
    const waiting = await waitingInOther('waits');
    await remove({ farewell: 'Bye' }, otherQueue);
    await work.started.clock.advance(1000);
    await returnWork(work.started.deps, { org: here, userId: anna.id });
    await work.started.acd.decide();
    expect((await read(waiting.conversation.id)).state).toBe('disconnected');
    expect(await waitingIn(queueId)).toEqual([
      { conversation: late.id, since: new Date(late.agent.startTime ?? '') },
    ]);
  });

  it('is refused for what cannot be, and nothing is deleted', async () => {
    await waits('one');
    for (const body of [
      { moveTo: queueId },
      { moveTo: derivedUuid('none') },
      { moveTo: otherQueue, farewell: 'Bye' },
    ])
      await expect(remove(body)).rejects.toMatchObject({ status: 400 });
    await expect(remove({}, derivedUuid('none'))).rejects.toMatchObject(notFound);
    await expect(
      work.started.as()(queues.deleteRoutingQueue, { params: { queueId } }),
    ).rejects.toMatchObject({ status: 409 });
    expect((await waitingIn(queueId)).length).toBe(1);
  });
});
