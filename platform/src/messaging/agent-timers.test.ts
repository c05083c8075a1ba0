import { derivedUuid } from '@tandem/kit';
import { enqueueWork } from '@tandem/lanes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptOffer,
  andThen,
  conversationTimerSteps,
  leaveAll,
  liveOf,
  lockUsersOf,
  type Offer,
  offerToAgent,
  type Participant,
  plainRules,
  type Step,
  type StepContext,
  settleChanges,
  type ThreadState,
} from '../conversations/index.ts';
import {
  type MessagingFixture,
  message,
  org,
  startMessaging,
  toQueue,
} from './messaging.fixture.ts';

const [anna, ben] = [derivedUuid('anna'), derivedUuid('ben')];
const toBen: Offer = {
  ...{ userId: ben, name: 'Ben', queueId: null, routing: null, rules: plainRules },
  wayBack: { userId: anna, name: 'Anna' },
};

describe('timers of agents', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging({
      timers: conversationTimerSteps,
      beforeChanges: lockUsersOf,
      onChanges: (tx, changes) => settleChanges(tx, changes, m.clock.now()),
    });
  });
  afterEach(() => m[Symbol.asyncDispose]());

  /** A new conversation past its queue, and what is done with it. */
  const begin = async (step: (state: ThreadState, context: StepContext) => Step) => {
    const integration = await m.integrate(m.publish(toQueue));
    const { conversationId } = await m.send(integration, message('one'));
    await m.settle();
    await m.step(conversationId, (state, context) => {
      const inQueue = ({ purpose }: Participant) => purpose === 'acd';
      const left = leaveAll(state, inQueue, { at: context.at, type: 'transfer' });
      return andThen(left, (next) => step(next, context));
    });
    return { integration, conversationId };
  };
  /** The timer as its mover puts it into the lane, behind what was accepted before. */
  const timerIsDue = async (conversation: string, timer: string) => {
    const [thread] = await m.db.query<{ id: number; part: number }>('select id, part from thread');
    const payload = { timer, data: { conversation } };
    const row = { org, queue: 'input', part: thread?.part ?? 0, lane: thread?.id ?? 0, payload };
    m.lanes.committed(await enqueueWork(m.db, [row]));
    await m.settle();
  };
  const agentsIn = async (conversationId: string) =>
    (await m.participants(conversationId)).filter(({ purpose }) => purpose === 'agent');
  const timersOf = (like: string) =>
    m.db.query<{ name: string; dueAt: Date }>(
      `select name, due_at as "dueAt" from lane_timer where name like $1`,
      [like],
    );

  it('go on with the agent when a customer writes just before the time of silence is over', async () => {
    const patient = { ...toBen, rules: { ...plainRules, inactivityMs: 60_000 } };
    const { integration, conversationId } = await begin((state, context) =>
      andThen(offerToAgent(state, patient, context), (next) =>
        acceptOffer(next, liveOf(next, 'agent') as Participant, context),
      ),
    );
    await m.clock.advance(59_000);
    await m.send(integration, message('two'));
    await m.settle();
    const dueAt = new Date(m.clock.now().getTime() + 60_000);
    await timerIsDue(conversationId, 'inactivity');
    expect(await agentsIn(conversationId)).toMatchObject([{ state: 'connected' }]);
    expect(await timersOf('inactivity')).toEqual([{ name: 'inactivity', dueAt }]);
    await m.db.query(`delete from lane_timer where name = 'inactivity'`);
    await m.clock.advance(60_000);
    await timerIsDue(conversationId, 'inactivity');
    expect(await agentsIn(conversationId)).toMatchObject([{ state: 'disconnected' }]);
  });

  it('give an offer past every queue back, once, however often they come', async () => {
    const { conversationId } = await begin((state, context) => offerToAgent(state, toBen, context));
    const [first] = await agentsIn(conversationId);
    for (const _ of [1, 2]) {
      await timerIsDue(conversationId, `alert:${first?.id}`);
      expect(await agentsIn(conversationId)).toMatchObject([
        { userId: ben, disconnectType: 'transfer.noanswer' },
        { userId: anna, state: 'alerting' },
      ]);
    }
    const second = (await agentsIn(conversationId))[1];
    const dueAt = new Date(m.clock.now().getTime() + 30_000);
    expect(await timersOf('alert:%')).toEqual([{ name: `alert:${second?.id}`, dueAt }]);
    await timerIsDue(conversationId, `alert:${second?.id}`);
    const ended = await m.db.query('select owner from conversation where ended_at is not null');
    expect(ended).toEqual([{ owner: 'none' }]);
    expect(await timersOf('alert:%')).toEqual([]);
  });
});
