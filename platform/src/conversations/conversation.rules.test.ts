import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { expireAcw, park, resume, setWrapup, skipWrapup } from './agent-work.rules.ts';
import type { Participant } from './conversation.model.ts';
import {
  agentOf,
  context,
  ids,
  offer,
  opened,
  queueId,
  routing,
  rules,
  start,
  talking,
} from './conversation.rules.testing.ts';
import {
  acwTimer,
  alertTimer,
  endConversation,
  enterQueue,
  liveOf,
  ownerOf,
  type Step,
} from './conversation.rules.ts';
import { toConversationWire, toMessageConversationWire } from './conversation.view.ts';
import { offerToAgent, refuseOffer, transferToAgent } from './offer.rules.ts';
import { inAfterCallWork, occupiesAgent } from './participant.rules.ts';
import { flowTimer } from './saved-flow.model.ts';

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

  it('hands the screen pop of the flow on to queue and agents, its inputs as attributes', () => {
    const screenPop = { script: 'script-1', inputs: { userId: 'u-7' } };
    const begun = opened();
    const participants = begun.participants.map((one) =>
      one.purpose === 'workflow' ? { ...one, screenPop } : one,
    );
    const queued = enterQueue({ ...begun, participants }, routing, context());
    expect(queued.timers).toContainEqual({ name: flowTimer, dueAt: null });
    const live = queued.state.participants.filter(({ endedAt }) => endedAt === null);
    const offered = offerToAgent({ ...queued.state, participants: live }, offer(), context());
    const names = { queue: () => 'Support', home: { id: 'h', name: 'Home' } };
    const loaded = { ...offered.state, messages: [] };
    const detailed = toConversationWire(loaded, names).participants;
    const flat = toMessageConversationWire(loaded, names).participants ?? [];
    for (const purpose of ['acd', 'agent']) {
      expect(detailed.find((one) => one.purpose === purpose)).toMatchObject({
        attributes: { userId: 'u-7' },
        messages: [{ scriptId: 'script-1' }],
      });
      expect(flat.find((one) => one.purpose === purpose)).toMatchObject({
        attributes: { userId: 'u-7' },
        script: { id: 'script-1' },
      });
    }
    expect(detailed.find(({ purpose }) => purpose === 'customer')?.attributes).toEqual({});
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
