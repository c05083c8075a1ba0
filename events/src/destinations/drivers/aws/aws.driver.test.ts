import { createEgressGuard, createTestClock, parseEgressRule, systemClock } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DriverWorld, describeDriver, org, outgoing } from '../destination-driver.suite.ts';
import type { DestinationDriver, DestinationKind, OpenDestination } from '../driver.port.ts';
import { awsBusKind, awsPartnerKind } from './aws.driver.ts';
import {
  accessKeyId,
  type StrictEndpoint,
  secretAccessKey,
  startStrictEndpoint,
} from './strict-endpoint.fixture.ts';

const patienceMs = 700;
const region = 'eu-central-1';
const busArn = `arn:aws:events:${region}:012345678901:event-bus/orders`;
const sourceName = `aws.partner/genesys.com/cloud/${org}/orders`;

const openGuard = createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] });
const closedGuard = createEgressGuard({ allow: [] });

const destinationOf = (url: string, settings: object = {}): OpenDestination => ({
  ...{ id: 'd', org, name: 'one', envelope: 'native' },
  settings: {
    eventBus: 'orders',
    region: 'eu-central-1',
    authentication: 'static',
    endpoint: url,
    ...settings,
  },
  secrets: { accessKeyId, secretAccessKey },
  source: { name: sourceName, account: '012345678901', region: 'eu-central-1' },
});

const numbers = ({ accepted }: StrictEndpoint) =>
  accepted.map(
    ({ Detail = '{}' }) => (JSON.parse(Detail) as { eventBody: { n: number } }).eventBody.n,
  );

const worldOf = async (make: typeof awsBusKind): Promise<DriverWorld> => {
  const endpoint = await startStrictEndpoint();
  const base = { clock: systemClock, patienceMs };
  return {
    kind: make({ ...base, guard: openGuard }),
    guarded: make({ ...base, guard: closedGuard }),
    patient: make({ clock: systemClock, guard: openGuard }),
    destination: destinationOf(endpoint.url),
    arrived: () => numbers(endpoint),
    lock: () => void endpoint.keys.set(accessKeyId, 'another'),
    leave: () => endpoint.stop(),
    fallSilent() {
      endpoint.script = () => ({ kind: 'hang' });
    },
    [Symbol.asyncDispose]: () => endpoint.stop().catch(() => {}),
  };
};

describeDriver('aws-bus', () => worldOf(awsBusKind));
describeDriver('aws-partner', () => worldOf(awsPartnerKind));

describe('the driver of a custom event bus', () => {
  let endpoint: StrictEndpoint;
  let driver: DestinationDriver;
  const kind: DestinationKind = awsBusKind({
    ...{ guard: openGuard, clock: systemClock, patienceMs },
    ofEnvironment: () => true,
  });
  beforeEach(async () => {
    endpoint = await startStrictEndpoint();
    driver = await kind.open(destinationOf(endpoint.url));
  });
  afterEach(async () => {
    await driver[Symbol.asyncDispose]();
    await endpoint.stop();
    expect(endpoint.problems).toEqual([]);
  });

  it('writes an entry as AWS wants it: a source of its own, the partner name beside it', async () => {
    await driver.send([outgoing(7)]);
    const [entry] = endpoint.accepted;
    expect(entry).toMatchObject({
      ...{ Source: `tandem/${org}/orders`, EventBusName: 'orders', Resources: [sourceName] },
      DetailType: 'v2.detail.events.conversation.{id}.customer.end',
    });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({
      topicName: outgoing(7).topicName,
      version: '2',
      eventBody: { n: 7, text: 'Grüße, 你好' },
      metadata: { CorrelationId: 'correlation-7' },
      timestamp: '2026-03-19T22:04:48.123Z',
    });
    expect(endpoint.actions).toEqual(['PutEvents']);
  });

  it.each([
    ['InternalFailure', 'retry'],
    ['ThrottlingException', 'retry'],
    ['NotAuthorizedForDetailTypeException', 'denied'],
    ['MalformedDetail', 'refused'],
    ['RedactionFailure', 'refused'],
  ])('tells of an entry that failed with %s: %s', async (code, outcome) => {
    endpoint.script = (entry) =>
      entry?.Detail?.includes('"n":2,') ? { kind: 'entry', code } : null;
    const result = await driver.send([outgoing(1), outgoing(2), outgoing(3)]);
    expect(result).toMatchObject({
      outcomes: [{ kind: 'delivered' }, { kind: outcome, code }, { kind: 'delivered' }],
    });
    expect(numbers(endpoint)).toEqual([1, 3]);
  });

  it('takes it for its own trouble when every entry is turned away', async () => {
    endpoint.script = (entry) => entry && { kind: 'entry', code: 'AccessDeniedException' };
    expect(await driver.send([outgoing(1), outgoing(2)])).toMatchObject({ kind: 'denied' });
  });

  it.each([
    [400, 'ThrottlingException', 'unavailable'],
    [503, 'ServiceUnavailable', 'unavailable'],
    [500, 'InternalFailure', 'unavailable'],
    [400, 'AccessDeniedException', 'denied'],
    [400, 'ResourceNotFoundException', 'denied'],
    [403, 'SomethingElse', 'denied'],
  ])('tells of a call that failed with %i %s: %s, and asks once', async (status, code, kind) => {
    endpoint.script = (entry) => (entry ? null : { kind: 'call', status, code });
    expect(await driver.send([outgoing(1)])).toMatchObject({ kind });
    expect(endpoint.calls).toBe(1);
  });

  it('hears how long AWS wants to be left alone', async () => {
    const headers = { 'retry-after': '7' };
    endpoint.script = (entry) =>
      entry ? null : { kind: 'call', status: 503, code: 'ServiceUnavailable', headers };
    expect(await driver.send([outgoing(1)])).toMatchObject({ kind: 'unavailable', afterMs: 7_000 });
  });

  it('finds the event to blame in a call that is refused as a whole', async () => {
    const last: (string | undefined)[] = [];
    endpoint.script = (entry) => {
      if (entry) last.push(entry.Detail);
      return null;
    };
    let sizes: number[] = [];
    endpoint.script = (entry) => {
      if (entry) return null;
      sizes = [...sizes, endpoint.calls];
      return endpoint.calls <= 3
        ? { kind: 'call', status: 413, code: 'RequestEntityTooLargeException' }
        : null;
    };
    // The whole, its first half and the first half of that are refused.
    const result = await driver.send([1, 2, 3, 4].map((n) => outgoing(n)));
    expect(result).toMatchObject({
      outcomes: [
        { kind: 'refused', code: 'http.413' },
        { kind: 'delivered' },
        { kind: 'delivered' },
        { kind: 'delivered' },
      ],
    });
    expect(numbers(endpoint)).toEqual([2, 3, 4]);
  });

  it('stops halving when the time of the call is over, and tells of each event', async () => {
    endpoint.script = () => ({ kind: 'call', status: 413, code: 'RequestEntityTooLargeException' });
    // Every answer takes a second.
    const slow = { ...createTestClock(), monotonicMs: () => endpoint.calls * 1_000 };
    const limited = await awsBusKind({ guard: openGuard, clock: slow }).open(
      destinationOf(endpoint.url),
    );
    const events = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => outgoing(n));
    const result = await limited.send(events, 2_500);
    await limited[Symbol.asyncDispose]();
    expect(endpoint.calls).toBe(3);
    expect(result).toMatchObject({ kind: 'unavailable', code: 'http.timeout' });
  });

  it('says unavailable when the line is cut', async () => {
    endpoint.script = (entry) => (entry ? null : { kind: 'reset' });
    expect(await driver.send([outgoing(1)])).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    ['accessKeyId', { authentication: 'static' }, []],
    ['roleArn', { authentication: 'assumeRole' }, []],
    ['endpoint', { authentication: 'environment', endpoint: 'https://elsewhere.example' }, []],
    [
      'stsEndpoint',
      { authentication: 'assumeRole', roleArn: 'r', stsEndpoint: 'https://elsewhere.example' },
      [],
    ],
    ['maxEventBytes', { authentication: 'environment', maxEventBytes: 10 }, []],
    ['secretAccessKey', { authentication: 'static' }, ['accessKeyId']],
    ['region', { authentication: 'environment', region: 'eu-west-1', eventBus: busArn }, []],
  ])('finds what is wrong with %s', (name, settings, secrets) => {
    const given = { eventBus: 'orders', ...settings };
    expect(kind.problemOf?.({ settings: given, secrets, region, org })).toMatchObject({ name });
  });

  it('finds that nothing says in which region the bus is', () => {
    const settings = { eventBus: 'orders', authentication: 'environment' };
    const given = { settings, secrets: [], region: '', org };
    expect(kind.problemOf?.(given)).toMatchObject({ name: 'region' });
    const named = { ...given, settings: { ...settings, eventBus: busArn } };
    expect(kind.problemOf?.(named)).toBeNull();
  });

  it.each([
    'https://events.eu-central-1.amazonaws.com',
    'https://events-fips.us-east-1.amazonaws.com',
    'https://vpce-1.events.eu-central-1.vpce.amazonaws.com',
    'https://events.cn-north-1.amazonaws.com.cn',
  ])('lets the environment’s credentials go to %s', (endpoint) => {
    const settings = { eventBus: 'orders', authentication: 'environment', endpoint };
    expect(kind.problemOf?.({ settings, secrets: [], region, org })).toBeNull();
  });

  it.each([
    ['environment', []],
    ['environment', ['accessKeyId', 'secretAccessKey']],
    // A key without its secret is none: what signs is the environment's.
    ['assumeRole', ['accessKeyId']],
  ])('keeps what is signed as %s with %j from others', (authentication, secrets) => {
    const settings = { eventBus: 'orders', authentication, roleArn: 'r' };
    for (const endpoint of [
      'http://events.eu-central-1.amazonaws.com',
      'https://ec2-203-0-113-1.compute-1.amazonaws.com',
      'https://bucket.s3.amazonaws.com',
      'https://events.s3.amazonaws.com',
      'https://events.eu-central-1.amazonaws.com.example',
      'https://x.execute-api.eu-central-1.amazonaws.com',
    ])
      for (const name of ['endpoint', 'stsEndpoint']) {
        const given = { settings: { ...settings, [name]: endpoint }, secrets, region, org };
        expect(kind.problemOf?.(given)).toMatchObject({ name });
      }
  });
});
