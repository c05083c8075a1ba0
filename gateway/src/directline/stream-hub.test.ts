import { createTestClock, type Database, silentLog, systemIds } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { describe, expect, it, vi } from 'vitest';
import {
  createChangeSession,
  createReads,
  insertSession,
  nextStreamEpoch,
  readSize,
  type Session,
  type ShownActivity,
  type WakeHearer,
  type Wakes,
} from '../conversations/index.ts';
import { gatewayMigrations } from '../migrations.ts';
import { orgA } from '../testing/index.ts';
import { createShow } from './shown.ts';
import { createStreamHub, type StreamSocket } from './stream-hub.ts';
import { createTokens } from './tokens.ts';

/** Nothing is heard of other nodes: only the poll is left. */
const deaf: Wakes = {
  activity: () => {},
  stream: () => {},
  typing: () => {},
  hear: async () => {},
};

const createSocket = () => {
  const frames: string[] = [];
  const closed: string[] = [];
  const socket: StreamSocket = {
    send: (text) => void frames.push(text),
    close: (_code, reason) => void closed.push(reason ?? ''),
    on: () => {},
    bufferedAmount: 0,
  };
  return { socket, frames, closed };
};

const say = async (db: Database, session: Session, texts: readonly string[]) => {
  const clock = createTestClock();
  const lanes = () => ({ committed: () => {} });
  const change = createChangeSession({
    ...{ db, clock, lanes, wakes: deaf },
    maxCustomerBytes: 0,
  });
  await change(session.id, async (unit) => {
    for (const text of texts)
      await unit.append({ direction: 'bot', body: { type: 'message', text } });
  });
};

/** Tells what it is told to those who hear, as on the node that has stored it. */
const createLoud = () => {
  const hearers: WakeHearer[] = [];
  const wakes: Wakes = {
    ...deaf,
    activity: (session, said) => {
      for (const { onActivity } of hearers) onActivity(session, said);
    },
    hear: async (hearer) => void hearers.push(hearer),
  };
  return wakes;
};

const startHub = async ({ wakes = deaf }: { readonly wakes?: Wakes } = {}) => {
  const db = await testDatabase({ migrations: [lanesMigrations, gatewayMigrations] });
  const clock = createTestClock();
  const stored = createReads(db);
  const found: Promise<unknown>[] = [];
  const reads: typeof stored = {
    ...stored,
    activitiesAfter: (place) => {
      const reading = stored.activitiesAfter(place);
      found.push(reading);
      return reading;
    },
  };
  const hub = createStreamHub({ db, reads, wakes, clock, log: silentLog });
  await hub.start();
  const endpointId = systemIds.uuid();
  await db.query(
    `insert into endpoint (id, org, name, token, bot_kind, created_at, modified_at)
     values ($1, $2, 'Chat', 'token', 'demo', now(), now())`,
    [endpointId, orgA],
  );
  const session = await insertSession(db, {
    ...{ org: orgA, endpointId, conversationId: systemIds.uuid() },
    ...{ userId: 'u', userName: null, userTrusted: false, locale: 'en', createdAt: clock.now() },
  });
  /** Time passes, and what the database answers meanwhile arrives. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await db.query('select 1');
  };
  return {
    db,
    hub,
    pass,
    found,
    allRead: async () => {
      await Promise.all(found);
      await pass(0);
    },
    session: session as Session,
    show: createShow(
      { tokens: createTokens({ key: Buffer.alloc(32), clock }), clock },
      { session: session as Session, origin: null },
    ),
    async [Symbol.asyncDispose]() {
      hub.stop();
      await db.close();
    },
  };
};

describe('sockets of a node', () => {
  it('find what is new within a second although no notification comes', async () => {
    await using world = await startHub();
    const { hub, db, session, pass, show } = world;
    const { socket, frames } = createSocket();
    const epoch = await nextStreamEpoch(db, session.id);
    hub.attach(socket, { session, epoch, watermark: 0, show });
    await pass(0);
    expect(frames).toEqual([]);
    const texts = Array.from({ length: 230 }, (_, n) => `m${n}`);
    await say(db, session, texts);
    await pass(1000);
    await vi.waitFor(() => expect(frames).toHaveLength(Math.ceil(texts.length / readSize)));
    const sets = frames.map(
      (frame) => JSON.parse(frame) as { activities: { text: string }[]; watermark: string },
    );
    expect(sets.flatMap(({ activities }) => activities.map(({ text }) => text))).toEqual(texts);
    expect(sets.at(-1)?.watermark).toBe('230');
  });

  it('get what follows upon their position as it was stored, and read it where more is missing', async () => {
    const wakes = createLoud();
    await using world = await startHub({ wakes });
    const { hub, db, session, show, found, allRead } = world;
    const { socket, frames } = createSocket();
    const epoch = await nextStreamEpoch(db, session.id);
    hub.attach(socket, { session, epoch, watermark: 0, show });
    await allRead();
    const said = (seq: number): ShownActivity => ({
      ...{ session: session.id, seq, direction: 'bot', messageId: `m${seq}`, handover: null },
      ...{ body: { type: 'message', text: `said ${seq}` }, createdAt: new Date(0) },
    });
    const textsOf = (frame = '') =>
      (JSON.parse(frame) as { activities: { text: string }[] }).activities.map(({ text }) => text);
    await say(db, session, ['one', 'two']);
    wakes.activity(session.id, said(2));
    await allRead();
    expect(frames.map(textsOf)).toEqual([['one', 'two']]);
    expect(found).toHaveLength(2);
    await say(db, session, ['three']);
    wakes.activity(session.id, said(3));
    expect(frames.map(textsOf)).toEqual([['one', 'two'], ['said 3']]);
    expect(JSON.parse(frames[1] ?? '').watermark).toBe('3');
    expect(found).toHaveLength(2);
    wakes.activity(session.id, said(3));
    await allRead();
    expect(frames).toHaveLength(2);
  });

  it('are kept alive by empty frames', async () => {
    await using world = await startHub();
    const { hub, db, session, pass, show } = world;
    const { socket, frames } = createSocket();
    hub.attach(socket, {
      session,
      epoch: await nextStreamEpoch(db, session.id),
      watermark: 0,
      show,
    });
    await pass(15_000);
    await vi.waitFor(() => expect(frames).toEqual(['']));
  });

  it('give way to a newer one, even one of another node', async () => {
    await using world = await startHub();
    const { hub, db, session, pass, show } = world;
    const { socket, closed } = createSocket();
    hub.attach(socket, {
      session,
      epoch: await nextStreamEpoch(db, session.id),
      watermark: 0,
      show,
    });
    await nextStreamEpoch(db, session.id);
    await pass(1000);
    await vi.waitFor(() => expect(closed).toEqual(['collision']));
    expect(hub.figures()).toEqual({ sockets: 0 });
  });

  it('that take nothing are let go', async () => {
    await using world = await startHub();
    const { hub, db, session, pass, show } = world;
    const { socket, closed, frames } = createSocket();
    const slow = { ...socket, bufferedAmount: 100_000_000 };
    hub.attach(slow, { session, epoch: await nextStreamEpoch(db, session.id), watermark: 0, show });
    await say(db, session, ['x']);
    await pass(1000);
    await vi.waitFor(() => expect(closed).toEqual(['too slow']));
    expect(frames).toEqual([]);
  });
});
