import type { AuditNote } from '@tandem/contract';
import {
  createTestClock,
  createTestIds,
  type Database,
  derivedUuid,
  silentLog,
  type TestClock,
} from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AuditRelay,
  createAuditRelay,
  createNoteAudit,
  eventsMigrations,
  type OutgoingAudit,
} from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];

const noteOf = (name: string, org = here): AuditNote => ({
  org,
  actor: { kind: 'user', id: derivedUuid('admin') },
  action: 'create',
  entity: { type: 'queue', id: derivedUuid(name), name },
  changes: { name: { to: name } },
  correlationId: `request ${name}`,
});

describe('the way of audit entries into the audit log', () => {
  let db: Database;
  let clock: TestClock;
  /** The audit log: entries by id. */
  let log: Map<string, OutgoingAudit>;
  let hear: () => void;
  const ids = createTestIds('audit');
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations] });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate audit_outbox');
    clock = createTestClock();
    log = new Map();
  });

  const store = async (entry: OutgoingAudit) => void log.set(entry.id, entry);
  const relayWith = (deliver: (entry: OutgoingAudit) => Promise<void>): AuditRelay =>
    createAuditRelay({
      db,
      listener: {
        listen: async (_channel, heard) => {
          hear = () => heard('');
        },
        onGap: () => {},
      },
      clock,
      log: silentLog,
      deliver,
    });
  const note = (some: AuditNote) =>
    db.transaction((tx) => createNoteAudit({ clock, ids })(tx, some));
  const waiting = async () =>
    (await db.query<{ n: number }>('select count(*) as n from audit_outbox'))[0]?.n;
  const names = () => [...log.values()].map(({ org, entity }) => [org, entity.name]);

  it('keeps everything of an entry, for each organisation', async () => {
    await note(noteOf('Support'));
    await note(noteOf('Sales', there));
    expect(await relayWith(store).round()).toBe(2);
    expect([...log.values()][0]).toMatchObject({ ...noteOf('Support'), at: clock.now() });
    expect(names()).toEqual([
      [here, 'Support'],
      [there, 'Sales'],
    ]);
    expect(await waiting()).toBe(0);
  });

  it('tells nothing of a change that was rolled back', async () => {
    const failed = db.transaction(async (tx) => {
      await createNoteAudit({ clock, ids })(tx, noteOf('Support'));
      throw new Error('the change failed');
    });
    await expect(failed).rejects.toThrow('the change failed');
    expect(await relayWith(store).round()).toBe(0);
  });

  it('loses nothing when the process dies between commit and hand-over', async () => {
    await note(noteOf('Support'));
    // The process is gone: nobody heard of it. Another one starts and looks.
    const relay = relayWith(store);
    await relay.start();
    await relay.stop();
    expect(names()).toEqual([[here, 'Support']]);
  });

  it('stores an entry once when the process dies between hand-over and removal', async () => {
    await note(noteOf('Support'));
    const [row] = await db.query('select * from audit_outbox');
    await relayWith(store).round();
    const first = structuredClone([...log]);
    // Its removal was not committed.
    await db.query('insert into audit_outbox (org, id, at, entry) values ($1, $2, $3, $4)', [
      row?.['org'],
      row?.['id'],
      row?.['at'],
      JSON.stringify(row?.['entry']),
    ]);
    expect(await relayWith(store).round()).toBe(1);
    expect([...log]).toEqual(first);
    expect(await waiting()).toBe(0);
  });

  it('keeps an entry that cannot be stored, and brings those behind it', async () => {
    for (let i = 0; i < 130; i += 1) await note(noteOf(`Queue ${i}`));
    let broken = true;
    const relay = relayWith(async (entry) => {
      if (broken && entry.entity.name === 'Queue 7') throw new Error('not now');
      await store(entry);
    });
    expect(await relay.round()).toBe(129);
    expect(await waiting()).toBe(1);
    broken = false;
    expect(await relay.round()).toBe(1);
    expect(log.size).toBe(130);
  });

  it('is told of a commit, and looks by itself where it was not', async () => {
    const relay = relayWith(store);
    await relay.start();
    await note(noteOf('Support'));
    hear();
    await relay.round();
    expect(log.size).toBe(1);
    await note(noteOf('Sales'));
    await clock.advance(5_000);
    await relay.round();
    expect(log.size).toBe(2);
    await relay.stop();
  });
});
