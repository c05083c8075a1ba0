import { directLineEvents } from '@tandem/contract';
import { eventsMigrations } from '@tandem/events';
import { systemIds } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { expect, it } from 'vitest';
import { gatewayQueues } from '../conversations/index.ts';
import { gatewayMigrations } from '../migrations.ts';
import { orgA } from '../testing/index.ts';
import { findEarlierTalk } from './handover.earlier.ts';
import { findHandover, insertHandover, noteUnheard, updateHandover } from './handover.store.ts';

const at = new Date('2026-11-22T10:00:00Z');
const session = 7;
const endpointId = systemIds.uuid();

/** A talk that was answered and is over, with words of the customer from 1 on, and a handover that begins after it. */
const startTalks = async (words: number) => {
  const db = await testDatabase({
    migrations: [lanesMigrations, eventsMigrations, gatewayMigrations],
    schema: 'gateway',
  });
  const request = {
    ...{ reason: null, queue: null, language: null, skills: null, priority: null, note: null },
    ...{ customAttributes: {}, transcript: { upTo: 1, userUpTo: 1 } },
  };
  const begin = () =>
    insertHandover(db, {
      ...{ org: orgA, session, endpointId, provider: 'chatwoot', providerId: null },
      ...{ request, createdAt: at },
    });
  const talk = await begin();
  const patch = {
    state: 'completed',
    endReason: 'agent',
    answeredAt: at,
    endedAt: at,
    place: 'here',
  } as const;
  await updateHandover(db, { id: talk.id, patch, at });
  await db.query(
    `insert into activity (session, seq, org, type, direction, message_id, handover, body, created_at)
     select $1, n, $2, case when n > $3 then 'event' else 'message' end,
       case when n > $3 then 'system' else 'user' end, n::text, case when n > $3 then $4::bigint end,
       case when n > $3 then jsonb_build_object('name', $5::text) else '{}' end, $6
     from generate_series(1, $3 + 1) n`,
    [session, orgA, words, talk.id, directLineEvents.handoffStatus, at],
  );
  const further = { ...(await begin()), place: 'here' };
  return { db, talk, further };
};

type Talks = Awaited<ReturnType<typeof startTalks>>;

const queueWord = ({ db }: Talks, queue: string, payload: object) =>
  db.query('insert into lane_work (part, org, queue, lane, payload) values (0, $1, $2, $3, $4)', [
    ...[orgA, queue, session],
    payload,
  ]);

const diedWord = ({ db, talk }: Talks, seq: number, redriven: Date | null = null) =>
  db.query(
    `insert into dead_letter (org, queue, part, lane, work_id, payload, attempts, reason, died_at, redriven_at)
     values ($1, $2, 0, $3, $4, $5, 1, 'refused', $6, $7)`,
    [
      ...[orgA, gatewayQueues.handover, session, seq],
      ...[{ kind: 'message', handover: talk.id, seq }, at, redriven],
    ],
  );

const unhandled = ({ db }: Talks, seqs: readonly number[]) =>
  db.query('update activity set handled = false where seq = any ($1::bigint[])', [seqs]);

it('of an earlier talk the words are told that were given up, died or were never dealt with', async () => {
  const talks = await startTalks(6);
  await using db = talks.db;
  expect(await findEarlierTalk(db, talks.further)).toEqual({ end: 7, unheard: [] });
  await noteUnheard(db, { handover: talks.talk.id, seq: 2 });
  await diedWord(talks, 3);
  await diedWord(talks, 4, at);
  // The first is what the transcript of that talk has.
  await unhandled(talks, [1, 6]);
  expect(await findEarlierTalk(db, talks.further)).toEqual({ end: 7, unheard: [2, 3, 6] });
});

it('what is to come as a message of the further handover is not told before', async () => {
  const talks = await startTalks(6);
  await using db = talks.db;
  for (const seq of [2, 3, 4, 5]) await noteUnheard(db, { handover: talks.talk.id, seq });
  const { handover, dialogue } = gatewayQueues;
  await queueWord(talks, handover, { kind: 'message', seq: 2, handover: talks.further.id });
  // Of the earlier talk: done, and not yet cleared away.
  await queueWord(talks, handover, { kind: 'message', seq: 3, handover: talks.talk.id });
  await queueWord(talks, dialogue, { kind: 'activity', seq: 4 });
  await queueWord(talks, dialogue, { kind: 'activity', seq: 5 });
  await unhandled(talks, [4]);
  expect(await findEarlierTalk(db, talks.further)).toEqual({ end: 7, unheard: [3, 5] });
});

it('a talk at another place, or at one that is not known, is none', async () => {
  const talks = await startTalks(2);
  await using db = talks.db;
  expect(await findEarlierTalk(db, { ...talks.further, place: 'there' })).toBeNull();
  await updateHandover(db, { id: talks.talk.id, patch: { place: null }, at });
  expect(await findEarlierTalk(db, talks.further)).toBeNull();
});

it('a word that reaches the agents after all is told no more', async () => {
  const talks = await startTalks(3);
  await using db = talks.db;
  const of = { handover: talks.talk.id, seq: 2 };
  await noteUnheard(db, of);
  await noteUnheard(db, of);
  expect((await findHandover(db, of.handover))?.unheard).toEqual([2]);
  await noteUnheard(db, { ...of, heard: true });
  expect(await findEarlierTalk(db, talks.further)).toEqual({ end: 4, unheard: [] });
});
