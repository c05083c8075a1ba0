import { describe, expect, it } from 'vitest';
import type { SettledWork } from './index.ts';
import { type LanesWorld, recordingEffect, until, workOf } from './lanes.test-support.ts';

type CreateWorld = () => Promise<LanesWorld>;

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** What happens together with the end of an effect. */
export const settleSuite = (createWorld: CreateWorld) =>
  describe('completion', () => {
    it('carries what the queue adds, in one transaction, for every outcome', async () => {
      await using world = await createWorld();
      await world.db.query('create table noted (payload text, kind text, final boolean)');
      const effect = recordingEffect({
        run: async ({ payload }) =>
          payload === 'good' ? { kind: 'done' } : { kind: 'retry', reason: 'no' },
        async onSettled(tx, settled: readonly SettledWork[]) {
          for (const { work, outcome, final } of settled)
            await tx.query('insert into noted values ($1, $2, $3)', [
              work.payload,
              outcome.kind,
              final,
            ]);
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'good' })], node);
      await world.enqueue([workOf({ queue: 'send', lane: 2, payload: 'bad' })], node);
      for (const _ of range(3)) {
        await node.lanes.drained();
        await node.clock.advance(5_000);
      }
      expect(await world.db.query('select * from noted order by payload, final')).toEqual([
        { payload: 'bad', kind: 'retry', final: false },
        { payload: 'bad', kind: 'retry', final: false },
        { payload: 'bad', kind: 'retry', final: true },
        { payload: 'good', kind: 'done', final: true },
      ]);
    });

    it('is tried again where the queue tells no outcome', async () => {
      await using world = await createWorld();
      const effect = recordingEffect({ run: async () => undefined as never });
      const node = await world.node({ queues: [effect] });
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'unknown' })], node);
      const tried = 'select from lane_work where attempts = 1';
      await until(async () => (await world.db.query(tried)).length === 1);
    });

    it('is one call where all is done, and falls back to the transaction when that fails', async () => {
      await using world = await createWorld();
      await world.db.query(
        `create table noted (payload text primary key, how text check (how <> 'call' or payload <> 'refused'))`,
      );
      await world.db.query(
        `create function finish_noted(p smallint[], i bigint[], e bigint[], payloads text[]) returns void
         language plpgsql as $$ begin
           perform lane_finish(p, i, e);
           insert into noted select n, 'call' from unnest(payloads) n;
         end $$`,
      );
      const effect = recordingEffect({
        run: async ({ payload }) =>
          payload === 'bad' ? { kind: 'dead', reason: 'no' } : { kind: 'done' },
        finish: {
          name: 'finish_noted',
          text: 'select finish_noted($1, $2, $3, $4)',
          values: (settled) => [settled.map(({ work }) => work.payload)],
        },
        async onSettled(tx, settled: readonly SettledWork[]) {
          for (const { work } of settled)
            await tx.query(`insert into noted values ($1, 'transaction')`, [work.payload]);
        },
      });
      const node = await world.node({ queues: [effect] });
      for (const [lane, payload] of ['good', 'bad', 'refused'].entries()) {
        await world.enqueue([workOf({ queue: 'send', lane, payload })], node);
        await until(async () => {
          await node.clock.advance(250);
          return (await world.left()) === 0;
        });
      }
      expect(await world.db.query('select * from noted order by payload')).toEqual([
        { payload: 'bad', how: 'transaction' },
        { payload: 'good', how: 'call' },
        { payload: 'refused', how: 'transaction' },
      ]);
    });

    it('that keeps failing becomes a dead letter and takes no other along', async () => {
      await using world = await createWorld();
      const givenUp: unknown[] = [];
      const effect = recordingEffect({
        async onSettled(_tx, settled: readonly SettledWork[]) {
          if (settled.some(({ work }) => work.payload === 'bad')) throw new Error('not noted');
        },
        onGivenUp: async (_tx, settled) => void givenUp.push(...settled),
      });
      const node = await world.node({ queues: [effect] });
      const say = (lane: number, payload: string) => workOf({ queue: 'send', lane, payload });
      await world.enqueue([say(1, 'good'), say(2, 'bad'), say(3, 'good')], node);
      await until(async () => (await world.left()) === 1);
      while ((await world.left()) > 0) await node.clock.advance(250);
      expect(await world.db.query('select payload, reason from dead_letter')).toEqual([
        { payload: 'bad', reason: 'completion failed: not noted' },
      ]);
      expect(givenUp).toMatchObject([{ work: { payload: 'bad' } }]);
      expect(effect.seen.length).toBe(3);
    });
  });
