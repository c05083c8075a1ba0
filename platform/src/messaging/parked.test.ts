import { derivedUuid } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptOffer,
  andThen,
  liveOf,
  offerToAgent,
  type Participant,
  park,
  plainRules,
  type Step,
  type ThreadState,
} from '../conversations/index.ts';
import { type MessagingFixture, message, startMessaging, toQueue } from './messaging.fixture.ts';

const offer = {
  userId: derivedUuid('anna'),
  name: 'Anna',
  queueId: null,
  routing: null,
  rules: { ...plainRules, inactivityMs: 60_000 },
};

const agentOf = (state: ThreadState) => liveOf(state, 'agent') as Participant;

describe('a conversation that an agent has parked', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  /** Accepted by Anna and set aside until `resumeAt`. */
  const setAside = (conversationId: string, resumeAt: string | null) =>
    m.step(conversationId, (state, context) =>
      [
        (next: ThreadState) => acceptOffer(next, agentOf(next), context),
        (next: ThreadState) => park(next, agentOf(next), resumeAt),
      ].reduce<Step>(andThen, offerToAgent(state, offer, context)),
    );

  const agentIn = async (conversationId: string) =>
    (await m.participants(conversationId)).find(({ purpose }) => purpose === 'agent');

  const timers = async () =>
    (await m.db.query<{ name: string }>('select name from lane_timer order by name')).map(
      ({ name }) => name.split(':')[0],
    );

  it('returns to the agent with the next message of the customer', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const { conversationId } = await m.send(integration, message('one'));
    await m.settle();
    await setAside(conversationId, new Date(m.clock.now().getTime() + 3_600_000).toISOString());
    expect(await agentIn(conversationId)).toMatchObject({ state: 'parked' });
    expect(await timers()).toContain('resume');
    await m.send(integration, message('two'));
    await m.settle();
    expect(await agentIn(conversationId)).toMatchObject({ state: 'connected', resumeAt: null });
    // Its patience with the customer begins anew, and the time it was set aside for is over.
    expect(await timers()).toContain('inactivity');
    expect(await timers()).not.toContain('resume');
  });
});
