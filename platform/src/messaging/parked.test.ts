import { createTestIds, derivedUuid } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptOffer,
  andThen,
  changeOf,
  liveOf,
  offerToAgent,
  type Participant,
  park,
  type Step,
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
  rules: {
    alertingMs: 30_000,
    autoAnswer: false,
    wrapupPrompt: 'optional',
    wrapupTimeoutMs: null,
    inactivityMs: 60_000,
  },
} as const;

const agentOf = (state: ThreadState) => liveOf(state, 'agent') as Participant;

describe('a conversation that an agent has parked', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  /** Accepted by Anna and set aside until `resumeAt`. */
  const setAside = (conversationId: string, resumeAt: string | null) =>
    m.db.transaction(async (tx) => {
      const state = (await loadByConversation(tx, org, conversationId)) as ThreadState;
      const at = m.clock.now().toISOString();
      const ctx = { at, uuid: createTestIds('parked').uuid };
      const step = [
        (next: ThreadState) => acceptOffer(next, agentOf(next), { at }),
        (next: ThreadState) => park(next, agentOf(next), resumeAt),
      ].reduce<Step>(andThen, offerToAgent(state, offer, ctx));
      await applyChanges(tx, [changeOf(state, step, { correlationId: null })]);
    });

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
