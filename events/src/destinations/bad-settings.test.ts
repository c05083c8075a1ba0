import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type DestinationKindView, destinationOperations as operations } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsMigrations } from '../index.ts';
import { createDestinationsNode, known } from './destinations.fixture.ts';
import { orgA as org } from './sender/sender.fixture.ts';

type Wrong = Readonly<Record<string, readonly unknown[]>>;

const noText = [1, true, [], ['x'], {}, 'x'.repeat(5_000)];
const urls = [...noText, 'x', 'ftp://x', '//x', 'http://', 'https://name:word@x', 'http://x y'];
const arn = 'arn:aws:iam::012345678901:role/x';
const regions = ['EU', 'eu central 1', 'eu-central', 'eu-central-1\n!', 'eu-central-1.x'];

/** Of AWS, whichever way it goes; null stands for a setting that is missing. */
const access: Wrong = {
  region: [...noText, ...regions],
  authentication: [null, '', 1, 'magic', 'Static', ['static']],
  roleArn: [...noText, 'x', arn.replace('0', ''), `${arn}?`, arn.replace('iam', 's3')],
  endpoint: [...urls, 'http://events.eu-central-1.amazonaws.com', 'https://x.amazonaws.com'],
  stsEndpoint: [...urls, 'https://elsewhere.example'],
  maxEventBytes: ['2048', 1023, 1_048_577, 2048.5, -1, true, {}],
};

const bus = 'arn:aws:events:eu-central-1:012345678901:event-bus/orders';
const busNames = [
  'a bus',
  'x'.repeat(257),
  'arn:aws:sqs:eu-central-1:012345678901:x',
  bus.slice(0, -7),
];

/** Every setting that is not a secret, and what it may not be. */
const wrong: Readonly<Record<string, Wrong>> = {
  'aws-bus': {
    eventBus: [null, '', ' ', ...noText, ...busNames],
    source: [...noText, 'aws.partner/x', 'a source', 'x'.repeat(257)],
    ...access,
  },
  'aws-partner': access,
  webhook: { url: [null, '', ...urls] },
  nats: {
    server: [null, '', ...noText, 'http://x', 'nats://', 'nats://x:99999', 'nats://x/y', 'x:4222'],
    subject: [...noText, 'a b', 'a.*', 'a.>', 'a..b', '.a', 'a.', 'a\u0000b', 'a.{other}'],
    user: [...noText, 'a b', 'a\u0000'],
  },
};

/** Form of secrets that have one, by setting. */
const wrongSecrets: Wrong = {
  secret: ['plain', 'whsec_', 'whsec_c2hvcnQ=', `whsec_${'A'.repeat(200)}`, ' whsec_ '],
  previousSecret: ['plain'],
  nkey: ['x', 'SUxxx', `SA${'A'.repeat(56)}`],
  credentials: ['x', '-----BEGIN NATS USER JWT-----'],
};

const good = (port: number): Readonly<Record<string, { settings: object; secrets: object }>> => ({
  'aws-bus': { settings: { eventBus: bus, authentication: 'environment' }, secrets: {} },
  'aws-partner': {
    settings: { region: 'eu-central-1', authentication: 'environment' },
    secrets: {},
  },
  webhook: {
    settings: { url: `http://127.0.0.1:${port}/` },
    secrets: { secret: `whsec_${Buffer.alloc(24).toString('base64')}` },
  },
  nats: { settings: { server: `nats://127.0.0.1:${port}` }, secrets: {} },
});

describe('settings of an event destination that cannot be', () => {
  let db: Database;
  let node: ReturnType<typeof createDestinationsNode>;
  let port = 0;
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations] });
    node = createDestinationsNode(db, { ofAwsEnvironment: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await node.stop();
    await db.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const kinds = async () =>
    (
      await node.call<{ kinds: DestinationKindView[] }>(operations.getEventDestinationKinds, {
        org,
      })
    ).kinds;

  const ask = (kind: string, changes: { settings?: object; secrets?: object }) => {
    const base = good(port)[kind];
    const settings = { ...base?.settings, ...changes.settings };
    const secrets: Record<string, string> = { ...base?.secrets, ...changes.secrets };
    if (kind === 'aws-partner') {
      // Nobody makes one by hand: an integration has its settings checked.
      return node.destinations.check({ org, kind, settings, secrets: Object.keys(secrets) });
    }
    const given = Object.entries(secrets).map(([name, value]) => [
      name,
      { kind: 'insecure', value },
    ]);
    const body = {
      ...{ name: kind, kind, topics: [known], settings },
      secrets: Object.fromEntries(given),
    };
    return node.call(operations.postEventDestinations, { org, body });
  };

  const refused = async (name: string, asking: () => Promise<unknown>) => {
    await expect((async () => asking())()).rejects.toMatchObject({
      status: 400,
      code: expect.stringMatching(/^destination\.setting\.(missing|invalid)$/),
      message: expect.stringContaining(`(${name})`),
    });
  };

  it('is tried for every field of every kind', async () => {
    for (const { kind, fields } of await kinds()) {
      const plain = fields.filter(({ secret }) => !secret).map(({ name }) => name);
      expect([kind, Object.keys(wrong[kind] ?? {}).sort()]).toEqual([kind, plain.sort()]);
      for (const { name, pattern } of fields.filter(({ secret }) => secret))
        if (pattern) expect(Object.keys(wrongSecrets)).toContain(name);
    }
  });

  it.each(
    Object.entries(wrong).flatMap(([kind, fields]) =>
      Object.entries(fields).map(([name, values]) => [kind, name, values] as const),
    ),
  )('%s: %s is refused, named, and nothing is kept or sent', async (kind, name, values) => {
    for (const value of values)
      await refused(name, () => ask(kind, { settings: { [name]: value } }));
    expect(await db.query('select from destination')).toEqual([]);
    expect([connections, node.notes]).toEqual([0, []]);
  });

  it.each([
    ['webhook', 'secret'],
    ['webhook', 'previousSecret'],
    ['nats', 'nkey'],
    ['nats', 'credentials'],
  ])('%s: the secret %s is refused by its form and never repeated', async (kind, name) => {
    for (const value of wrongSecrets[name] ?? []) {
      const asking = () => ask(kind, { secrets: { [name]: value } });
      await refused(name, asking);
      const error = await asking().catch((one: Error) => one);
      if (String(value).length > 2) expect((error as Error).message).not.toContain(`"${value}"`);
    }
    expect(await db.query('select from destination')).toEqual([]);
  });

  it.each([
    ['nats', 'user', { secrets: { password: 'word' } }],
    ['aws-bus', 'region', { settings: { eventBus: 'orders' } }],
    ['aws-bus', 'region', { settings: { eventBus: bus, region: 'eu-west-1' } }],
    ['aws-bus', 'roleArn', { settings: { authentication: 'assumeRole' } }],
    ['aws-bus', 'accessKeyId', { settings: { authentication: 'static' } }],
    [
      'aws-bus',
      'secretAccessKey',
      { settings: { authentication: 'static' }, secrets: { accessKeyId: 'k' } },
    ],
    ['webhook', 'secret', { secrets: { secret: '' } }],
  ])('%s: %s does not go with the others: %j', async (kind, name, changes) => {
    await refused(name, () => ask(kind, changes));
  });

  it('is all that is wrong: what the cases begin with is taken', async () => {
    for (const kind of Object.keys(wrong)) await ask(kind, {});
    expect(await db.query('select kind from destination order by kind')).toEqual([
      { kind: 'aws-bus' },
      { kind: 'nats' },
      { kind: 'webhook' },
    ]);
  });

  it('nobody makes by hand what an integration has to own', async () => {
    const body = { name: 'p', kind: 'aws-partner', topics: [known], ...good(port)['aws-partner'] };
    await expect(node.call(operations.postEventDestinations, { org, body })).rejects.toMatchObject({
      status: 400,
      code: 'destination.kind.managed',
    });
  });

  it.each([
    ['webhook', 'url', 'http://10.1.2.3:8080/hook', '10.1.2.3:8080'],
    ['webhook', 'url', 'https://[::1]/hook', '[::1]:443'],
    ['nats', 'server', 'nats://192.168.7.7', '192.168.7.7:4222'],
    ['aws-bus', 'endpoint', 'http://172.16.0.9/', '172.16.0.9:80'],
  ])(
    'refuses a %s whose %s is private, and names what to allow',
    async (kind, name, url, target) => {
      const before = await db.query('select from destination');
      const keys = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
      const isAws = kind === 'aws-bus';
      const settings = { [name]: url, ...(isAws ? { authentication: 'static' } : {}) };
      await expect(ask(kind, { settings, secrets: isAws ? keys : {} })).rejects.toMatchObject({
        ...{ status: 400, code: 'egress.blocked' },
        message: expect.stringContaining(`TANDEM_EGRESS_ALLOW=${target}`),
        details: [{ fieldName: name }],
      });
      expect(await db.query('select from destination')).toHaveLength(before.length);
    },
  );
});
