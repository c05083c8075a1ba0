import { type Database, derivedUuid } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents } from '../event-log.ts';
import { eventsMigrations } from '../index.ts';
import { createDestinationsNode, known } from './destinations.fixture.ts';
import {
  accessKeyId,
  type StrictEndpoint,
  secretAccessKey,
  startStrictEndpoint,
} from './drivers/aws/strict-endpoint.fixture.ts';

const org = derivedUuid('organisation');
const id = derivedUuid('integration');
const turned = (text: string) => [...text].toReversed().join('');
const sealed = (text: string) => ({ kind: 'insecure' as const, sealed: turned(text) });

/** A generator of numbers in [0, 1) that is the same in every run. */
const dice = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

describe('Amazon EventBridge through the SDK, against a strict endpoint', () => {
  let db: Database;
  let endpoint: StrictEndpoint;
  let node: ReturnType<typeof createDestinationsNode>;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations], max: 10 });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate event_log, destination cascade');
    endpoint = await startStrictEndpoint();
    node = createDestinationsNode(db);
    await node.destinations.start();
    await db.transaction(async (tx) => {
      const settings = { eventBus: 'orders', authentication: 'static', endpoint: endpoint.url };
      const secrets = {
        accessKeyId: sealed(accessKeyId),
        secretAccessKey: sealed(secretAccessKey),
      };
      const name = `aws.partner/genesys.com/cloud/${org}/orders`;
      const source = { name, account: '012345678901', region: 'eu-central-1' };
      const put = { id, org, kind: 'aws-bus', name: 'EventBridge', topics: [known] };
      await node.destinations.port.put({ ...put, settings, secrets, source }, tx);
      await node.destinations.port.setState(id, org, 'running', tx);
    });
    node.hear('destination');
  });
  afterEach(async () => {
    await node.stop();
    await endpoint.stop();
    expect(endpoint.problems).toEqual([]);
  });

  const happen = async (events: readonly { key: string; n: number; text?: string }[]) => {
    await db.transaction((tx) =>
      appendEvents(
        tx,
        events.map(({ key, ...data }) => ({ org, type: 'test', key, data: { key, ...data } })),
      ),
    );
    node.hear('event_log');
  };
  const bodies = () =>
    endpoint.accepted.map(
      ({ Detail = '{}' }) =>
        (JSON.parse(Detail) as { eventBody: { key: string; n: number } }).eventBody,
    );
  const range = (count: number, from = 0) => Array.from({ length: count }, (_, n) => n + from);
  const reported = async () => (await node.destinations.port.reported(id, org))?.state;
  const patient = { timeout: 25_000, interval: 50 };

  it('loses nothing, doubles nothing and keeps the order of each key through failures of every sort', async () => {
    const throwDice = dice(20_261_121);
    let calm = false;
    endpoint.script = (entry) => {
      if (calm) return null;
      const fate = throwDice();
      if (entry) {
        if (fate < 0.03) return { kind: 'entry', code: 'ThrottlingException' };
        if (fate < 0.05) return { kind: 'entry', code: 'InternalFailure' };
        return null;
      }
      if (fate < 0.02) return { kind: 'call', status: 400, code: 'ThrottlingException' };
      if (fate < 0.04)
        return {
          kind: 'call',
          status: 503,
          code: 'ServiceUnavailable',
          headers: { 'retry-after': '1' },
        };
      if (fate < 0.05) return { kind: 'reset' };
      return null;
    };
    for (const round of range(6))
      await happen(range(100, round * 100).map((n) => ({ key: `k${n % 23}`, n })));
    // What was parked comes again after seconds: the storm ends, and everything is there in the end.
    await expect.poll(() => endpoint.accepted.length, patient).toBeGreaterThan(400);
    calm = true;
    await expect.poll(() => endpoint.accepted.length, patient).toBe(600);
    for (const k of range(23)) {
      const numbers = bodies()
        .filter(({ key }) => key === `k${k}`)
        .map(({ n }) => n);
      expect(numbers).toEqual(range(600).filter((n) => n % 23 === k));
    }
    await expect
      .poll(async () => (await db.query('select from destination_parked')).length, patient)
      .toBe(0);
    expect(await db.query('select from destination_dead_letter')).toEqual([]);
  }, 60_000);

  it('reports an access error and goes on queueing until it is mended', async () => {
    endpoint.keys.set(accessKeyId, 'rotated');
    await happen(range(5).map((n) => ({ key: 'k', n })));
    await expect.poll(reported, patient).toBe('ERROR');
    await happen(range(5, 5).map((n) => ({ key: 'k', n })));
    expect(endpoint.accepted).toEqual([]);
    expect(node.notes).toMatchObject([{ action: 'state', changes: { state: { to: 'ERROR' } } }]);
    endpoint.keys.set(accessKeyId, secretAccessKey);
    await expect.poll(() => bodies().map(({ n }) => n), patient).toEqual(range(10));
    await expect.poll(reported, patient).toBe('ACTIVE');
  }, 60_000);

  it('buries an event over the size limit with the reason, and its key goes on', async () => {
    await happen([
      { key: 'k', n: 1 },
      { key: 'k', n: 2, text: 'x'.repeat(1_000_001) },
      { key: 'k', n: 3 },
    ]);
    await expect.poll(() => bodies().map(({ n }) => n), patient).toEqual([1, 3]);
    const dead = () => db.query('select code, reason from destination_dead_letter');
    await expect
      .poll(dead, patient)
      .toMatchObject([{ code: 'event.too.large', reason: expect.stringContaining('1000000') }]);
  });
});
