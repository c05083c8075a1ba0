import { derivedUuid } from '@tandem/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expireAcw, park, resume } from './agent-work.rules.ts';
import { changeOf } from './conversation.changes.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { ids, offer, opened, routing, start } from './conversation.rules.testing.ts';
import { endConversation, enterQueue, leave, liveOf, type Step } from './conversation.rules.ts';
import { acceptOffer, offerToAgent, refuseOffer, transferToAgent } from './offer.rules.ts';
import { inAfterCallWork, isLive } from './participant.rules.ts';

type Move = (state: ThreadState, uuid: () => string, at: string) => Step | null;

const onAgent =
  (wanted: Participant['state'], run: (agent: Participant) => Move): Move =>
  (state, uuid, at) => {
    const agent = liveOf(state, 'agent');
    return agent?.state === wanted ? run(agent)(state, uuid, at) : null;
  };

const pastQueues = {
  ...offer(),
  queueId: null,
  wayBack: { userId: derivedUuid('ben'), name: 'Ben' },
};

const moves: Record<string, Move> = {
  queue: (state, uuid, at) => enterQueue(state, routing, { uuid, at }),
  offer: (state, uuid, at) =>
    liveOf(state, 'acd') && !liveOf(state, 'agent')
      ? offerToAgent(state, offer(), { uuid, at })
      : null,
  accept: onAgent('alerting', (agent) => (state, _uuid, at) => acceptOffer(state, agent, { at })),
  decline: onAgent(
    'alerting',
    (agent) => (state, uuid, at) => refuseOffer(state, agent, { uuid, at, type: 'client' }),
  ),
  noAnswer: onAgent(
    'alerting',
    (agent) => (state, uuid, at) =>
      refuseOffer(state, agent, { uuid, at, type: 'transfer.noanswer' }),
  ),
  transfer: onAgent(
    'connected',
    (agent) => (state, uuid, at) => transferToAgent(state, agent, { uuid, at, offer: offer() }),
  ),
  give: onAgent(
    'connected',
    (agent) => (state, uuid, at) => transferToAgent(state, agent, { uuid, at, offer: pastQueues }),
  ),
  agentEnds: onAgent(
    'connected',
    (agent) => (state, _uuid, at) =>
      endConversation(state, { participantId: agent.id, type: 'client', at }),
  ),
  customerEnds: (state, _uuid, at) =>
    endConversation(state, {
      participantId: liveOf(state, 'customer')?.id ?? null,
      type: 'endpoint',
      at,
    }),
  flowEnds: (state, _uuid, at) => {
    const flow = liveOf(state, 'workflow');
    return flow ? leave(state, flow, { at, type: 'client' }) : null;
  },
  park: onAgent('connected', (agent) => (state) => park(state, agent, null)),
  resume: onAgent('parked', (agent) => (state) => resume(state, agent)),
  expire: (state, _uuid, at) => {
    const working = state.participants.find(inAfterCallWork);
    return working ? expireAcw(state, working, at) : null;
  },
};

const ownersOf = (state: ThreadState) =>
  [liveOf(state, 'acd'), liveOf(state, 'workflow')].filter(Boolean).length;

describe('every order of moves', () => {
  it('keeps one owner, ends everything at the end and raises the version', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(moves)), { maxLength: 30 }), (names) => {
        const uuid = ids().uuid;
        let state = opened();
        for (const [index, name] of names.entries()) {
          if (state.conversation.endedAt !== null && name !== 'expire') continue;
          const at = new Date(Date.parse(start) + index * 1000).toISOString();
          const step = moves[name]?.(state, uuid, at);
          if (!step) continue;
          const change = changeOf(state, step, { correlationId: null });
          expect(change.after.conversation.version).toBe(state.conversation.version + 1);
          const next = change.after;
          const agents = next.participants.filter((p) => isLive(p) && p.purpose === 'agent');
          expect(agents.length).toBeLessThanOrEqual(1);
          expect(ownersOf(next)).toBeLessThanOrEqual(1);
          if (agents[0]?.state === 'connected') expect(next.conversation.owner).toBe('agent');
          if (next.conversation.endedAt !== null) {
            expect(next.conversation.owner).toBe('none');
            expect(next.participants.filter((p) => p.state !== 'disconnected')).toEqual([]);
          }
          const entered = step.waiting
            .filter((entry) => 'enter' in entry)
            .map((e) => e.participantId);
          for (const id of entered)
            expect(next.participants.find((p) => p.id === id && isLive(p))).toBeDefined();
          state = next;
        }
      }),
      { numRuns: 300 },
    );
  });
});
