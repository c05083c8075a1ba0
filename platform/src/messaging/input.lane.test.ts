import { openMessagingOperations } from '@tandem/contract';
import type { FlowDocument } from '@tandem/flows';
import { derivedUuid } from '@tandem/kit';
import { enqueueWork } from '@tandem/lanes';
import { afterEach, describe, expect, it } from 'vitest';
import { stepOf, type ThreadState } from '../conversations/index.ts';
import {
  greeting,
  type MessagingFixture,
  message,
  org,
  startMessaging,
  support,
  toQueue,
} from './messaging.fixture.ts';

const endless: FlowDocument = {
  ...greeting,
  actions: [{ id: 'a', type: 'setVariable', name: 'a', settings: { variable: 'x', value: '1' } }],
  variables: [{ name: 'x' }],
  start: 'a',
  edges: [{ from: 'a', outlet: 'next', to: 'a' }],
};

const turning: FlowDocument = {
  ...endless,
  actions: [{ id: 'a', type: 'transferToAcd', name: 'a', settings: { queue: 'No such queue' } }],
  edges: [{ from: 'a', outlet: 'failure', to: 'a' }],
};

describe('the lane of inputs', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  it('makes the same messages when a run was lost before its commit', async () => {
    const seen: string[][] = [];
    let failures = 2;
    m = await startMessaging({
      onChanges: async (_, changes) => {
        seen.push(
          changes.flatMap(({ messages, after }) => [
            ...messages.map(({ id }) => id),
            ...after.participants.map(({ id }) => id),
          ]),
        );
        failures -= 1;
        if (failures >= 0) throw new Error('lost');
      },
    });
    const integration = await m.integrate(m.publish(toQueue));
    await m.send(integration, message('hi'));
    await m.messaging.flush();
    await expect
      .poll(async () => {
        await m.clock.advance(1_000);
        return m.webhooks.length;
      })
      .toBe(1);
    expect(seen).toHaveLength(3);
    // The message, the customer, the flow and the place in the queue.
    expect(seen[0]).toHaveLength(4);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    const [row] = await m.db.query(
      "select count(*) as n from message where direction = 'outbound'",
    );
    expect(row?.['n']).toBe(1);
  });

  it.each([
    ['fails', endless],
    ['turns in transfers to no queue', turning],
  ])('ends the conversation of a flow that %s, and says so', async (_, flow) => {
    m = await startMessaging();
    const integration = await m.integrate(m.publish(flow));
    const { id, conversationId } = await m.send(integration, message('hi'));
    await m.settle();
    expect(m.webhooks.map(({ json }) => json)).toMatchObject([
      { id, type: 'Receipt', status: 'Failed', reasons: [{ code: 'GeneralError' }] },
    ]);
    const all = await m.participants(conversationId);
    expect(all.map(({ purpose, disconnectType }) => [purpose, disconnectType])).toEqual([
      ['customer', 'error'],
      ['workflow', 'error'],
    ]);
    const events = await m.db.query("select data from event_log where type = 'flow.failed'");
    expect(events).toMatchObject([{ data: { code: 'budget' } }]);
  });

  it('finds a queue that was made a moment ago', async () => {
    const now = {
      queue: (name: string) => (name === support.name ? support : null),
      skill: () => null,
      language: () => null,
    };
    const asked: boolean[] = [];
    m = await startMessaging({
      directories: async (_, { fresh } = { fresh: false }) => {
        asked.push(fresh);
        return fresh ? now : { ...now, queue: () => null };
      },
    });
    const integration = await m.integrate(m.publish(toQueue));
    await m.send(integration, message('hi'));
    await m.settle();
    expect(await m.db.query('select queue from acd_waiting')).toEqual([{ queue: support.id }]);
    expect(asked.filter((fresh) => fresh)).toHaveLength(1);
  });

  it('confirms every message when it is told to', async () => {
    m = await startMessaging({ receipts: 'all' });
    const integration = await m.integrate(m.publish(greeting));
    const { id } = await m.send(integration, message('hi'));
    await m.settle();
    expect(m.webhooks.map(({ json }) => json)).toMatchObject([
      { type: 'Text', text: 'Connected' },
      { type: 'Receipt', id, status: 'Published', direction: 'Inbound' },
    ]);
    expect(m.webhook().json).not.toHaveProperty('reasons');
  });

  it('ends a conversation that is still open when the next one was begun', async () => {
    m = await startMessaging();
    const integration = await m.integrate(m.publish(toQueue));
    const first = await m.send(integration, message('one'));
    await m.settle();
    const next = derivedUuid('next');
    await m.db.query('update thread set conversation = $1', [next]);
    const second = await m.send(integration, message('two'));
    await m.settle();
    // What a run leaves undone is offered again with the next look.
    await m.clock.advance(1_100);
    await m.lanes.drained();
    expect(second.conversationId).toBe(next);
    const rows = await m.db.query(
      'select id, owner, ended_at is null as open from conversation order by started_at, ended_at',
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: first.conversationId, owner: 'none', open: false },
        { id: next, owner: 'queue', open: true },
      ]),
    );
    expect(await m.db.query('select conversation from acd_waiting')).toEqual([
      { conversation: next },
    ]);
  });

  it('gives due timers to the step that owns them, with the conversation they belong to', async () => {
    const got: { state: ThreadState; name: string; at: string }[] = [];
    m = await startMessaging({
      timers: {
        alert: (state, { name }, { at }) => {
          got.push({ state, name, at });
          return stepOf({
            ...state,
            conversation: { ...state.conversation, externalTag: name },
          });
        },
      },
    });
    const integration = await m.integrate(m.publish(greeting));
    const { conversationId: earlier } = await m.send(integration, message('one'));
    await m.settle();
    await m.call(openMessagingOperations.putConversationsMessagingThreadingtimeline, {
      body: { settings: [{ messengerType: 'open', timeoutInMinutes: 0 }] },
    });
    await m.clock.advance(1_000);
    const { conversationId: live } = await m.send(integration, message('two'));
    await m.settle();
    const set = `insert into lane_timer (part, lane, name, org, due_at, data)
      select part, id, $1, org, $2, $3 from thread`;
    const due = new Date(m.clock.now().getTime() + 500);
    await m.db.query(set, ['alert:a', due, { conversation: earlier }]);
    await m.db.query(set, ['alert:b', due, { conversation: live }]);
    await m.db.query(set, ['unknown', due, {}]);
    await m.clock.advance(2_000);
    await m.lanes.drained();
    expect(got.map(({ state, name }) => [name, state.conversation.id])).toEqual(
      expect.arrayContaining([
        ['alert:a', earlier],
        ['alert:b', live],
      ]),
    );
    expect(got).toHaveLength(2);
    const tags = await m.db.query('select id, external_tag as tag from conversation');
    expect(tags).toEqual(
      expect.arrayContaining([
        { id: earlier, tag: 'alert:a' },
        { id: live, tag: 'alert:b' },
      ]),
    );
    expect(await m.db.query('select from lane_work')).toEqual([]);
    const [thread] = await m.db.query<{ live: string }>('select live from thread');
    expect(thread?.live).toBe(live);
  });

  it('goes on without a thread that is held, and takes it up again', async () => {
    m = await startMessaging();
    const integration = await m.integrate(m.publish(greeting));
    await m.send(integration, message('first', {}, 'held'));
    await m.settle();
    const [thread] = await m.db.query<{ id: number; lock: string }>(
      'select id, lock_key::text as lock from thread',
    );
    // An input of the held thread, and one of another, find each other in one batch.
    await m.db.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [thread?.lock]);
      const [stored] = await enqueueWork(m.db, [
        {
          org,
          queue: 'input',
          part: (await m.db.query<{ part: number }>('select part from thread'))[0]?.part ?? 0,
          lane: thread?.id ?? 0,
          payload: { timer: 'nothing', data: null },
        },
      ]);
      if (stored) m.lanes.committed([stored]);
      await m.send(integration, message('other', {}, 'free'));
      await expect.poll(() => m.webhooks.length).toBe(2);
    });
    await m.clock.advance(1_100);
    await m.lanes.drained();
    expect(await m.db.query('select from lane_work')).toEqual([]);
  });
});
