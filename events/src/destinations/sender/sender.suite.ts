import type { Database } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { eventsMigrations } from '../../index.ts';
import { createNode, createRemote, type Remote, type TestNode } from './sender.fixture.ts';

/** Whole numbers from 0. */
export const range = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A database for the tests around it, and for each of them an empty log, another side and a node that sends to it. */
export const useSender = () => {
  let db: Database;
  let remote: Remote;
  let node: TestNode;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations], max: 10 });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate event_log, destination cascade');
    remote = createRemote();
    node = createNode(db, remote);
  });
  afterEach(() => node.sender.stop());
  return {
    db: () => db,
    remote: () => remote,
    node: () => node,
    rows: <T extends object>(sql: string) => db.query<T>(sql),
    /** Resolves when the other side has had so many events. @param sending whose time passes, where another node sends */
    got: (count: number, sending = node) => sending.until(() => remote.got.length >= count),
  };
};
