import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemIds } from '@tandem/kit';
import { testClock, testDatabase } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { vaultEvents, vaultMigrations } from '../index.ts';
import { auditTable, createTestEngine, plantConnection, setupOf } from './testing/engine.ts';

/** Refuses every grant; the first answer is held until it is let go. */
const startRefusing = async () => {
  const held: (() => void)[] = [];
  let calls = 0;
  const refuse = (response: ServerResponse) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end('{"error":"invalid_grant"}');
  };
  const server = createServer((request, response) => {
    calls += 1;
    const isFirst = calls === 1;
    request.resume().on('end', () => {
      if (isFirst) held.push(() => refuse(response));
      else refuse(response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    held,
    async [Symbol.asyncDispose]() {
      await new Promise((done) => server.close(done));
    },
  };
};

it('a node that stood still while another one was refused tells of it no second time', async () => {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  await db.query(auditTable);
  const clock = testClock();
  const [stalled, other] = [createTestEngine(db, clock), createTestEngine(db, clock)];
  {
    await using server = await startRefusing();
    const issued = {
      ...{ accessToken: 'x', refreshToken: 'y', lifetimeSeconds: 3600 },
      refreshLifetimeSeconds: null,
    };
    const planted = { org: systemIds.uuid(), now: clock.now(), secret: 's', issued };
    const { org, id } = await plantConnection(db, stalled, {
      ...{ ...planted, name: 'CRM', setup: setupOf(server.tokenUrl) },
    });
    await clock.advance(61 * 60_000);
    const first = stalled.accessToken(org, id).catch((error: unknown) => error);
    await expect.poll(() => server.held.length).toBe(1);
    await db.query(
      `update connection_grant set lease_until = clock_timestamp() - interval '1 second'`,
    );
    const refused = { code: 'connection.needs.authorization' };
    const codes = [await other.accessToken(org, id).catch((error: unknown) => error)];
    expect(await vaultEvents(db).waiting(10)).toHaveLength(1);
    server.held[0]?.();
    codes.push(await first);
    expect(codes).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)]);
    expect(await vaultEvents(db).waiting(10)).toHaveLength(1);
    const notes = await db.query<{ action: string }>(
      `select entry->>'action' as action from test_audit`,
    );
    expect(notes).toEqual([{ action: 'state' }]);
  }
  await stalled.close();
  await other.close();
  await db.close();
});
