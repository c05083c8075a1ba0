import {
  botConnectorType,
  botConnectorUriProperty,
  botConnectorListOperations as bots,
  integrationCredentialOperations as credentials,
  type Integration,
  integrationsOperations as operations,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { org, otherOrg, startIntegrations } from '../integrations.fixture.ts';
import { createFindConnector } from './index.ts';

/** What a client sees of a refusal. */
const seen = async <T>(asked: Promise<T>) =>
  asked.catch((error: { status: number; code: string; message: string }) => ({
    status: error.status,
    body: { code: error.code, message: error.message },
  }));

type Fixture = Awaited<ReturnType<typeof startIntegrations>>;
type Call = Fixture['call'];

const uri = 'https://tandem.example.com/botconnector/token';
const secret = 'a verify token of the tests';
const list = {
  chatBots: [
    {
      ...{ id: 'orders', name: 'Orders' },
      versions: [
        { version: '1', supportedLanguages: ['en-us'], intents: [{ name: 'handover' }] },
        {
          version: '2',
          supportedLanguages: ['en-us', 'de'],
          intents: [{ name: 'order', slots: { size: { name: 'size', type: 'String' } } }],
        },
      ],
    },
  ],
};

const install = async (call: Call): Promise<string> => {
  const made = await call<Integration>(operations.postIntegrations, {
    body: { integrationType: { id: botConnectorType } },
  });
  return String(made.body.id);
};

const keep = async (call: Call, credentialFields: object = { 'verify-token': secret }) =>
  call<{ id: string }>(credentials.postIntegrationsCredentials, {
    body: { name: 'Orders', type: { id: 'userDefined' }, credentialFields },
  });

/** Installed, configured, with bots, and switched on. */
const running = async (fixture: Fixture): Promise<string> => {
  const { call } = fixture;
  const id = await install(call);
  const { body } = await keep(call);
  await fixture.configure(id, {
    properties: { [botConnectorUriProperty]: uri },
    credentials: { basicAuth: { id: body.id } },
  });
  await fixture.turn(id, 'ENABLED');
  const put = await call(bots.putIntegrationsBotconnectorIntegrationIdBots, {
    ...{ params: { integrationId: id }, body: list },
  });
  expect(put.status).toBe(204);
  return id;
};

describe('a Genesys Bot Connector', () => {
  it('is installed from the catalogue, and active only with an address', async () => {
    await using fixture = await startIntegrations();
    const id = await install(fixture.call);
    expect((await fixture.get(id)).name).toBe('Genesys Bot Connector');
    const refused = await fixture.turn(id, 'ENABLED');
    expect(refused.reportedState).toMatchObject({
      code: 'ERROR',
      detail: { message: 'The Bot Connector Handle Utterance URI is missing.' },
    });
    await fixture.configure(id, { properties: { [botConnectorUriProperty]: uri } });
    const active = await fixture.turn(id, 'ENABLED');
    expect(active.reportedState?.code).toBe('ACTIVE');
    expect(fixture.destinations.kept.size).toBe(0);
    await fixture.configure(id, { properties: {} });
    expect((await fixture.get(id)).reportedState?.code).toBe('INACTIVE');
  });

  it.each(['ftp://example.com', 'example.com', 'https://user:secret@example.com', 7])(
    'takes no address such as %s',
    async (wrong) => {
      await using fixture = await startIntegrations();
      const id = await install(fixture.call);
      const body = {
        ...(await fixture.read(id)),
        properties: { [botConnectorUriProperty]: wrong },
      };
      const save = operations.putIntegrationConfigCurrent;
      const params = { integrationId: id };
      const { status } = await seen(fixture.call(save, { params, body }));
      expect(status).toBe(400);
    },
  );

  it('keeps its list of bots whole, as it was put', async () => {
    await using fixture = await startIntegrations();
    const id = await running(fixture);
    const params = { integrationId: id };
    const { call } = fixture;
    const read = await call(bots.getIntegrationsBotconnectorIntegrationIdBots, { params });
    expect(read.body).toMatchObject(list);
    const summaries = await call(bots.getIntegrationsBotconnectorIntegrationIdBotsSummaries, {
      params,
    });
    expect(summaries.body).toMatchObject({
      entities: [{ id: 'orders', name: 'Orders' }],
      total: 1,
    });
    const one = await call(bots.getIntegrationsBotconnectorIntegrationIdBot, {
      ...{ params: { ...params, botId: 'orders' }, query: { version: '2' } },
    });
    expect(one.body).toMatchObject({ versions: [{ version: '2' }] });
    const versions = await call(bots.getIntegrationsBotconnectorIntegrationIdBotVersions, {
      params: { ...params, botId: 'orders' },
    });
    expect(versions.body).toMatchObject({ entities: [{ version: '1' }, { version: '2' }] });
    const twice = { chatBots: [...list.chatBots, ...list.chatBots] };
    const put = bots.putIntegrationsBotconnectorIntegrationIdBots;
    const refused = await seen(call(put, { params, body: twice }));
    expect(refused.status).toBe(400);
    const after = await call(bots.getIntegrationsBotconnectorIntegrationIdBots, { params });
    expect(after.body).toEqual(read.body);
  });

  it('keeps the fields of credentials sealed and tells nobody', async () => {
    await using fixture = await startIntegrations();
    const { call } = fixture;
    const made = await keep(call);
    const params = { credentialId: made.body.id };
    const read = await call(credentials.getIntegrationsCredential, { params });
    const all = await call(credentials.getIntegrationsCredentials, {});
    const rows = await fixture.db.query('select * from integration_credential');
    for (const told of [made.body, read.body, all.body, rows, fixture.audited])
      expect(JSON.stringify(told)).not.toContain(secret);
    expect(read.body).toMatchObject({ name: 'Orders', type: { displayOrder: ['verify-token'] } });
    expect((await seen(keep(call, { 'verify token': secret }))).status).toBe(400);
    expect((await seen(keep(call, { 'verify-token': 'two\nlines' }))).status).toBe(400);
    const other = { body: { type: { id: 'pureCloudOAuthClient' }, credentialFields: { a: 'b' } } };
    expect((await seen(call(credentials.postIntegrationsCredentials, other))).status).toBe(400);
  });

  it('does not let go of credentials that it uses', async () => {
    await using fixture = await startIntegrations();
    const id = await running(fixture);
    const { credentials: used } = await fixture.read(id);
    const params = { credentialId: String(used['basicAuth']?.id) };
    const { call } = fixture;
    const remove = () => seen(call(credentials.deleteIntegrationsCredential, { params }));
    expect((await remove()).status).toBe(409);
    await fixture.configure(id, { credentials: {} });
    expect((await remove()).status).toBe(200);
    expect((await seen(call(credentials.getIntegrationsCredential, { params }))).status).toBe(404);
  });

  it('is found by flows of its organisation by ids or names, with what proves the call', async () => {
    await using fixture = await startIntegrations();
    const id = await running(fixture);
    const find = createFindConnector(fixture.deps);
    const asked = { integration: 'genesys bot connector', bot: 'orders', version: '' };
    const found = { url: uri, headers: { 'verify-token': secret }, botId: 'orders', version: '2' };
    expect(await find(org, asked)).toEqual(found);
    expect(await find(org, { integration: id, bot: 'ORDERS', version: '1' })).toEqual({
      ...{ ...found, version: '1' },
    });
    expect(await find(otherOrg, asked)).toHaveProperty('refused');
    expect(await find(org, { ...asked, bot: 'other' })).toHaveProperty('refused');
    expect(await find(org, { ...asked, version: '3' })).toHaveProperty('refused');
    await fixture.turn(id, 'DISABLED');
    expect(await find(org, asked)).toMatchObject({
      refused: expect.stringContaining('not active'),
    });
  });

  it('is nothing to another organisation', async () => {
    await using fixture = await startIntegrations();
    const id = await running(fixture);
    const { credentials: used } = await fixture.read(id);
    const credentialId = String(used['basicAuth']?.id);
    const { call } = fixture.stranger;
    const params = { integrationId: id };
    for (const { status } of [
      await seen(call(bots.getIntegrationsBotconnectorIntegrationIdBots, { params })),
      await seen(call(bots.putIntegrationsBotconnectorIntegrationIdBots, { params, body: list })),
      await seen(call(credentials.getIntegrationsCredential, { params: { credentialId } })),
      await seen(call(credentials.deleteIntegrationsCredential, { params: { credentialId } })),
    ])
      expect(status).toBe(404);
    const own = await install(call);
    const body = {
      ...(await fixture.stranger.read(own)),
      credentials: { basicAuth: { id: credentialId } },
    };
    const save = operations.putIntegrationConfigCurrent;
    const stolen = await seen(call(save, { params: { integrationId: own }, body }));
    expect(stolen.status).toBe(400);
  });

  it('is offered to those alone whom the operator lists', async () => {
    const flag = 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST';
    await using fixture = await startIntegrations({
      botConnectorsWithheld: async (asked) => (asked === otherOrg ? flag : null),
    });
    const { call, stranger } = fixture;
    const typesOf = async (ask: Call) =>
      JSON.stringify((await ask(operations.getIntegrationsTypes, {})).body);
    expect(await typesOf(call)).toContain(botConnectorType);
    expect(await typesOf(stranger.call)).not.toContain(botConnectorType);
    const body = { integrationType: { id: botConnectorType } };
    const refused = await seen(stranger.call(operations.postIntegrations, { body }));
    expect(refused).toMatchObject({ status: 403, body: { code: 'feature.disabled' } });
    expect(JSON.stringify(refused.body)).toContain(flag);
    expect(await running(fixture)).toBeTruthy();
    const find = createFindConnector(fixture.deps);
    const asked = { integration: 'Genesys Bot Connector', bot: 'orders', version: '' };
    expect(await find(otherOrg, asked)).toMatchObject({ refused: expect.stringContaining(flag) });
  });
});
