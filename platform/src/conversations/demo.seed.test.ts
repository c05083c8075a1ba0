import { conversationMessagesOperations, queuesOperations } from '@tandem/contract';
import { createTestClock, type Database } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notOffered } from '../not-offered.ts';
import { platformTestDatabase } from '../testing/index.ts';
import { anna, ben, here, startConversations, there, zoe } from './conversation.testing.ts';
import { seedDemo } from './demo.seed.ts';

describe('the contact centre of the demo', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());

  it('is made once per organisation, however often it is asked for', async () => {
    const deps = { db, clock: createTestClock() };
    const first = await seedDemo(deps, { org: here, userIds: [anna.id] });
    const again = await seedDemo(deps, { org: here, userIds: [anna.id, ben.id] });
    await seedDemo(deps, { org: there, userIds: [zoe.id] });
    expect(again.queueId).toBe(first.queueId);
    expect(new Set(again.skillIds)).toEqual(new Set(first.skillIds));
    expect(first.wrapupCodeIds).toHaveLength(3);
    expect(first.languageIds).toHaveLength(3);
    const { as } = startConversations(db);
    const members = await as()(queuesOperations.getRoutingQueueMembers, {
      params: { queueId: first.queueId },
    });
    expect(members.body).toMatchObject({ total: 2 });
  });
});

describe('operations of messages', () => {
  it('are all served, or named with the reason why not', () => {
    const { handlers } = startConversations({} as Database);
    const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
    const served = new Set(handlers.map(({ operation }) => keyOf(operation)));
    const names = Object.entries(conversationMessagesOperations);
    const missing = names
      .filter(([, operation]) => !served.has(keyOf(operation)))
      .map(([name]) => name);
    expect(missing.filter((name) => !notOffered[name])).toEqual([]);
    expect(names.filter(([name, op]) => notOffered[name] && served.has(keyOf(op)))).toEqual([]);
  });
});
