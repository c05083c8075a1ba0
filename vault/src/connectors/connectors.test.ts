import {
  connectorPermissions,
  type OperationSpec,
  connectorOperations as operations,
} from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { consent, type Person, startTestConnectors } from './testing/test-connectors.ts';
import { startTokens, startUpstream } from './testing/upstream.ts';

const org = systemIds.uuid();
const otherOrg = systemIds.uuid();

const platform = (more: object = {}) => ({
  ...{ kind: 'platform', name: 'Reader', scopes: ['routing:readonly'], consent },
  ...more,
});
const custom = (baseUrl: string, more: object = {}) => ({
  ...{ kind: 'custom', name: 'CRM', baseUrl, access: 'read', consent },
  ...more,
});
const insecure = (value?: string) => ({ kind: 'insecure', ...(value ? { value } : {}) });

const make = async (person: Person, body: object): Promise<string> => {
  const made = await person.call(operations.postConnectors, { body });
  expect(made.body).toMatchObject({ name: (body as { name: string }).name });
  return made.body.id;
};
const change = (person: Person, connectorId: string, body: object) =>
  person.call(operations.putConnector, { params: { connectorId }, body });

describe('a connector', () => {
  it('is made with a unique name, scopes and the ticked consent, and tells who gave it and when', async () => {
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const made = await ada.call(operations.postConnectors, { body: platform() });
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ name: 'Reader', kind: 'platform', state: 'active', scopes: ['routing:readonly'] },
        consent: { by: { id: ada.id, name: 'Ada' }, at: at.clock.now().toISOString() },
      },
    });
    const taken = await ada.call(operations.postConnectors, {
      body: platform({ name: ' rEADER' }),
    });
    expect(taken).toMatchObject({ status: 409, body: { code: 'connector.name.taken' } });
    await make(at.person(otherOrg), platform());
    expect((await ada.call(operations.getConnectors)).body).toMatchObject({ total: 1 });
    expect(at.notes[0]).toMatchObject({
      ...{ org, action: 'create', entity: { type: 'connector', name: 'Reader' } },
      changes: { scopes: { to: ['routing:readonly'] }, consent: { to: { id: ada.id } } },
    });
  });

  it.each([
    ['no consent', { consent: undefined }, 400, 'connector.consent.missing'],
    [
      'the consent to another text',
      { consent: { textVersion: 0 } },
      409,
      'connector.consent.outdated',
    ],
    ['no scope', { scopes: [] }, 400, 'connector.invalid'],
    ['a scope that does not exist', { scopes: ['everything'] }, 400, 'connector.invalid'],
    ['a name like an id', { name: systemIds.uuid() }, 400, 'vault.invalid'],
  ])('is refused with %s, and nothing is stored', async (_what, more, status, code) => {
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const reply = await ada.call(operations.postConnectors, { body: platform(more) });
    expect(reply).toMatchObject({ status, body: { code } });
    expect((await ada.call(operations.getConnectors)).body.total).toBe(0);
    expect(at.notes).toEqual([]);
  });

  it('to this contact centre is consented to by a person, not by a client', async () => {
    await using at = await startTestConnectors();
    const robot = at.person(org, connectorPermissions, true);
    expect(await robot.call(operations.postConnectors, { body: platform() })).toMatchObject({
      status: 403,
      body: { code: 'connector.consent.user' },
    });
  });

  it('asks for consent again when it may do more, and keeps its id; not when it may do less', async () => {
    await using at = await startTestConnectors();
    const [ada, bea] = [at.person(org), at.person(org)];
    const id = await make(ada, platform());
    const wider = { scopes: ['routing'], consent: undefined };
    const refused = await change(bea, id, platform(wider));
    expect(refused).toMatchObject({ status: 400, body: { code: 'connector.consent.missing' } });
    expect(await change(bea, id, platform({ ...wider, consent }))).toMatchObject({
      status: 200,
      body: { id, scopes: ['routing'], consent: { by: { id: bea.id } } },
    });
    expect(await change(ada, id, platform({ consent: undefined }))).toMatchObject({
      status: 200,
      body: { id, scopes: ['routing:readonly'], consent: { by: { id: bea.id } } },
    });
    expect(await change(ada, id, custom('https://example.com'))).toMatchObject({ status: 400 });
  });

  it('of read access asks for consent to read and write, and to call another server', async () => {
    await using here = await startUpstream();
    await using there = await startUpstream();
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const id = await make(ada, custom(here.url));
    const without = { consent: undefined };
    for (const body of [
      custom(here.url, { ...without, access: 'readWrite' }),
      custom(there.url, without),
    ])
      expect(await change(ada, id, body)).toMatchObject({
        body: { code: 'connector.consent.missing' },
      });
    expect((await change(ada, id, custom(here.url, { ...without, name: 'Shop' }))).status).toBe(
      200,
    );
  });

  it('is deactivated and reactivated once each, and then deleted', async () => {
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const params = { connectorId: await make(ada, platform()) };
    expect((await ada.call(operations.postConnectorReactivate, { params })).status).toBe(409);
    const off = await ada.call(operations.postConnectorDeactivate, { params });
    expect(off.body).toMatchObject({ id: params.connectorId, state: 'inactive' });
    expect((await ada.call(operations.postConnectorDeactivate, { params })).status).toBe(409);
    const on = await ada.call(operations.postConnectorReactivate, { params });
    expect(on.body).toMatchObject({ state: 'active' });
    expect((await ada.call(operations.deleteConnector, { params })).status).toBe(204);
    expect((await ada.call(operations.getConnector, { params })).status).toBe(404);
    const actions = at.notes.map(({ action }) => action);
    expect(actions).toEqual(['create', 'deactivate', 'activate', 'delete']);
  });

  it('names the flows that use it before it is deleted', async () => {
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const params = { connectorId: await make(ada, platform()) };
    at.uses.push({ id: systemIds.uuid(), name: 'Opening hours' });
    const uses = await ada.call(operations.getConnectorUses, { params });
    expect(uses.body.flows).toEqual(at.uses);
    const refused = await ada.call(operations.deleteConnector, { params });
    expect(refused).toMatchObject({ status: 409, body: { code: 'connector.in.use' } });
    expect(refused.body.message).toContain('Opening hours');
    const query = { force: true };
    expect((await ada.call(operations.deleteConnector, { params, query })).status).toBe(204);
  });

  it('is nothing to another organisation, and every operation asks for a permission', async () => {
    await using at = await startTestConnectors();
    const connectorId = await make(at.person(org), platform());
    const [eve, nobody] = [at.person(otherOrg), at.person(org, [])];
    const all: OperationSpec[] = Object.values(operations);
    for (const operation of all) {
      const input = { params: { connectorId }, body: platform({ name: 'Mine' }) };
      expect([operation.path, (await nobody.call(operation, input)).status]).toEqual([
        operation.path,
        403,
      ]);
      if (!operation.path.includes('{connectorId}')) continue;
      expect([operation.path, (await eve.call(operation, input)).status]).toEqual([
        operation.path,
        404,
      ]);
    }
    await expect(
      at.connectors.callThrough(otherOrg, connectorId, { method: 'GET', path: '/api/v2/users/me' }),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe('the secret of a connector', () => {
  const basic = (password?: object, more: object = {}) => ({
    authentication: { type: 'basic', username: 'ada', ...(password ? { password } : {}), ...more },
  });

  it('never comes back, not in answers, not in the audit log, not in the table', async () => {
    await using crm = await startUpstream();
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const body = custom(crm.url, basic(insecure('planted-secret-4711')));
    const made = await ada.call(operations.postConnectors, { body });
    expect(made.body.authentication).toEqual({
      ...{ type: 'basic', username: 'ada', password: { kind: 'insecure' } },
    });
    const rows = await at.db.query('select * from connector');
    const said = JSON.stringify([made, at.notes, rows, await ada.call(operations.getConnectors)]);
    expect(said).not.toContain('planted-secret-4711');
    expect(at.notes.map(({ action }) => action)).toEqual(['create', 'insecureString']);
  });

  it.each([
    ['other authentication', { authentication: { type: 'bearer', token: insecure('of-another') } }],
    [
      'another user name',
      { authentication: { type: 'basic', username: 'root', password: insecure() } },
    ],
    ['another secret', basic(insecure('of-another'))],
    [
      'another kind of secret',
      {
        authentication: {
          ...{ type: 'basic', username: 'ada' },
          password: { kind: 'variable', name: 'crmPassword' },
        },
      },
    ],
  ] as const)('is consented to again with %s, which may be allowed more', async (_what, change) => {
    await using crm = await startUpstream();
    await using at = await startTestConnectors();
    const [ada, bea] = [at.person(org), at.person(org)];
    const id = await make(ada, custom(crm.url, basic(insecure('planted-secret'))));
    const params = { connectorId: id };
    const without = custom(crm.url, { ...change, consent: undefined });
    expect(await bea.call(operations.putConnector, { params, body: without })).toMatchObject({
      status: 400,
      body: { code: 'connector.consent.missing' },
    });
    expect((await ada.call(operations.getConnector, { params })).body).toMatchObject({
      authentication: { type: 'basic', username: 'ada' },
      consent: { by: { id: ada.id } },
    });
    const body = { ...without, consent };
    expect(await bea.call(operations.putConnector, { params, body })).toMatchObject({
      status: 200,
      body: { consent: { by: { id: bea.id } } },
    });
  });

  it('stays without new consent when it is as it was, and when there is none any more', async () => {
    await using crm = await startUpstream();
    await using at = await startTestConnectors();
    const [ada, bea] = [at.person(org), at.person(org)];
    const id = await make(ada, custom(crm.url, basic(insecure('planted-secret'))));
    for (const more of [basic(), basic(insecure()), { authentication: { type: 'none' } }]) {
      const body = custom(crm.url, { ...more, consent: undefined });
      expect(await change(bea, id, body)).toMatchObject({
        status: 200,
        body: { consent: { by: { id: ada.id } } },
      });
    }
  });

  it('stays when nothing is said of it, and is not sent to another server unasked', async () => {
    await using crm = await startUpstream();
    await using thief = await startUpstream();
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const id = await make(ada, custom(crm.url, basic(insecure('planted-secret'))));
    expect((await change(ada, id, custom(crm.url, basic()))).status).toBe(200);
    await at.connectors.callThrough(org, id, { method: 'GET', path: '/' });
    const expected = `Basic ${Buffer.from('ada:planted-secret').toString('base64')}`;
    expect(crm.calls[0]?.headers['authorization']).toBe(expected);
    const moves = [
      custom(thief.url, basic()),
      custom(thief.url, basic(insecure())),
      custom(crm.url, basic(undefined, { validationUrl: `${thief.url}/check` })),
    ];
    for (const body of moves)
      expect(await change(ada, id, body)).toMatchObject({
        status: 400,
        body: { code: 'connector.secret.again' },
      });
    expect(thief.calls).toEqual([]);
  });

  it('is tried at the validation URL before it is stored', async () => {
    await using crm = await startUpstream(({ headers }) =>
      headers['authorization'] === `Basic ${Buffer.from('ada:right').toString('base64')}`
        ? 204
        : 401,
    );
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const body = (password: string) =>
      custom(crm.url, basic(insecure(password), { validationUrl: `${crm.url}/check` }));
    const wrong = await ada.call(operations.postConnectors, { body: body('wrong') });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'connector.validation.failed' } });
    expect((await ada.call(operations.getConnectors)).body.total).toBe(0);
    await make(ada, body('right'));
    expect(crm.calls.map(({ url }) => url)).toEqual(['/check', '/check']);
  });
});

describe('a connector with an OAuth connection', () => {
  it('takes the right to use the connection, and shows when it was deleted', async () => {
    await using tokens = await startTokens();
    await using at = await startTestConnectors();
    const connection = await at.connection(org, tokens.url);
    const region = 'http://127.0.0.1:1';
    const there = { kind: 'genesysCloud', name: 'Cloud', region, connection: 'crm', consent };
    const [ada, weak] = [at.person(org), at.person(org, connectorPermissions)];
    expect(await weak.call(operations.postConnectors, { body: there })).toMatchObject({
      status: 403,
      body: { code: 'connector.connection.use.missing' },
    });
    const id = await make(ada, there);
    const params = { connectorId: id };
    expect((await ada.call(operations.getConnector, { params })).body).toMatchObject({
      ...{ state: 'active', baseUrl: region, access: 'read' },
      connection: { id: connection, name: 'CRM' },
    });
    expect((await change(weak, id, { ...there, name: 'Other', consent: undefined })).status).toBe(
      200,
    );
    await at.db.query('delete from connection where org = $1', [org]);
    expect((await ada.call(operations.getConnector, { params })).body).toMatchObject({
      ...{ state: 'error', connection: { name: '' } },
    });
  });
});
