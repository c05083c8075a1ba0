import { topicSchemas } from '@tandem/contract';
import type { StoredEvent } from '@tandem/events';
import { type Database, derivedUuid } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAgent } from '../presence/index.ts';
import { platformTestDatabase, wholeLog } from '../testing/index.ts';
import { renderTopics, type TopicRef } from '../topics/index.ts';
import { setWrapup } from './agent-work.rules.ts';
import { onConversation } from './conversation.commit.ts';
import { type ConversationChanged, happenings } from './conversation.events.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { endConversation, liveOf, type Step } from './conversation.rules.ts';
import {
  addQueue,
  anna,
  goOnQueue,
  here,
  queueId,
  type Started,
  startConversations,
  waitingConversation,
} from './conversation.testing.ts';
import { conversationTimerSteps } from './conversation.timers.ts';
import { detailBody } from './detail.events.ts';
import { acceptOffer } from './offer.rules.ts';
import { newParticipant } from './participant.rules.ts';

let db: Database;
let started: Started;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query(
    'truncate queue, agent, thread, conversation, participant, acd_waiting, event_log, lane_timer cascade',
  );
  started = startConversations(db);
  await addQueue(db);
});

const step = (id: string, run: (state: ThreadState, at: string) => Step) =>
  onConversation(
    started.deps,
    { org: here, conversationId: id },
    {
      correlationId: 'c',
      decide: (state, { at }) => ({ from: state, step: run(state, at), answer: undefined }),
    },
  );

const agentOf = (state: ThreadState) => {
  const agent = state.participants.find(({ purpose }) => purpose === 'agent');
  if (!agent) throw new Error('no agent');
  return agent;
};

const offered = async () => {
  const { conversation } = await waitingConversation(started, 'carla');
  await goOnQueue(db, anna.id, started.clock.now());
  await started.acd.decide();
  return conversation.id;
};

type Told = TopicRef & { readonly eventBody: Readonly<Record<string, unknown>> };

const everything = { template: () => true, topic: () => true };

const renderAll = (events: readonly StoredEvent[]): Promise<readonly Told[]> =>
  renderTopics(
    { db, directory: started.deps.directory, log: silentLog },
    { org: here, events, wanted: everything },
  );

/** Every topic of the story. */
const render = async () => renderAll(await wholeLog(db, here));

const bodiesOf = (events: readonly Told[], template: string) =>
  events.filter((one) => one.template === template).map((e) => e.eventBody);

const problemsOf = ({ template, topicName, eventBody }: Told) =>
  [...Value.Errors(topicSchemas[template as keyof typeof topicSchemas], eventBody)].map(
    (e) => `${topicName}${e.instancePath} ${e.message}`,
  );

describe('topics of a whole conversation', () => {
  it('have the shapes of the reference', async () => {
    const id = await offered();
    await started.clock.advance(3000);
    await step(id, (state, at) => acceptOffer(state, agentOf(state), { at }));
    await started.clock.advance(7000);
    await step(id, (state, at) =>
      endConversation(state, { participantId: agentOf(state).id, type: 'client', at }),
    );
    await started.clock.advance(2000);
    const wrapup = {
      code: derivedUuid('code'),
      name: 'Solved',
      notes: 'n',
      tags: [],
      durationSeconds: 2,
      endTime: started.clock.now().toISOString(),
      provisional: false,
    };
    await step(id, (state, at) => setWrapup(state, agentOf(state), { wrapup, at }));
    const events = await render();
    expect(events.flatMap(problemsOf)).toEqual([]);
    const kinds = new Set(events.map(({ template }) => template));
    expect([...kinds].sort()).toEqual([
      'v2.detail.events.agent.{id}.state',
      'v2.detail.events.conversation.{id}.acd.end',
      'v2.detail.events.conversation.{id}.acd.start',
      'v2.detail.events.conversation.{id}.acw',
      'v2.detail.events.conversation.{id}.customer.end',
      'v2.detail.events.conversation.{id}.customer.start',
      'v2.detail.events.conversation.{id}.user.end',
      'v2.detail.events.conversation.{id}.user.start',
      'v2.detail.events.conversation.{id}.wrapup',
      'v2.routing.queues.{id}.conversations',
      'v2.routing.queues.{id}.conversations.messages',
      'v2.users.{id}.activity',
      'v2.users.{id}.conversations',
      'v2.users.{id}.conversations.messages',
      'v2.users.{id}.conversationsummary',
      'v2.users.{id}.routingStatus',
    ]);
    const states = bodiesOf(events, 'v2.detail.events.agent.{id}.state');
    const at = (second: number) => Date.parse('2026-01-01T00:00:00.000Z') + second * 1000;
    expect(
      states.map(({ currentState, currentStateStart }) => [currentState, currentStateStart]),
    ).toEqual([
      ['ALERT', at(0)],
      ['INTERACT', at(3)],
      ['WRAPUP', at(10)],
      ['TERMINATED', at(12)],
    ]);
    expect(states[0]).toMatchObject({
      conversationId: id,
      userId: anna.id,
      queueId,
      sessionStart: at(0),
      originatingDirection: 'INBOUND',
      mediaType: 'MESSAGE',
    });
    expect(bodiesOf(events, 'v2.users.{id}.conversationsummary').at(-1)).toMatchObject({
      userId: anna.id,
      message: { contactCenter: { active: 0, acw: 0 } },
    });
    expect(bodiesOf(events, 'v2.users.{id}.activity')[0]).toMatchObject({
      id: anna.id,
      routingStatus: { status: 'IDLE' },
      activeQueueIds: [queueId],
    });
    const detail = (kind: string) =>
      bodiesOf(events, `v2.detail.events.conversation.{id}.${kind}`)[0];
    expect(detail('user.end')).toMatchObject({
      eventTime: Date.parse('2026-01-01T00:00:10.000Z'),
      conversationId: id,
      userId: anna.id,
      queueId,
      disconnectType: 'CLIENT',
      mediaType: 'MESSAGE',
      messageType: 'OPEN',
      direction: 'INBOUND',
      alertingDurationMs: 3000,
      interactingDurationMs: 7000,
    });
    expect(detail('acd.end')).toMatchObject({ acdOutcome: 'ANSWERED', answeredUserId: anna.id });
    expect(detail('acw')).toMatchObject({ wrapupCode: wrapup.code, wrapupDurationMs: 2000 });
    expect(detail('customer.end')).toMatchObject({ disconnectType: 'PEER' });
    const mine = bodiesOf(events, 'v2.users.{id}.conversations.messages');
    expect(mine.at(-1)).toMatchObject({
      id,
      participants: [{ purpose: 'customer' }, { purpose: 'acd' }, { purpose: 'agent' }],
    });
  });

  it('tell of agents who do not answer', async () => {
    const id = await offered();
    const [timer] = await db.query<{ name: string; data: object }>(
      `select name, data from lane_timer where name like 'alert:%'`,
    );
    expect(timer?.data).toEqual({ conversation: id });
    const alert = conversationTimerSteps['alert'];
    await step(id, (state, at) =>
      alert
        ? alert(state, { name: timer?.name ?? '' }, { at, uuid: started.ids.uuid })
        : ({} as Step),
    );
    expect(await findAgent(db, { org: here, userId: anna.id })).toMatchObject({
      status: 'NOT_RESPONDING',
      active: 0,
    });
    const events = await render();
    expect(bodiesOf(events, 'v2.detail.events.conversation.{id}.user.end')).toMatchObject([
      { disconnectType: 'NO_ANSWER_TRANSFER' },
    ]);
    expect(
      bodiesOf(events, 'v2.users.{id}.routingStatus').map((b) => b['routingStatus']),
    ).toMatchObject([{ status: 'IDLE' }, { status: 'INTERACTING' }, { status: 'NOT_RESPONDING' }]);
    expect(await db.query('select conversation from acd_waiting')).toEqual([{ conversation: id }]);
    await started.acd.decide();
    expect(liveOf((await stateOf(id)) as ThreadState, 'agent')).toBeUndefined();
  });

  const stateOf = async (id: string) => {
    let seen: ThreadState | null = null;
    await onConversation(
      started.deps,
      { org: here, conversationId: id },
      {
        correlationId: 'c',
        decide: (state) => {
          seen = state;
          return { from: state, step: { state, timers: [], waiting: [] }, answer: undefined };
        },
      },
    );
    return seen as ThreadState | null;
  };

  it('of presence and membership have their shapes', async () => {
    const at = '2026-01-01T00:00:00.000Z';
    const event = (type: string, data: object): StoredEvent => ({
      ...{ position: { xid: '1', id: 1 }, org: here, type, key: 'k', correlationId: null },
      at: new Date(at),
      data: { userId: anna.id, ...data },
    });
    const presence = {
      source: 'PURECLOUD',
      primary: true,
      message: '',
      modifiedDate: at,
      presenceDefinition: { id: derivedUuid('d'), systemPresence: 'OnQueue' },
    };
    const events = await renderAll([
      event('user.presence', { presence }),
      event('queue.member', { queueId, joined: true }),
      event('other', {}),
    ]);
    expect(bodiesOf(events, 'v2.users.{id}.presence')).toMatchObject([
      { presenceDefinition: { systemPresence: 'ON_QUEUE' } },
    ]);
    expect(bodiesOf(events, 'v2.routing.queues.{id}.users')).toEqual([
      { id: anna.id, joined: true, queueId, user: { id: anna.id } },
    ]);
    const activities = bodiesOf(events, 'v2.users.{id}.activity');
    expect(activities).toMatchObject([
      {
        id: anna.id,
        presence: { presenceDefinition: { systemPresence: 'ON_QUEUE' }, modifiedDate: at },
        routingStatus: { status: 'OFF_QUEUE' },
        activeQueueIds: [queueId],
      },
      {
        presence: { presenceDefinition: { systemPresence: 'OFFLINE' } },
        dateActiveQueuesChanged: at,
      },
    ]);
    expect(events.flatMap(problemsOf)).toEqual([]);
  });

  it('tell when a parked conversation comes back', () => {
    const before = parked();
    const after = { ...before, state: 'connected' as const };
    const state = (participant: Participant) =>
      ({ conversation: { id: 'c' }, participants: [participant] }) as unknown as ThreadState;
    expect(happenings(state(before), state(after))).toEqual([
      { kind: 'agent.state', participantId: before.id, again: true },
    ]);
    const occurredAt = '2026-01-01T00:09:00.000Z';
    const data = {
      conversation: { id: 'c' },
      participants: [after],
    } as unknown as ConversationChanged;
    const again = { kind: 'agent.state', participantId: after.id, again: true } as const;
    expect(detailBody(data, again, occurredAt)).toMatchObject({
      currentState: 'INTERACT',
      currentStateStart: Date.parse(occurredAt),
    });
  });
});

const parked = (): Participant => ({
  ...newParticipant({
    id: derivedUuid('agent'),
    communicationId: derivedUuid('communication'),
    purpose: 'agent',
    userId: anna.id,
    startTime: '2026-01-01T00:00:00.000Z',
  }),
  state: 'parked',
});
