import { createTestIds, derivedUuid } from '@tandem/kit';
import { enqueueWork } from '@tandem/lanes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptOffer,
  andThen,
  changeOf,
  conversationTimerSteps,
  liveOf,
  offerToAgent,
  type Participant,
  plainRules,
  type ThreadState,
} from '../conversations/index.ts';
import { applyChanges, loadByConversation } from '../threads/index.ts';
import {
  type MessagingFixture,
  message,
  org,
  startMessaging,
  toQueue,
} from './messaging.fixture.ts';

const offer = {
  userId: derivedUuid('anna'),
  name: 'Anna',
  queueId: null,
  routing: null,
  rules: { ...plainRules, inactivityMs: 60_000 },
};

describe('a customer who writes just before the time of silence is over', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging({ timers: conversationTimerSteps });
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const accepted = (conversationId: string) =>
    m.db.transaction(async (tx) => {
      const state = (await loadByConversation(tx, org, conversationId)) as ThreadState;
      const at = m.clock.now().toISOString();
      const offered = offerToAgent(state, offer, { at, uuid: createTestIds('inactive').uuid });
      const step = andThen(offered, (next) =>
        acceptOffer(next, liveOf(next, 'agent') as Participant, { at }),
      );
      await applyChanges(tx, [changeOf(state, step, { correlationId: null })]);
    });

  /** The timer as its mover puts it into the lane, behind what was accepted before. */
  const timerIsDue = async (conversation: string) => {
    const [thread] = await m.db.query<{ id: number; part: number }>('select id, part from thread');
    const payload = { timer: 'inactivity', data: { conversation } };
    const row = { org, queue: 'input', part: thread?.part ?? 0, lane: thread?.id ?? 0, payload };
    m.lanes.committed(await enqueueWork(m.db, [row]));
    await m.settle();
  };

  const agentIn = async (conversationId: string) =>
    (await m.participants(conversationId)).find(({ purpose }) => purpose === 'agent');

  it('goes on with the agent; the time begins anew', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const { conversationId } = await m.send(integration, message('one'));
    await m.settle();
    await accepted(conversationId);
    await m.clock.advance(59_000);
    await m.send(integration, message('two'));
    await m.settle();
    const due = new Date(m.clock.now().getTime() + 60_000);
    await timerIsDue(conversationId);
    expect(await agentIn(conversationId)).toMatchObject({ state: 'connected' });
    const timers = await m.db.query(
      `select due_at as "dueAt" from lane_timer where name = 'inactivity'`,
    );
    expect(timers).toEqual([{ dueAt: due }]);
    await m.db.query(`delete from lane_timer where name = 'inactivity'`);
    await m.clock.advance(60_000);
    await timerIsDue(conversationId);
    expect(await agentIn(conversationId)).toMatchObject({ state: 'disconnected' });
  });
});
