import { queueRemovalOperations as ops } from '@tandem/contract';
import { createLog, type Database, type Transaction } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { lockThreads } from '../threads/index.ts';
import { agentIn, otherQueue, useAgentWork } from './agent-work.testing.ts';
import {
  anna,
  ben,
  goOnQueue,
  queueId,
  routingTo,
  waitingConversation,
} from './conversation.testing.ts';
import { type AcdDeps, createAcd } from './index.ts';

const work = useAgentWork();

const waits = (customer: string, queue = queueId) =>
  waitingConversation(work.started, customer, routingTo({ queueId: queue }));

/** Holds locks of threads as a transaction does that stands still, until `release`. */
const hold = async (...threads: number[]) => {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const transaction = work.db.transaction(async (tx) => {
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    await lockThreads(tx, threads);
    held.resolve();
    await end.promise;
  });
  await held.promise;
  return {
    release: () => {
      end.resolve();
      return transaction;
    },
  };
};

/** A database that tells how long its transactions are ready to wait for a lock; milliseconds. */
const patienceOf = (db: Database) => {
  const patience: number[] = [];
  const noting = (tx: Transaction): Transaction => ({
    ...tx,
    query: (text, values) => {
      const [, ms] = /lock_timeout = (\d+)/.exec(text) ?? [];
      if (ms) patience.push(Number(ms));
      return tx.query(text, values);
    },
  });
  const transaction: Database['transaction'] = (run, options) =>
    db.transaction((tx) => run(noting(tx)), options);
  return { patience, db: { ...db, transaction } };
};

/** A node of its own with some parts replaced. */
const nodeWith = (more: Partial<AcdDeps>) => {
  const { deps, clock } = work.started;
  const lanes = { committed: () => {}, owns: () => ({ epoch: 1 }) };
  return createAcd({ ...deps, clock, lanes, defaultCapacity: 4, ...more });
};

const remove = (body: object) =>
  work.started.as()(ops.postTandemQueueRemoval, { params: { queueId }, body });

const stateOf = async (id: string) => (await work.read(id)).state;
const agentOf = async (id: string) => agentIn(await work.read(id)).userId;
const waiting = async () =>
  (
    await work.db.query<{ conversation: string }>(
      'select conversation from acd_waiting order by since, id',
    )
  ).map(({ conversation }) => conversation);

describe('a conversation that cannot be assigned at this moment', () => {
  it('because its thread is held, keeps neither those behind it nor other queues waiting', async () => {
    const first = await waits('first');
    await work.started.clock.advance(1);
    const second = await waits('second');
    const elsewhere = await waits('elsewhere', otherQueue);
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await remove({ farewell: 'Bye' });
    const held = await hold(first.thread);
    try {
      await work.started.acd.decide();
      expect(await stateOf(second.conversation.id)).toBe('disconnected');
      expect(await agentOf(elsewhere.conversation.id)).toBe(ben.id);
      expect(await waiting()).toEqual([first.conversation.id]);
    } finally {
      await held.release();
    }
    await work.started.acd.decide();
    expect(await stateOf(first.conversation.id)).toBe('disconnected');
    expect(await waiting()).toEqual([]);
  });

  it('leaves the only agent to the next, and has its turn in the next pass', async () => {
    const one = work.started.newAcd('one at a time', 1);
    const first = await waits('first');
    await work.started.clock.advance(1);
    const second = await waits('second');
    await goOnQueue(work.db, anna.id, work.started.clock.now());
    const held = await hold(first.thread);
    try {
      await one.decide();
      expect(await agentOf(second.conversation.id)).toBe(anna.id);
    } finally {
      await held.release();
    }
    await work.started.newAcd('two', 2).decide();
    expect(await agentOf(first.conversation.id)).toBe(anna.id);
  });

  it('does not make a pass longer with every one that is held', async () => {
    const threads: number[] = [];
    for (const name of Array.from({ length: 20 }, (_, n) => `customer ${n}`))
      threads.push((await waits(name)).thread);
    await remove({ farewell: 'Bye' });
    const held = await hold(...threads);
    const { patience, db } = patienceOf(work.db);
    try {
      await nodeWith({ db }).decide();
      expect(await waiting()).toHaveLength(20);
    } finally {
      await held.release();
    }
    expect(patience).toHaveLength(20);
    expect(patience.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(1100);
  });

  it('because of an error is told in the log, and the pass goes on', async () => {
    const broken = await waits('broken');
    await work.started.clock.advance(1);
    const next = await waits('next');
    const elsewhere = await waits('elsewhere', otherQueue);
    for (const { id } of [anna, ben]) await goOnQueue(work.db, id, work.started.clock.now());
    await work.db.query(`update thread set state = '{}' where id = $1`, [broken.thread]);
    const lines: string[] = [];
    const log = createLog({ destination: { write: (line) => void lines.push(line) } });
    await nodeWith({ log }).decide();
    expect(await agentOf(next.conversation.id)).toBe(anna.id);
    expect(await agentOf(elsewhere.conversation.id)).toBe(ben.id);
    expect(await waiting()).toEqual([broken.conversation.id]);
    expect(lines.map((line) => JSON.parse(line).conversation)).toEqual([broken.conversation.id]);
  });
});
