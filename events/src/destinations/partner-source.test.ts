import type { Database } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents } from '../event-log.ts';
import { eventsMigrations } from '../index.ts';
import type { PutDestination } from './destination.port.ts';
import { createDestinationsNode, known } from './destinations.fixture.ts';
import {
  accessKeyId,
  type StrictEndpoint,
  secretAccessKey,
  startStrictEndpoint,
} from './drivers/aws/strict-endpoint.fixture.ts';
import { orgA as org, orgB } from './sender/sender.fixture.ts';

const [id, other] = [
  '6f1c2a8e-0000-4000-8000-00000000000a',
  '6f1c2a8e-0000-4000-8000-00000000000b',
];
const account = '012345678901';
const nameOf = (suffix: string, owner = org) => `aws.partner/genesys.com/cloud/${owner}/${suffix}`;
const sealed = (text: string) =>
  ({ kind: 'insecure', sealed: [...text].toReversed().join('') }) as const;

/** The real SDK against an endpoint that checks every signature. */
describe('a partner event source at AWS', () => {
  let db: Database;
  let endpoint: StrictEndpoint;
  let node: ReturnType<typeof createDestinationsNode>;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations], max: 12 });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate event_log, destination, destination_farewell cascade');
    endpoint = await startStrictEndpoint();
    node = createDestinationsNode(db);
    await node.destinations.start();
  });
  afterEach(async () => {
    await node.stop();
    await endpoint.stop();
    expect(endpoint.problems).toEqual([]);
  });

  const change = async (work: Parameters<Database['transaction']>[0]) => {
    await db.transaction(work);
    node.hear('destination');
  };
  /** Time passes until no lease of before holds any more. */
  const leasesEnd = () => db.query('update destination_farewell set next_at = created_at');
  const put = (suffix: string, given: Partial<PutDestination> = {}) =>
    change(async (tx) => {
      const owner = given.org ?? org;
      const source = { name: nameOf(suffix, owner), account, region: 'eu-central-1' };
      const made = {
        id,
        org,
        kind: 'aws-partner',
        name: 'Partner',
        topics: [known],
        source,
        ...given,
      };
      await node.destinations.port.put(
        {
          settings: { authentication: 'static', endpoint: endpoint.url },
          secrets: {
            accessKeyId: sealed(accessKeyId),
            secretAccessKey: sealed(secretAccessKey),
          },
          ...made,
        },
        tx,
      );
      await node.destinations.port.setState(made.id, owner, 'running', tx);
    });
  const remove = (one: string, owner = org) =>
    change(async (tx) => node.destinations.port.remove(one, owner, tx));
  const sources = () => [...endpoint.sources.keys()].toSorted();
  const become = (wanted: readonly string[]) =>
    expect
      .poll(
        () => {
          node.hear('destination');
          return sources();
        },
        { timeout: 15_000 },
      )
      .toEqual(wanted);
  const farewells = async () => (await db.query('select from destination_farewell')).length;
  const count = (action: string) => endpoint.actions.filter((one) => one === action).length;

  it('is made before anything is sent, once, for the account; another node finds it there', async () => {
    await put('orders');
    await become([nameOf('orders')]);
    expect(endpoint.sources.get(nameOf('orders'))).toBe(account);
    await node.stop();
    node = createDestinationsNode(db, { name: 'next' });
    await node.destinations.start();
    await expect.poll(() => count('CreatePartnerEventSource'), { timeout: 15_000 }).toBe(2);
    await db.transaction((tx) =>
      appendEvents(tx, [{ org, type: 'test', key: 'k', data: { n: 1 } }]),
    );
    node.hear('event_log');
    await expect
      .poll(() => endpoint.accepted.map(({ Source }) => Source), { timeout: 15_000 })
      .toEqual([nameOf('orders')]);
    expect(await node.destinations.port.reported(id, org)).toMatchObject({ state: 'ACTIVE' });
  });

  it('tells why it cannot be made, keeps what happens, and is made when it can be', async () => {
    endpoint.script = (entry) =>
      entry ? null : { kind: 'call', status: 400, code: 'OperationDisabledException' };
    await put('orders');
    await expect
      .poll(() => node.destinations.port.reported(id, org), { timeout: 15_000 })
      .toMatchObject({ state: 'ERROR', code: 'OperationDisabledException' });
    expect(count('PutPartnerEvents')).toBe(0);
    endpoint.script = () => null;
    // What is saved anew is tried at once.
    await put('orders', { name: 'Renamed' });
    await become([nameOf('orders')]);
    await expect
      .poll(() => node.destinations.port.reported(id, org), { timeout: 15_000 })
      .toMatchObject({ state: 'ACTIVE' });
  });

  it('is sent to where somebody else has made it and the key may not', async () => {
    endpoint.script = (entry) =>
      !entry && endpoint.actions.at(-1) === 'CreatePartnerEventSource'
        ? { kind: 'call', status: 400, code: 'AccessDeniedException' }
        : null;
    endpoint.sources.set(nameOf('orders'), account);
    await put('orders');
    await expect
      .poll(() => node.destinations.port.reported(id, org), { timeout: 15_000 })
      .toMatchObject({ state: 'ERROR', code: 'AccessDeniedException' });
    const happen = async (n: number) => {
      await db.transaction((tx) =>
        appendEvents(tx, [{ org, type: 'test', key: 'k', data: { n } }]),
      );
      node.hear('event_log');
      await expect.poll(() => endpoint.accepted.length, { timeout: 15_000 }).toBe(n);
    };
    await happen(1);
    await expect
      .poll(() => node.destinations.port.reported(id, org), { timeout: 15_000 })
      .toMatchObject({ state: 'ACTIVE' });
    // Another node, and the same key: it was there, so nothing is wrong as long as nothing is turned away.
    await node.stop();
    node = createDestinationsNode(db, { name: 'next' });
    await node.destinations.start();
    await expect.poll(() => count('CreatePartnerEventSource'), { timeout: 15_000 }).toBe(2);
    await happen(2);
    expect(await node.destinations.port.reported(id, org)).toMatchObject({ state: 'ACTIVE' });
  });

  it('goes with the destination, also when AWS does not answer at first', async () => {
    await put('orders');
    await put('orders', { id: other, org: orgB });
    await become([nameOf('orders'), nameOf('orders', orgB)].toSorted());
    endpoint.script = (entry) =>
      entry ? null : { kind: 'call', status: 503, code: 'ServiceUnavailable' };
    await remove(id);
    await leasesEnd();
    await expect
      .poll(() => count('DeletePartnerEventSource'), { timeout: 15_000 })
      .toBeGreaterThan(0);
    expect([await farewells(), sources().length]).toEqual([1, 2]);
    endpoint.script = () => null;
    await become([nameOf('orders', orgB)]);
    await expect.poll(farewells).toBe(0);
  });

  it('goes when the destination has another one, or travels another way', async () => {
    await put('orders');
    await become([nameOf('orders')]);
    await put('others');
    await leasesEnd();
    await become([nameOf('others')]);
    const settings = { eventBus: 'orders', authentication: 'static', endpoint: endpoint.url };
    await put('others', { kind: 'aws-bus', settings });
    await leasesEnd();
    await become([]);
  });

  it('goes only when nobody holds the destination any more, who could make it anew', async () => {
    await put('orders');
    await become([nameOf('orders')]);
    const lease = await db.transaction(async (tx) => {
      const [row] = await tx.query<{ until: Date }>(
        `select lease_until as until from destination where id = '${id}' for update`,
      );
      await node.destinations.port.remove(id, org, tx);
      return row;
    });
    const [farewell] = await db.query<{ at: Date }>(
      'select next_at as at from destination_farewell',
    );
    expect(Number(farewell?.at) - Number(lease?.until)).toBeGreaterThan(0);
    // What nobody holds goes at once.
    await put('others', { id: other, org: orgB });
    await become([nameOf('orders'), nameOf('others', orgB)].toSorted());
    await node.stop();
    node = createDestinationsNode(db, { name: 'not started' });
    await remove(other, orgB);
    expect(
      await db.query(
        `select org from destination_farewell where next_at <= created_at + interval '1 second'`,
      ),
    ).toEqual([{ org: orgB }]);
  });

  it('is gone already: nothing is left to do', async () => {
    await put('orders');
    await become([nameOf('orders')]);
    endpoint.sources.clear();
    await remove(id);
    await leasesEnd();
    await expect.poll(farewells, { timeout: 15_000 }).toBe(0);
  });

  it('stays when another destination takes it over before it is removed', async () => {
    await put('orders');
    await become([nameOf('orders')]);
    await db.transaction(async (tx) => node.destinations.port.remove(id, org, tx));
    await put('orders', { id: other });
    await expect.poll(() => count('CreatePartnerEventSource'), { timeout: 15_000 }).toBe(2);
    expect([await farewells(), sources()]).toEqual([0, [nameOf('orders')]]);
  });
});
