import {
  eventBridgeType,
  type Integration,
  type IntegrationConfiguration,
  type Listing,
  integrationsOperations as operations,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  complete,
  type IntegrationsFixture,
  org,
  otherOrg,
  startIntegrations,
} from './integrations.fixture.ts';

describe('app integrations', () => {
  let f: IntegrationsFixture;
  beforeEach(async () => {
    f = await startIntegrations();
  });
  afterEach(() => f[Symbol.asyncDispose]());

  it('come from a catalogue that says what they are configured with', async () => {
    const { body } = await f.call<Listing<{ id: string }>>(operations.getIntegrationsTypes);
    expect(body).toMatchObject({
      total: 2,
      entities: [{ id: eventBridgeType, maxInstances: 10 }, { id: 'genesys-bot-connector' }],
    });
    const schema = async (configType: string, typeId = eventBridgeType) =>
      (
        await f.call<{ properties: Record<string, { enum?: string[] }> }>(
          operations.getIntegrationsTypeConfigschema,
          { params: { typeId, configType } },
        )
      ).body;
    const { properties } = await schema('properties');
    expect(properties['awsAccountRegion']?.enum).toHaveLength(38);
    expect((await schema('advanced')).properties).toEqual({});
    await expect(schema('other')).rejects.toMatchObject({ status: 404 });
    await expect(schema('properties', 'other')).rejects.toMatchObject({ status: 404 });
    await expect(
      f.call(operations.getIntegrationsType, { params: { typeId: 'other' } }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('go through the calls that Terraform makes, with all it reads in every answer', async () => {
    const made = await f.call<Integration>(operations.postIntegrations, {
      body: { integrationType: { id: eventBridgeType } },
    });
    const id = String(made.body.id);
    expect(made).toMatchObject({
      status: 200,
      body: {
        name: 'Amazon EventBridge Source',
        intendedState: 'DISABLED',
        reportedState: { code: 'INACTIVE', effective: 'Inactive' },
        selfUri: `/api/v2/integrations/${id}`,
      },
    });
    const config = await f.read(id);
    expect(config).toEqual({
      ...{ id, name: 'Amazon EventBridge Source', version: 1, notes: '' },
      ...{ properties: {}, advanced: {}, credentials: {} },
      selfUri: `/api/v2/integrations/${id}/config/current`,
    });
    const { status, body: saved } = await f.call<IntegrationConfiguration>(
      operations.putIntegrationConfigCurrent,
      {
        params: { integrationId: id },
        body: { ...config, name: 'Events', notes: 'for the CRM\nof Bob', properties: complete },
      },
    );
    expect(status).toBe(200);
    expect(saved).toMatchObject({ name: 'Events', notes: 'for the CRM\nof Bob', version: 2 });
    expect(saved.properties).toEqual(complete);
    expect(await f.turn(id, 'ENABLED')).toMatchObject({
      name: 'Events',
      intendedState: 'ENABLED',
      reportedState: { code: 'ACTIVE', effective: 'Active' },
    });
    expect(await f.get(id, { expand: ['config.current'] })).toMatchObject({
      config: { current: { version: 2, properties: { awsAccountId: '012345678901' } } },
    });
    expect(f.destinations.kept.get(id)).toMatchObject({
      ...{ org, kind: 'embedded', name: 'Events', state: 'running' },
      topics: complete.eventFilter,
      source: {
        name: `aws.partner/genesys.com/cloud/${org}/tandem`,
        account: '012345678901',
        region: 'eu-central-1',
      },
    });
    expect((await f.remove(id)).body).toMatchObject({ id, intendedState: 'DELETED' });
    await expect(f.get(id)).rejects.toMatchObject({ status: 404, code: 'not.found' });
    expect(f.audited.map(({ action }) => action)).toEqual([
      'create',
      'update',
      'activate',
      'delete',
    ]);
    expect(f.audited).toMatchObject([{ entity: { type: 'integration', id } }, {}, {}, {}]);
  });

  it('refuse a configuration of another version and change nothing', async () => {
    const id = await f.install();
    await f.configure(id, { properties: complete });
    for (const version of [0, 1, 3])
      await expect(f.configure(id, { version, name: 'Late' })).rejects.toMatchObject({
        status: 409,
        message: `The version ${version} does not match the current version 2.`,
      });
    expect(await f.read(id)).toMatchObject({ version: 2, name: 'Amazon EventBridge Source' });
    const both = await Promise.allSettled([
      f.configure(id, { name: 'First', version: 2 }),
      f.configure(id, { name: 'Second', version: 2 }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('are listed in pages, by id, type and state', async () => {
    for (const name of ['c', 'a', 'b']) await f.install(name);
    const bad = await f.install('wrong');
    await f.turn(bad, 'ENABLED');
    const list = async (query: object) =>
      (await f.call<Listing<Integration>>(operations.getIntegrations, { query: { ...query } }))
        .body;
    expect(await list({ pageSize: 2, pageNumber: 1 })).toMatchObject({
      ...{ total: 4, pageCount: 2, entities: [{ name: 'a' }, { name: 'b' }] },
      nextUri: '/api/v2/integrations?pageSize=2&pageNumber=2',
    });
    const names = async (query: object) => (await list(query)).entities.map(({ name }) => name);
    expect(await names({ reportedState: 'error' })).toEqual(['wrong']);
    expect(await names({ ids: [bad, 'nonsense'] })).toEqual(['wrong']);
    expect(await names({ integrationType: 'other' })).toEqual([]);
    expect(await names({ integrationType: eventBridgeType })).toHaveLength(4);
    const [first] = (await list({ expand: ['config.current'] })).entities;
    expect(first?.config?.current?.credentials).toEqual({});
    await expect(list({ reportedState: 'asleep' })).rejects.toMatchObject({ status: 400 });
    await expect(list({ ids: Array.from({ length: 101 }, String) })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('are ten at most, each organisation its own, however many install at once', async () => {
    await Promise.all(Array.from({ length: 9 }, () => f.install()));
    const both = await Promise.allSettled([f.install(), f.install()]);
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toMatchObject([
      {
        status: 400,
        limit: { key: 'integration.instances', namespace: 'integrations', value: 10 },
      },
    ]);
    await f.stranger.install();
    const [row] = await f.db.query<{ n: number }>('select count(*) as n from app_integration');
    expect(row?.n).toBe(11);
  });

  it('are nobody else’s business', async () => {
    const id = await f.running();
    const { stranger } = f;
    const config = await f.read(id);
    const attempts = [
      () => stranger.get(id),
      () => stranger.read(id),
      () => stranger.turn(id, 'DISABLED'),
      () => stranger.remove(id),
      () =>
        stranger.call(operations.putIntegrationConfigCurrent, {
          params: { integrationId: id },
          body: config,
        }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ status: 404 });
    const { body } = await stranger.call<Listing<Integration>>(operations.getIntegrations);
    expect(body.total).toBe(0);
    expect(await f.get(id)).toMatchObject({ reportedState: { code: 'ACTIVE' } });
    expect(f.destinations.kept.get(id)?.state).toBe('running');
    for (const nothing of [derivedUuid('nothing'), 'nonsense'])
      await expect(f.get(nothing)).rejects.toMatchObject({ status: 404 });
  });

  it('of two organisations may both use a suffix', async () => {
    await f.running();
    const id = await f.stranger.install();
    await f.stranger.configure(id, { properties: complete });
    expect(await f.stranger.turn(id, 'ENABLED')).toMatchObject({
      reportedState: { code: 'ACTIVE' },
    });
    expect([...f.sources.kept.keys()]).toEqual([
      `${org} aws.partner/genesys.com/cloud/${org}/tandem`,
      `${otherOrg} aws.partner/genesys.com/cloud/${otherOrg}/tandem`,
    ]);
  });

  it.each(['DELETED', 'RESTORED'])('are not %s by a switch', async (state) => {
    const id = await f.install();
    await expect(f.turn(id, state)).rejects.toMatchObject({ status: 400, code: 'invalid.value' });
  });

  it('of an unknown type cannot be installed', async () => {
    await expect(
      f.call(operations.postIntegrations, { body: { integrationType: { id: 'webhook' } } }),
    ).rejects.toMatchObject({ status: 400 });
    expect(await f.db.query('select from app_integration')).toEqual([]);
  });
});
