import { connectorOperations as operations } from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { consent, type Person, startTestConnectors } from './testing/test-connectors.ts';
import { startTokens, startUpstream } from './testing/upstream.ts';

const org = systemIds.uuid();
const me = { method: 'GET', path: '/api/v2/users/me' };

const make = async (person: Person, body: object): Promise<string> => {
  const made = await person.call(operations.postConnectors, { body: { consent, ...body } });
  expect(made.body).toMatchObject({ state: 'active' });
  return made.body.id;
};
const platform = (more: object = {}) => ({
  ...{ kind: 'platform', name: 'Here', scopes: ['users', 'routing:readonly'] },
  ...more,
});

describe('a call through a connector', () => {
  it('to this contact centre carries a token of the ticked scopes and the person who consented', async () => {
    await using here = await startUpstream();
    await using at = await startTestConnectors({ origin: here.url });
    const ada = at.person(org);
    const id = await make(ada, platform());
    const call = { ...me, method: 'POST', body: '{}', headers: { 'content-type': 'text/x' } };
    const answer = await at.connectors.callThrough(org, id, call);
    expect([answer.status, answer.body.toString()]).toEqual([200, '{"answer":42}']);
    expect(at.issued).toEqual([{ org, userId: ada.id, scopes: ['routing:readonly', 'users'] }]);
    expect(here.calls[0]).toMatchObject({
      ...{ method: 'POST', url: '/api/v2/users/me', body: '{}' },
      headers: { authorization: 'Bearer issued-1', 'content-type': 'text/x' },
    });
    await at.connectors.callThrough(org, id, me);
    expect(at.issued).toHaveLength(1);
    at.clock.advance(600_000);
    await at.connectors.callThrough(org, id, me);
    expect(at.issued).toHaveLength(2);
  });

  it('takes a new token after a change, and once more after a 401', async () => {
    let refused = 'none';
    await using here = await startUpstream(({ headers }) =>
      headers['authorization'] === refused ? 401 : 200,
    );
    await using at = await startTestConnectors({ origin: here.url });
    const ada = at.person(org);
    const id = await make(ada, platform());
    await at.connectors.callThrough(org, id, me);
    const body = platform({ scopes: ['routing:readonly'] });
    await ada.call(operations.putConnector, { params: { connectorId: id }, body });
    await at.connectors.callThrough(org, id, me);
    expect(at.issued[1]?.scopes).toEqual(['routing:readonly']);
    refused = 'Bearer issued-2';
    expect((await at.connectors.callThrough(org, id, me)).status).toBe(200);
    const sent = here.calls.map(({ headers }) => headers['authorization']);
    expect(sent.slice(-2)).toEqual(['Bearer issued-2', 'Bearer issued-3']);
  });

  it('answers a second 401 as it is', async () => {
    await using here = await startUpstream(() => 401);
    await using at = await startTestConnectors({ origin: here.url });
    const id = await make(at.person(org), platform());
    expect((await at.connectors.callThrough(org, id, me)).status).toBe(401);
    expect(here.calls).toHaveLength(2);
  });

  it('reaches the API of the contact centre and nothing else of the server', async () => {
    await using here = await startUpstream();
    await using at = await startTestConnectors({ origin: here.url });
    const id = await make(at.person(org), platform());
    for (const path of ['/tandem/vault/lockers', '/api/v2', '/api/v2/../../tandem', '/oauth/token'])
      await expect(
        at.connectors.callThrough(org, id, { method: 'GET', path }),
      ).rejects.toMatchObject({ status: 400, code: 'connector.call.invalid' });
    expect(here.calls).toEqual([]);
    expect(at.issued).toEqual([]);
  });

  it('is refused where whoever consented is not active any more, and the connector says so', async () => {
    await using here = await startUpstream();
    await using at = await startTestConnectors({ origin: here.url });
    const [ada, bea] = [at.person(org), at.person(org)];
    const id = await make(ada, platform());
    at.test.retire(ada.id);
    await expect(at.connectors.callThrough(org, id, me)).rejects.toMatchObject({
      ...{ status: 409, code: 'connector.consent.gone' },
    });
    const params = { connectorId: id };
    const seen = await bea.call(operations.getConnector, { params });
    expect(seen.body).toMatchObject({ state: 'needsReauthorization' });
    await bea.call(operations.putConnector, { params, body: platform({ consent }) });
    expect((await at.connectors.callThrough(org, id, me)).status).toBe(200);
  });

  it('is not sent beyond read access, nor by a deactivated connector', async () => {
    await using crm = await startUpstream();
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const id = await make(ada, { kind: 'custom', name: 'CRM', baseUrl: `${crm.url}/v1/` });
    for (const method of ['POST', 'put', 'PATCH', 'DELETE'])
      await expect(
        at.connectors.callThrough(org, id, { method, path: '/users' }),
      ).rejects.toMatchObject({ status: 403, code: 'connector.access.read' });
    for (const name of ['X-HTTP-Method-Override', 'x-method-override', 'X_Http_Method'])
      await expect(
        at.connectors.callThrough(org, id, {
          ...{ method: 'GET', path: '/users', headers: { [name]: 'DELETE' } },
        }),
      ).rejects.toMatchObject({ status: 403, code: 'connector.access.read' });
    expect(crm.calls).toEqual([]);
    const call = { method: 'get', path: '/users', query: { name: 'Ada L' } };
    await at.connectors.callThrough(org, id, call);
    expect(crm.calls[0]).toMatchObject({ method: 'GET', url: '/v1/users?name=Ada+L' });
    expect(crm.calls[0]?.headers['authorization']).toBeUndefined();
    await ada.call(operations.postConnectorDeactivate, { params: { connectorId: id } });
    await expect(at.connectors.callThrough(org, id, call)).rejects.toMatchObject({
      ...{ status: 409, code: 'connector.inactive' },
    });
  });

  const secret = { kind: 'insecure', value: 'planted' };
  it.each([
    [
      'a bearer token',
      { type: 'bearer', token: secret },
      '/x?a=1',
      { authorization: 'Bearer planted' },
    ],
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key', key: secret },
      '/x?a=1',
      { 'x-key': 'planted' },
    ],
    [
      'a key in the query',
      { type: 'apiKey', in: 'query', name: 'key', key: secret },
      '/x?a=1&key=planted',
      {},
    ],
  ])('carries %s', async (_what, authentication, url, headers) => {
    await using crm = await startUpstream();
    await using at = await startTestConnectors();
    const id = await make(at.person(org), {
      ...{ kind: 'custom', name: 'CRM', baseUrl: crm.url, authentication },
    });
    const call = { method: 'GET', path: '/x', query: { a: '1' }, headers: { 'x-key': 'mine' } };
    await at.connectors.callThrough(org, id, call);
    expect(crm.calls[0]).toMatchObject({ url, headers });
  });

  it('opens a variable of the organisation, and says when it has no value', async () => {
    await using crm = await startUpstream();
    await using at = await startTestConnectors();
    const token = { kind: 'variable', name: 'CRM_TOKEN' };
    const id = await make(at.person(org), {
      ...{ kind: 'custom', name: 'CRM', baseUrl: crm.url },
      authentication: { type: 'bearer', token },
    });
    const call = { method: 'GET', path: '/' };
    await expect(at.connectors.callThrough(org, id, call)).rejects.toMatchObject({
      code: 'vault.variable.unknown',
    });
    at.variables.set('CRM_TOKEN', 'of-today');
    await at.connectors.callThrough(org, id, call);
    expect(crm.calls[0]?.headers['authorization']).toBe('Bearer of-today');
  });

  it('renews the token of its OAuth connection once when it is refused', async () => {
    await using tokens = await startTokens();
    await using crm = await startUpstream(({ headers }) =>
      headers['authorization'] === 'Bearer token-1' ? 401 : 200,
    );
    await using at = await startTestConnectors({ origin: crm.url });
    const connection = await at.connection(org, tokens.url);
    const ada = at.person(org);
    const id = await make(ada, {
      ...{ kind: 'webex', name: 'Webex', dataCentre: 'jp1', access: 'readWrite', connection },
    });
    const call = { method: 'DELETE', path: '/team/1' };
    await at.connectors.callThrough(org, id, call);
    at.clock.advance(60_000);
    expect((await at.connectors.callThrough(org, id, call)).status).toBe(200);
    expect(crm.calls.at(-1)).toMatchObject({
      ...{ method: 'DELETE', url: '/webex-jp1/team/1' },
      headers: { authorization: 'Bearer token-2' },
    });
    const params = { connectorId: id };
    const tried = await ada.call(operations.postConnectorTest, { params, body: {} });
    expect(tried.body).toMatchObject({ ok: true, status: 200 });
  });

  it('says what went wrong without what it carried', async () => {
    await using at = await startTestConnectors();
    const ada = at.person(org);
    const id = await make(ada, {
      ...{ kind: 'custom', name: 'Away', baseUrl: 'http://127.0.0.1:9' },
      authentication: { type: 'apiKey', in: 'query', name: 'key', key: secret },
    });
    const tried = await ada.call(operations.postConnectorTest, {
      ...{ params: { connectorId: id }, body: {} },
    });
    expect(tried.body).toMatchObject({ ok: false, code: 'connector.no.answer', status: null });
    expect(JSON.stringify(tried)).not.toContain('planted');
    const blocked = { kind: 'custom', name: 'Inside', baseUrl: 'http://10.0.0.1', consent };
    expect(await ada.call(operations.postConnectors, { body: blocked })).toMatchObject({
      status: 400,
      body: { code: 'egress.blocked' },
    });
  });
});
