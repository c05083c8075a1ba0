import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { Participant, ThreadState, WayBack } from './conversation.model.ts';
import {
  agentOf,
  context,
  ids,
  offer,
  queueId,
  routing,
  start,
  talking,
} from './conversation.rules.testing.ts';
import { alertTimer, liveOf } from './conversation.rules.ts';
import { attendToAgent, plainRules, refuseOffer, transferToAgent } from './offer.rules.ts';

const ben = derivedUuid('ben');
const later = '2026-01-01T00:00:30.000Z';
const anna: WayBack = { userId: derivedUuid('anna'), name: 'Anna' };
const pastQueues = (wayBack?: WayBack) => ({
  ...{ ...offer(ben), name: 'Ben', queueId: null, rules: plainRules },
  routing: { ...routing, priority: 3, skillIds: ['s'], preferredUserIds: [ben] },
  ...(wayBack ? { wayBack } : {}),
});

/** Ben is asked past every queue, and declines later. */
const declined = (wayBack?: WayBack) => {
  const uuid = ids().uuid;
  const state = talking();
  const given = transferToAgent(state, agentOf(state), {
    ...context(uuid),
    offer: pastQueues(wayBack),
  });
  return { uuid, ...refuse(given.state, uuid) };
};

const refuse = (state: ThreadState, uuid: () => string) =>
  refuseOffer(state, agentOf(state), { uuid, at: later, type: 'client' });

describe('an offer past every queue that is not taken', () => {
  it('goes to the queue the conversation was last in, with its place and without what another queue asks for', () => {
    const another = derivedUuid('another queue');
    for (const [wanted, skillIds] of [[queueId, ['s']] as const, [another, []] as const]) {
      const { state, waiting } = declined({ queueId: wanted });
      expect(state.conversation).toMatchObject({ owner: 'queue', endedAt: null });
      const enter = { ...routing, queueId: wanted, priority: 3, skillIds };
      const participantId = liveOf(state, 'acd')?.id;
      expect(waiting.at(-1)).toEqual({ enter, participantId, since: start });
    }
  });

  it('is offered to whoever gave it, once', () => {
    const { state, timers, uuid } = declined(anna);
    const back: Participant = agentOf(state);
    expect(back).toMatchObject({ ...anna, state: 'alerting', queueId: null, startTime: later });
    expect(back.peerId).toBe(liveOf(state, 'customer')?.communicationId);
    expect(timers.at(-1)).toEqual({
      name: alertTimer(back.id),
      dueAt: '2026-01-01T00:01:00.000Z',
    });
    const end = refuse(state, uuid);
    expect(end.state.conversation).toMatchObject({ owner: 'none', endedAt: later });
    expect(end.state.participants[0]).toMatchObject({
      purpose: 'customer',
      disconnectType: 'system',
    });
  });

  it('ends where there is no way back', () => {
    expect(declined().state.conversation.endedAt).toBe(later);
  });

  it('stays with the agent who keeps it, whatever the way back', () => {
    const uuid = ids().uuid;
    const state = talking();
    const asked = attendToAgent(state, agentOf(state), {
      ...context(uuid),
      offer: pastQueues(anna),
    });
    const offered = asked.state.participants.at(-1) as Participant;
    const kept = refuseOffer(asked.state, offered, { uuid, at: later, type: 'transfer.noanswer' });
    expect(agentOf(kept.state)).toBe(agentOf(state));
    expect(kept.waiting).toEqual([]);
  });
});
