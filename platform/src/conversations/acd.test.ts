import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAgent, setCapacity } from '../presence/index.ts';
import { platformTestDatabase } from '../testing/index.ts';
import { type Candidate, chooseAgent, matchQueue, type WaitingEntry } from './acd.rules.ts';
import { positionOf } from './acd.store.ts';
import {
  addQueue,
  anna,
  ben,
  goOnQueue,
  here,
  queueId,
  routingTo,
  startConversations,
  waitingConversation,
} from './conversation.testing.ts';

const entry = (more: Partial<WaitingEntry> = {}): WaitingEntry => ({
  id: 'w',
  org: here,
  thread: 1,
  conversation: 'c',
  skillIds: [],
  languageId: null,
  preferred: [],
  declined: [],
  ...more,
});
const agent = (userId: string, more: Partial<Candidate> = {}): Candidate => ({
  userId,
  active: 0,
  room: 1,
  idleSince: 0,
  abilities: {},
  ...more,
});

describe('choice of an agent', () => {
  it('takes who waits longest, and before that who has least to do', () => {
    const agents = [
      agent('late', { idleSince: 20 }),
      agent('early', { idleSince: 10 }),
      agent('busy', { idleSince: 1, active: 1 }),
    ];
    expect(chooseAgent(entry(), agents, 'ALL')?.userId).toBe('early');
  });

  it('asks for all skills and the language, unless skills do not count', () => {
    const wanted = entry({ skillIds: ['billing'], languageId: 'german' });
    const agents = [
      agent('half', { abilities: { billing: 5 } }),
      agent('whole', { idleSince: 99, abilities: { billing: 1, german: 1 } }),
    ];
    expect(chooseAgent(wanted, agents, 'ALL')?.userId).toBe('whole');
    expect(chooseAgent(wanted, agents, 'NONE')?.userId).toBe('half');
    expect(chooseAgent(wanted, agents.slice(0, 1), 'ALL')).toBeNull();
  });

  it('takes the best when the queue wants the best', () => {
    const wanted = entry({ skillIds: ['billing'] });
    const agents = [
      agent('early', { abilities: { billing: 2 } }),
      agent('best', { idleSince: 50, abilities: { billing: 5 } }),
    ];
    expect(chooseAgent(wanted, agents, 'BEST')?.userId).toBe('best');
    expect(chooseAgent(wanted, agents, 'ALL')?.userId).toBe('early');
  });

  it('prefers the preferred, and leaves out who declined or has no room', () => {
    const agents = [agent('a'), agent('b', { idleSince: 9 }), agent('full', { room: 0 })];
    expect(chooseAgent(entry({ preferred: ['b'] }), agents, 'ALL')?.userId).toBe('b');
    expect(chooseAgent(entry({ preferred: ['full'] }), agents, 'ALL')?.userId).toBe('a');
    expect(chooseAgent(entry({ declined: ['a', 'b'] }), agents, 'ALL')).toBeNull();
  });

  it('gives nobody more than there is room for', () => {
    const waiting = ['1', '2', '3'].map((id) => entry({ id }));
    const matches = matchQueue(waiting, [agent('a', { room: 2 })], 'NONE');
    expect(matches.map((match) => match.entry.id)).toEqual(['1', '2']);
  });
});

describe('assignment', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query(
      `truncate queue, agent, ability, user_ability, thread, conversation, participant, message, acd_waiting,
         acd_declined, event_log, lane_timer cascade`,
    );
  });

  const offers = () =>
    db.query<{ conversation: string; user: string }>(
      `select conversation, user_id as user from participant where purpose = 'agent' and live order by ordinal`,
    );

  it('offers by priority, then by age, to agents on queue who joined', async () => {
    const started = startConversations(db);
    await addQueue(db, { members: [anna.id] });
    await setCapacityOf(started.clock.now(), 2);
    const first = await waitingConversation(started, 'first');
    await started.clock.advance(1000);
    const urgent = await waitingConversation(started, 'urgent', routingTo({ priority: 9 }));
    const third = await waitingConversation(started, 'third');
    expect(await positionOf(db, here, third.conversation.id)).toBe(3);
    expect(await positionOf(db, here, urgent.conversation.id)).toBe(1);
    await started.acd.decide();
    expect(await offers()).toEqual([]);
    await goOnQueue(db, anna.id, started.clock.now());
    await started.acd.decide();
    expect((await offers()).map(({ conversation }) => conversation)).toEqual([
      urgent.conversation.id,
      first.conversation.id,
    ]);
    expect(await findAgent(db, { org: here, userId: anna.id })).toMatchObject({
      status: 'INTERACTING',
      active: 2,
    });
    const waiting = await db.query('select conversation from acd_waiting');
    expect(waiting).toEqual([{ conversation: third.conversation.id }]);
    const timers = await db.query(`select name from lane_timer where name like 'alert:%'`);
    expect(timers).toHaveLength(2);
  });

  const setCapacityOf = (at: Date, capacity: number) =>
    db.transaction(async (tx) => {
      await tx.query(
        `insert into agent (org, user_id, status_since, idle_since) values ($1, $2, $3, $3)`,
        [here, anna.id, at],
      );
      await setCapacity(tx, { org: here, userId: anna.id }, capacity);
    });

  it('never gives one conversation to two agents nor an agent too much, with two nodes at once', async () => {
    const started = startConversations(db);
    await addQueue(db, { members: [anna.id, ben.id] });
    for (const name of Array.from({ length: 12 }, (_, n) => `customer ${n}`))
      await waitingConversation(started, name);
    for (const userId of [anna.id, ben.id]) await goOnQueue(db, userId, started.clock.now());
    const nodes = ['one', 'two', 'three'].map((seed) => started.newAcd(seed, 3));
    await Promise.all(nodes.map((node) => node.decide()));
    const made = await offers();
    expect(made).toHaveLength(6);
    expect(new Set(made.map(({ conversation }) => conversation)).size).toBe(6);
    for (const userId of [anna.id, ben.id])
      expect(made.filter(({ user }) => user === userId)).toHaveLength(3);
  });

  it('only decides for queues of its own partitions', async () => {
    const started = startConversations(db);
    await addQueue(db);
    await waitingConversation(started, 'one');
    await goOnQueue(db, anna.id, started.clock.now());
    const { deps } = started;
    const { createAcd } = await import('./index.ts');
    const lanes = { committed: () => {}, owns: () => null };
    const stranger = createAcd({ ...deps, clock: started.clock, lanes, defaultCapacity: 4 });
    await stranger.decide();
    expect(await offers()).toEqual([]);
  });

  it.each([
    ['every second by itself', false, 1000],
    ['at once when woken', true, 10],
  ])('looks %s', async (_name, wakes, waitMs) => {
    const started = startConversations(db);
    await addQueue(db);
    await goOnQueue(db, anna.id, started.clock.now());
    const { acd } = started;
    acd.start();
    await acd.decide();
    await waitingConversation(started, 'one');
    if (wakes) acd.wake();
    await started.clock.advance(waitMs - 1);
    if (!wakes) expect(await offers()).toHaveLength(0);
    await started.clock.advance(1);
    await acd.stop();
    expect(await offers()).toHaveLength(1);
  });

  it('ends conversations whose queue was deleted', async () => {
    const started = startConversations(db);
    const { conversation } = await waitingConversation(
      started,
      'one',
      routingTo({ queueId: derivedUuid('gone') }),
    );
    await started.acd.decide();
    const rows = await db.query('select owner from conversation where id = $1', [conversation.id]);
    expect(rows).toEqual([{ owner: 'none' }]);
    expect(await db.query('select from acd_waiting')).toEqual([]);
  });

  it('sees those behind many whom nobody here can help', async () => {
    const started = startConversations(db);
    await addQueue(db);
    await goOnQueue(db, anna.id, started.clock.now());
    await db.query(
      `insert into acd_waiting (id, org, queue, thread, part, conversation, priority, skill_ids, preferred, since)
       select gen_random_uuid(), $1, $2, 1, 1, gen_random_uuid(), 9, array[gen_random_uuid()], '{}', now()
       from generate_series(1, 250)`,
      [here, queueId],
    );
    const { conversation } = await waitingConversation(started, 'behind');
    await started.acd.decide();
    expect(await offers()).toEqual([{ conversation: conversation.id, user: anna.id }]);
  });

  it('takes agents off queue who are no users any more', async () => {
    const started = startConversations(db);
    const gone = derivedUuid('gone user');
    await addQueue(db, { members: [gone] });
    await goOnQueue(db, gone, started.clock.now());
    await waitingConversation(started, 'one');
    await started.acd.decide();
    expect(await offers()).toEqual([]);
    expect(await findAgent(db, { org: here, userId: gone })).toMatchObject({
      status: 'OFF_QUEUE',
      active: 0,
    });
  });

  it('asks for skills', async () => {
    const started = startConversations(db);
    await addQueue(db, { members: [anna.id, ben.id], doc: { skillEvaluationMethod: 'ALL' } });
    const skill = derivedUuid('billing');
    await db.query(
      `insert into ability (id, org, kind, name, modified_at) values ($1, $2, 'skill', 'Billing', now())`,
      [skill, here],
    );
    await db.query(
      `insert into user_ability (org, user_id, ability, kind, proficiency) values ($1, $2, $3, 'skill', 3)`,
      [here, ben.id, skill],
    );
    for (const userId of [anna.id, ben.id]) await goOnQueue(db, userId, started.clock.now());
    await waitingConversation(started, 'one', routingTo({ skillIds: [skill] }));
    await started.acd.decide();
    expect((await offers()).map(({ user }) => user)).toEqual([ben.id]);
    expect(queueId).toBeDefined();
  });
});
