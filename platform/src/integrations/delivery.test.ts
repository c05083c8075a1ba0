import {
  type IntegrationDelivery,
  integrationDeliveryOperations as operations,
} from '@tandem/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  complete,
  type IntegrationsFixture,
  org,
  startIntegrations,
} from './integrations.fixture.ts';

const planted = 'planted secret access key';

describe('the delivery of an integration', () => {
  let f: IntegrationsFixture;
  beforeEach(async () => {
    f = await startIntegrations();
  });
  afterEach(() => f[Symbol.asyncDispose]());

  const get = async (id: string) =>
    (
      await f.call<IntegrationDelivery>(operations.getTandemIntegrationDelivery, {
        params: { integrationId: id },
      })
    ).body;
  const put = async (id: string, body: object, call = f.call) =>
    (
      await call<IntegrationDelivery>(operations.putTandemIntegrationDelivery, {
        params: { integrationId: id },
        body,
      })
    ).body;
  const bus = {
    kind: 'aws-bus',
    settings: { eventBus: 'orders', authentication: 'static' },
    secrets: {
      accessKeyId: { kind: 'variable', name: 'key' },
      secretAccessKey: { kind: 'insecure', value: planted },
    },
  };

  it('goes over the event buses of Tandem unless somebody says otherwise', async () => {
    const id = await f.install();
    expect(await get(id)).toEqual({
      ...{ kind: 'embedded', settings: {}, secrets: {}, partnerSource: null },
    });
    await f.configure(id, { properties: complete });
    await f.turn(id, 'ENABLED');
    expect((await get(id)).partnerSource).toEqual({
      name: `aws.partner/genesys.com/cloud/${org}/tandem`,
      state: 'PENDING',
    });
  });

  it('of another kind deactivates; its partner event source goes when it is active again', async () => {
    const id = await f.running();
    const told = await put(id, bus);
    expect(told).toMatchObject({
      kind: 'aws-bus',
      settings: { eventBus: 'orders', authentication: 'static' },
    });
    expect(await f.get(id)).toMatchObject({
      ...{ intendedState: 'DISABLED', reportedState: { code: 'INACTIVE' } },
    });
    expect(f.sources.told).toEqual(['create tandem']);
    await f.turn(id, 'ENABLED');
    expect(f.sources.told).toEqual(['create tandem', 'remove tandem']);
    expect(f.destinations.kept.get(id)).toMatchObject({
      ...{
        kind: 'aws-bus',
        settings: { eventBus: 'orders', authentication: 'static' },
        state: 'running',
      },
      secrets: { accessKeyId: { kind: 'variable' }, secretAccessKey: { kind: 'insecure' } },
      source: { name: `aws.partner/genesys.com/cloud/${org}/tandem` },
    });
    expect((await get(id)).partnerSource).toBeNull();
  });

  it('takes new settings and secrets at once, and keeps the secret that is not typed again', async () => {
    const id = await f.running();
    await put(id, bus);
    await f.turn(id, 'ENABLED');
    const secretsNow = () => f.destinations.kept.get(id)?.secrets ?? {};
    const { secretAccessKey } = secretsNow();
    await put(id, {
      ...{ kind: 'aws-bus', settings: { ...bus.settings, maxEventBytes: 2_048 } },
      secrets: {
        secretAccessKey: { kind: 'insecure' },
        accessKeyId: { kind: 'variable', name: 'other' },
      },
    });
    expect(f.destinations.kept.get(id)).toMatchObject({
      ...{ state: 'running', settings: { eventBus: 'orders', maxEventBytes: 2_048 } },
    });
    expect(secretsNow()).toEqual({
      secretAccessKey,
      accessKeyId: { kind: 'variable', name: 'other' },
    });
    expect(await f.get(id)).toMatchObject({ reportedState: { code: 'ACTIVE' } });
  });

  it('wants its secrets again when it leads elsewhere, wherever they are kept', async () => {
    const id = await f.running();
    await put(id, bus);
    const before = await get(id);
    for (const settings of [
      { ...bus.settings, endpoint: 'https://elsewhere.example' },
      { ...bus.settings, region: 'eu-west-1' },
      { ...bus.settings, eventBus: 'others' },
    ]) {
      const secrets = { ...bus.secrets, secretAccessKey: { kind: 'insecure' } };
      await expect(put(id, { kind: 'aws-bus', settings, secrets })).rejects.toMatchObject({
        ...{ status: 400, code: 'secrets.again' },
        message: expect.stringContaining('secretAccessKey'),
      });
      expect(await get(id)).toEqual(before);
      await put(id, { kind: 'aws-bus', settings, secrets: bus.secrets });
      await put(id, bus);
    }
  });

  it('never shows a secret', async () => {
    const id = await f.running();
    const told = await put(id, bus);
    expect(told.secrets).toEqual({
      accessKeyId: { kind: 'variable', name: 'key' },
      secretAccessKey: { kind: 'insecure' },
    });
    const rows = await f.db.query('select secret::text from app_integration_secret');
    const integration = await f.db.query('select to_json(a)::text from app_integration a');
    const shown = [told, await get(id), await f.get(id), rows, integration, f.audited];
    expect(JSON.stringify(shown)).not.toContain(planted);
  });

  const { accessKeyId, secretAccessKey } = bus.secrets;
  const role = { eventBus: 'orders', authentication: 'assumeRole' };
  it.each([
    ['eventBus', { settings: { authentication: 'environment' }, secrets: {} }],
    ['eventBus', { settings: { eventBus: 7, authentication: 'environment' }, secrets: {} }],
    ['eventBus', { settings: { eventBus: 'a bus', authentication: 'environment' }, secrets: {} }],
    ['authentication', { settings: { eventBus: 'orders' } }],
    ['authentication', { settings: { eventBus: 'orders', authentication: 'magic' } }],
    ['source', { settings: { ...bus.settings, source: 'aws.partner/x' } }],
    ['accessKeyId', { secrets: { secretAccessKey } }],
    ['secretAccessKey', { secrets: { accessKeyId } }],
    ['endpoint', { settings: { ...bus.settings, endpoint: 'ftp://x' } }],
    ['maxEventBytes', { settings: { ...bus.settings, maxEventBytes: 1023 } }],
    ['maxEventBytes', { settings: { ...bus.settings, maxEventBytes: '2048' } }],
    ['roleArn', { settings: role }],
    ['roleArn', { settings: { ...role, roleArn: 'arn:aws:iam::1:role/x' } }],
  ])('that lacks or gets wrong its %s changes nothing: %j', async (setting, wrong) => {
    const id = await f.running();
    await expect(put(id, { ...bus, ...wrong })).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid.value', message: expect.stringContaining(setting) },
    });
    expect(await get(id)).toMatchObject({ kind: 'embedded', settings: {}, secrets: {} });
    expect(await f.get(id)).toMatchObject({ reportedState: { code: 'ACTIVE' } });
  });

  it('keeps nothing that its kind does not ask for', async () => {
    const id = await f.install();
    const told = await put(id, {
      kind: 'aws-bus',
      settings: { eventBus: 'orders', authentication: 'environment', roleArn: 'x', other: 1 },
      secrets: bus.secrets,
    });
    expect(told).toMatchObject({
      settings: { eventBus: 'orders', authentication: 'environment' },
      secrets: {},
    });
    expect(Object.keys(told.settings)).toEqual(['eventBus', 'authentication']);
    expect(await put(id, { kind: 'embedded', settings: bus.settings })).toMatchObject({
      ...{ kind: 'embedded', settings: {}, secrets: {} },
    });
  });

  it('is nobody else’s business and goes with its integration', async () => {
    const id = await f.running();
    await expect(put(id, bus, f.stranger.call)).rejects.toMatchObject({ status: 404 });
    await put(id, bus);
    await f.remove(id);
    expect(await f.db.query('select from app_integration_secret')).toEqual([]);
    await expect(get(id)).rejects.toMatchObject({ status: 404 });
  });
});
