import { createTestIds, derivedUuid } from '@tandem/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expireAcw, park, resume, setWrapup, skipWrapup } from './agent-work.rules.ts';
import { changeOf } from './conversation.changes.ts';
import type { AgentRules, Participant, RoutingRequest, ThreadState } from './conversation.model.ts';
import {
  acwTimer,
  alertTimer,
  endConversation,
  enterQueue,
  leave,
  liveOf,
  ownerOf,
  type Step,
} from './conversation.rules.ts';
import { acceptOffer, offerToAgent, refuseOffer, transferToAgent } from './offer.rules.ts';
import { inAfterCallWork, isLive, newParticipant, occupiesAgent } from './participant.rules.ts';

const org = derivedUuid('org');
const queueId = derivedUuid('queue');
const start = '2026-01-01T00:00:00.000Z';
const rules: AgentRules = {
  alertingMs: 30_000,
  autoAnswer: false,
  wrapupPrompt: 'timeout',
  wrapupTimeoutMs: 60_000,
  inactivityMs: null,
};
const routing: RoutingRequest = {
  queueId,
  priority: 0,
  skillIds: [],
  languageId: null,
  preferredUserIds: [],
};

const ids = () => createTestIds('rules');
const context = (uuid = ids().uuid, at = start) => ({ at, uuid });

const opened = (): ThreadState => ({
  org,
  thread: 1,
  part: 3,
  integrationId: derivedUuid('integration'),
  customer: {
    id: 'c',
    idType: 'Opaque',
    nickname: null,
    firstName: null,
    lastName: null,
    image: null,
  },
  conversation: {
    id: derivedUuid('conversation'),
    owner: 'flow',
    startedAt: start,
    endedAt: null,
    version: 1,
    externalTag: null,
  },
  participants: [
    newParticipant({
      id: derivedUuid('customer'),
      communicationId: derivedUuid('customer comm'),
      purpose: 'customer',
      startTime: start,
    }),
    newParticipant({
      id: derivedUuid('flow'),
      communicationId: derivedUuid('flow comm'),
      purpose: 'workflow',
      startTime: start,
    }),
  ],
  flow: { waiting: true },
});

const offer = (userId = derivedUuid('anna')) => ({
  userId,
  name: 'Anna',
  queueId,
  routing,
  rules,
});

const agentOf = (state: ThreadState): Participant => {
  const agent = liveOf(state, 'agent');
  if (!agent) throw new Error('no agent');
  return agent;
};

const talking = () => {
  const uuid = ids().uuid;
  const queued = enterQueue(opened(), routing, context(uuid));
  const offered = offerToAgent(queued.state, offer(), context(uuid));
  return acceptOffer(offered.state, agentOf(offered.state), { at: start }).state;
};

describe('a conversation', () => {
  it('belongs to the queue from the transfer on, also while an agent alerts', () => {
    const uuid = ids().uuid;
    const queued = enterQueue(opened(), routing, context(uuid));
    expect(queued.state.conversation.owner).toBe('queue');
    expect(queued.state.flow).toBeNull();
    expect(queued.waiting).toEqual([
      { enter: routing, participantId: liveOf(queued.state, 'acd')?.id, since: start },
    ]);
    const offered = offerToAgent(queued.state, offer(), context(uuid));
    expect(ownerOf(offered.state)).toBe('queue');
    expect(offered.waiting).toEqual([
      { leave: true, participantId: liveOf(queued.state, 'acd')?.id },
    ]);
    const agent = agentOf(offered.state);
    expect(agent).toMatchObject({ state: 'alerting', connectedAt: null, wrapupRequired: false });
    expect(offered.timers).toEqual([
      { name: alertTimer(agent.id), dueAt: '2026-01-01T00:00:30.000Z' },
    ]);
  });

  it('makes customer and agent peers when the agent accepts', () => {
    const state = talking();
    const agent = agentOf(state);
    expect(state.conversation.owner).toBe('agent');
    expect(agent).toMatchObject({ state: 'connected', wrapupRequired: true });
    expect(liveOf(state, 'customer')?.peerId).toBe(agent.communicationId);
    expect(agent.peerId).toBe(liveOf(state, 'customer')?.communicationId);
    expect(state.participants.find(({ purpose }) => purpose === 'acd')).toMatchObject({
      state: 'disconnected',
      disconnectType: 'transfer',
    });
  });

  it.each(['client', 'transfer.noanswer'] as const)(
    'waits on with its place when the agent does not take it (%s)',
    (type) => {
      const uuid = ids().uuid;
      const queued = enterQueue(opened(), routing, context(uuid));
      const offered = offerToAgent(queued.state, offer(), context(uuid));
      const agent = agentOf(offered.state);
      const later = '2026-01-01T00:00:30.000Z';
      const refused = refuseOffer(offered.state, agent, { at: later, uuid, type });
      expect(refused.state.conversation.owner).toBe('queue');
      expect(refused.state.participants.find(({ id }) => id === agent.id)).toMatchObject({
        state: 'disconnected',
        disconnectType: type,
        connectedAt: null,
        wrapupRequired: false,
        acwStartedAt: null,
      });
      expect(refused.waiting).toEqual([
        { enter: routing, participantId: liveOf(queued.state, 'acd')?.id, since: start },
      ]);
    },
  );

  it('answers by itself where the queue says so', () => {
    const uuid = ids().uuid;
    const queued = enterQueue(opened(), routing, context(uuid));
    const auto = { ...offer(), rules: { ...rules, autoAnswer: true } };
    const step = offerToAgent(queued.state, auto, context(uuid));
    expect(agentOf(step.state).state).toBe('connected');
    expect(step.timers.at(-1)).toEqual({ name: alertTimer(agentOf(step.state).id), dueAt: null });
  });

  it('ends for both when the agent leaves, who then has after-call work with a limit', () => {
    const state = talking();
    const agent = agentOf(state);
    const later = '2026-01-01T00:10:00.000Z';
    const end = endConversation(state, { participantId: agent.id, type: 'client', at: later });
    expect(end.state.conversation).toMatchObject({ endedAt: later, owner: 'none' });
    const after = end.state.participants.find(({ id }) => id === agent.id);
    expect(after).toMatchObject({ disconnectType: 'client', acwStartedAt: later });
    expect(end.state.participants[0]).toMatchObject({
      purpose: 'customer',
      disconnectType: 'peer',
    });
    expect(end.timers).toContainEqual({
      name: acwTimer(agent.id),
      dueAt: '2026-01-01T00:11:00.000Z',
    });
  });

  it('ends after-call work by a final code, by skipping and by time', () => {
    const state = talking();
    const end = endConversation(state, {
      participantId: agentOf(state).id,
      type: 'client',
      at: start,
    });
    const agent = end.state.participants.find(({ purpose }) => purpose === 'agent') as Participant;
    const wrapup = {
      code: 'c',
      name: null,
      notes: null,
      tags: [],
      durationSeconds: null,
      endTime: null,
      provisional: true,
    };
    const working = (step: Step) => step.state.participants.some(inAfterCallWork);
    const noted = setWrapup(end.state, agent, { wrapup, at: start });
    expect(working(noted)).toBe(true);
    const final = { ...wrapup, provisional: false };
    expect(working(setWrapup(end.state, agent, { wrapup: final, at: start }))).toBe(false);
    expect(working(skipWrapup(end.state, agent, start))).toBe(false);
    const expired = expireAcw(end.state, agent, start);
    expect(working(expired)).toBe(false);
    expect(expired.state.participants.find(({ id }) => id === agent.id)?.wrapup?.code).toBe(
      'ININ-WRAP-UP-TIMEOUT',
    );
  });

  it('goes back to the queue of the first agent when a direct transfer is not taken', () => {
    const uuid = ids().uuid;
    const state = talking();
    const moved = transferToAgent(state, agentOf(state), {
      ...context(uuid),
      offer: offer(derivedUuid('ben')),
    });
    expect(moved.state.conversation.owner).toBe('agent');
    const ben = agentOf(moved.state);
    expect(ben).toMatchObject({ state: 'alerting', userId: derivedUuid('ben') });
    const back = refuseOffer(moved.state, ben, { ...context(uuid), type: 'transfer.noanswer' });
    expect(back.state.conversation.owner).toBe('queue');
    expect(liveOf(back.state, 'acd')?.queueId).toBe(queueId);
  });

  it('frees the agent while parked', () => {
    const state = talking();
    const parked = park(state, agentOf(state), null).state;
    expect(parked.participants.some(occupiesAgent)).toBe(false);
    const back = resume(parked, agentOf(parked)).state;
    expect(back.participants.some(occupiesAgent)).toBe(true);
  });
});

type Move = (state: ThreadState, uuid: () => string, at: string) => Step | null;

const onAgent =
  (wanted: Participant['state'], run: (agent: Participant) => Move): Move =>
  (state, uuid, at) => {
    const agent = liveOf(state, 'agent');
    return agent?.state === wanted ? run(agent)(state, uuid, at) : null;
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
