import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Participant, ThreadChange, ThreadState } from '../conversations/index.ts';
import { platformTestDatabase } from '../testing/index.ts';
import {
  applyChanges,
  type DeliveryPayload,
  loadByConversation,
  loadThreadStates,
  lockThreads,
  messageText,
} from './index.ts';

const org = derivedUuid('org');
const at = '2026-01-01T00:00:00.000Z';

const participant = (id: string, overrides: Partial<Participant> = {}): Participant => ({
  id: derivedUuid(id),
  purpose: 'customer',
  name: null,
  communicationId: derivedUuid(id, 'communication'),
  peerId: null,
  state: 'connected',
  initialState: 'connected',
  direction: 'inbound',
  userId: null,
  queueId: null,
  flow: null,
  routing: null,
  attributes: {},
  startTime: at,
  alertingAt: null,
  connectedAt: at,
  endedAt: null,
  disconnectType: null,
  wrapupRequired: false,
  wrapup: null,
  acwStartedAt: null,
  acwEndedAt: null,
  ...overrides,
});

const newThread = async (db: Database, customer: string): Promise<ThreadState> => {
  const integrationId = derivedUuid('integration');
  const profile = {
    id: customer,
    idType: 'Opaque',
    nickname: null,
    firstName: null,
    lastName: null,
    image: null,
  };
  const [row] = await db.query<{ id: number }>(
    `insert into thread (org, integration, customer, profile, part, lock_key)
     values ($1, $2, $3, $4, 7, hashtextextended($3, 0)) returning id`,
    [org, integrationId, customer, JSON.stringify(profile)],
  );
  return {
    org,
    thread: Number(row?.id),
    part: 7,
    integrationId,
    customer: profile,
    conversation: {
      id: derivedUuid('conversation', customer),
      owner: 'flow',
      startedAt: at,
      endedAt: null,
      version: 1,
      externalTag: null,
    },
    participants: [],
    flow: null,
  };
};

const nothing = { messages: [], deliveries: [], events: [], timers: [], waiting: [] } as const;

const apply = (db: Database, changes: readonly ThreadChange[]) =>
  db.transaction(async (tx) => {
    await lockThreads(
      tx,
      changes.map(({ after }) => after.thread),
    );
    return applyChanges(tx, changes);
  });

describe('thread store', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());

  it('gives back the live state, without participants that are finished', async () => {
    const before = await newThread(db, 'one');
    const live = participant('one live');
    const done = participant('one done', { purpose: 'workflow', endedAt: at });
    const inAcw = participant('one acw', {
      purpose: 'agent',
      endedAt: at,
      acwStartedAt: at,
      userId: derivedUuid('user'),
    });
    await apply(db, [
      { ...nothing, before, after: { ...before, participants: [live, done, inAcw] } },
    ]);

    const loaded = await db.transaction((tx) =>
      loadByConversation(tx, org, before.conversation.id),
    );

    expect(loaded).toEqual({ ...before, participants: [live, inAcw] });
    const rows = await db.query(
      'select live from participant where conversation = $1 order by ordinal',
      [before.conversation.id],
    );
    expect(rows.map((row) => row['live'])).toEqual([true, false, true]);
  });

  it('knows no conversation of another organisation', async () => {
    const before = await newThread(db, 'foreign');
    await apply(db, [
      { ...nothing, before, after: { ...before, participants: [participant('f')] } },
    ]);
    expect(
      await db.transaction((tx) =>
        loadByConversation(tx, derivedUuid('other'), before.conversation.id),
      ),
    ).toBeNull();
  });

  it('numbers messages in the thread and stores deliveries behind each other in one lane', async () => {
    const before = await newThread(db, 'two');
    const message = (n: number) => ({
      id: derivedUuid('m', String(n)).replaceAll('-', ''),
      direction: 'outbound' as const,
      communicationId: null,
      userId: null,
      originatingEntity: 'Bot' as const,
      time: at,
      body: { b: n, a: 1 },
    });
    const messages = [message(1), message(2)];
    const deliveries = messages.map(({ id, body }) => ({
      messageId: id,
      kind: 'message' as const,
      status: null,
      body: JSON.stringify(body),
    }));
    const work = await apply(db, [{ ...nothing, before, after: before, messages, deliveries }]);
    const more = await apply(db, [
      {
        ...nothing,
        before,
        after: before,
        messages: [message(3)],
        deliveries: deliveries.slice(0, 1),
      },
    ]);

    const stored = await db.query('select seq, body from message where thread = $1 order by seq', [
      before.thread,
    ]);
    expect(stored).toEqual([1, 2, 3].map((n) => ({ seq: n, body: { b: n, a: 1 } })));
    expect(work.map(({ queue, part, lane, after }) => ({ queue, part, lane, after }))).toEqual([
      { queue: 'delivery', part: 7, lane: before.thread, after: null },
      { queue: 'delivery', part: 7, lane: before.thread, after: null },
    ]);
    expect(more[0]?.after).toBe(work[1]?.id);
    const rows = await db.query('select payload from lane_work where lane = $1 order by id', [
      before.thread,
    ]);
    // A body that its message holds is not stored a second time; one that no message of the change has is.
    const inHand = [...work, ...more].map(({ payload }) => payload as DeliveryPayload);
    expect(rows.map((row) => row['payload'])).toEqual(
      inHand.map((payload, index) => (index < 2 ? { ...payload, body: null } : payload)),
    );
    for (const { messageId, body } of inHand)
      expect(await messageText(db, org, messageId)).toBe(body);
    expect(await messageText(db, derivedUuid('other'), inHand[0]?.messageId ?? '')).toBeNull();
  });

  it('leaves the live conversation alone when an earlier one changes', async () => {
    const first = await newThread(db, 'three');
    const agent = participant('three agent', { purpose: 'agent', endedAt: at, acwStartedAt: at });
    const ended = {
      ...first,
      conversation: { ...first.conversation, endedAt: at },
      participants: [agent],
    };
    await apply(db, [{ ...nothing, before: first, after: ended }]);
    const second = {
      ...first,
      conversation: { ...first.conversation, id: derivedUuid('conversation', 'three again') },
      participants: [participant('three customer')],
    };
    await apply(db, [{ ...nothing, before: ended, after: second }]);

    const earlier = await db.transaction((tx) =>
      loadByConversation(tx, org, first.conversation.id),
    );
    expect(earlier?.participants).toEqual([agent]);
    const wrapped = { ...ended, participants: [{ ...agent, acwEndedAt: at }] };
    await apply(db, [{ ...nothing, before: earlier ?? ended, after: wrapped }]);

    const stored = (await loadThreadStates(db, [first.thread])).get(first.thread);
    expect(stored?.state).toEqual(second);
    expect(stored).toMatchObject({
      conversationId: second.conversation.id,
      conversationEndedAt: null,
    });
    expect(
      await db.query('select live from participant where conversation = $1', [
        first.conversation.id,
      ]),
    ).toEqual([{ live: false }]);
  });

  it('keeps the waiting list and the timers', async () => {
    const before = await newThread(db, 'four');
    const acd = participant('four acd', { purpose: 'acd' });
    const request = {
      queueId: derivedUuid('queue'),
      priority: 3,
      skillIds: [derivedUuid('skill')],
      languageId: null,
      preferredUserIds: [],
    };
    await apply(db, [
      {
        ...nothing,
        before,
        after: { ...before, participants: [acd] },
        waiting: [{ enter: request, participantId: acd.id, since: at }],
        timers: [{ name: 'alerting', dueAt: at, data: { a: 1 } }],
      },
    ]);
    expect(
      await db.query(
        'select queue, priority, skill_ids, part, conversation from acd_waiting where id = $1',
        [acd.id],
      ),
    ).toEqual([
      {
        queue: request.queueId,
        priority: 3,
        skill_ids: request.skillIds,
        part: 7,
        conversation: before.conversation.id,
      },
    ]);
    expect(
      await db.query('select name, data from lane_timer where lane = $1', [before.thread]),
    ).toEqual([{ name: 'alerting', data: { a: 1, conversation: before.conversation.id } }]);

    await apply(db, [
      {
        ...nothing,
        before,
        after: before,
        waiting: [{ leave: true, participantId: acd.id }],
        timers: [{ name: 'alerting', dueAt: null }],
      },
    ]);
    expect(await db.query('select from acd_waiting where id = $1', [acd.id])).toEqual([]);
    expect(await db.query('select from lane_timer where lane = $1', [before.thread])).toEqual([]);
  });

  it('takes the last word of a change on each timer', async () => {
    const before = await newThread(db, 'five');
    const set = (inMs: number) => new Date(Date.parse(at) + inMs).toISOString();
    await apply(db, [
      {
        ...nothing,
        before,
        after: before,
        timers: [
          { name: 'answered', dueAt: at },
          { name: 'moved', dueAt: at },
          { name: 'answered', dueAt: null },
          { name: 'moved', dueAt: set(5_000) },
        ],
      },
    ]);
    expect(
      await db.query('select name, due_at from lane_timer where lane = $1', [before.thread]),
    ).toEqual([{ name: 'moved', due_at: new Date(set(5_000)) }]);
  });
});
