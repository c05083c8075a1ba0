import { type OperationSpec, connectionOperations as operations } from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { vaultEvents } from '../index.ts';
import {
  startAuthorizationServer,
  testCallbackUrl,
  testClient,
  testOrigin,
} from './testing/authorization-server.ts';
import { startTestConnections, type TestReply } from './testing/people.ts';

const org = systemIds.uuid();
const otherOrg = systemIds.uuid();

type Server = Awaited<ReturnType<typeof startAuthorizationServer>>;
type At = Awaited<ReturnType<typeof startTestConnections>>;
type Person = ReturnType<At['person']>;

const codeRequest = ({ issuer, tokenUrl }: Server, more: object = {}) => ({
  name: 'CRM',
  provider: 'custom',
  grant: 'authorizationCodePkce',
  authorizationUrl: `${issuer}/auth`,
  tokenUrl,
  revocationUrl: `${issuer}/token/revocation`,
  clientId: testClient.id,
  clientSecret: testClient.secret,
  scopes: ['openid', 'offline_access'],
  ...more,
});

const clientRequest = (server: Server, more: object = {}) =>
  codeRequest(server, { name: 'Robot', grant: 'clientCredentials', scopes: [], ...more });

const make = async (person: Person, body: object): Promise<string> => {
  const made = await person.call(operations.postConnections, { body });
  expect(made.body).toMatchObject({ name: (body as { name: string }).name });
  return made.body.id;
};

const cookieOf = ({ headers }: TestReply) => (headers['set-cookie'] ?? '').split(';')[0] ?? '';

/** Signs in as a browser does: to the provider and back. */
const signIn = async (at: At, server: Server, { person, id }: { person: Person; id: string }) => {
  const begun = await person.call(operations.postConnectionSignIn, {
    params: { connectionId: id },
  });
  const query = await server.approve(begun.body.url);
  return at.browse(operations.getConnectionCallback, {
    query,
    headers: { cookie: cookieOf(begun) },
  });
};

describe('an OAuth connection', () => {
  it('shows the callback URL and never the secret', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const settings = await ada.call(operations.getConnectionSettings);
    expect(settings.body).toEqual({ callbackUrl: testCallbackUrl });
    const id = await make(ada, codeRequest(server));
    const params = { connectionId: id };
    expect((await signIn(at, server, { person: ada, id })).status).toBe(200);
    await ada.call(operations.postConnectionTest, { params });
    await ada.call(operations.getConnections);
    const { token } = await at.connections.tokens.accessToken(org, 'crm');
    const said = JSON.stringify([at.replies, at.notes]);
    expect(said).toContain(testCallbackUrl);
    for (const secret of [testClient.secret, token]) expect(said).not.toContain(secret);
    const rows = await at.db.query('select * from connection, connection_grant');
    const stored = JSON.stringify(rows, (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    for (const secret of [testClient.secret, token]) expect(stored).not.toContain(secret);
  });

  it('has a name of its own in the organisation, whatever its case', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    await make(ada, codeRequest(server));
    const body = codeRequest(server, { name: ' crm ' });
    expect(await ada.call(operations.postConnections, { body })).toMatchObject({
      status: 409,
      body: { code: 'connection.name.taken' },
    });
    await make(at.person(otherOrg), codeRequest(server));
    const listed = await ada.call(operations.getConnections);
    expect(listed.body).toMatchObject({ total: 1, entities: [{ name: 'CRM' }] });
  });

  it('is nothing to another organisation', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const id = await make(at.person(org), clientRequest(server));
    const eve = at.person(otherOrg);
    const each: OperationSpec[] = Object.values(operations).filter(({ path }) =>
      path.includes('{connectionId}'),
    );
    for (const operation of each) {
      const body = clientRequest(server, { name: 'Mine' });
      const reply = await eve.call(operation, { params: { connectionId: id }, body });
      expect([operation.path, reply.status]).toEqual([operation.path, 404]);
    }
    expect((await eve.call(operations.getConnections)).body.total).toBe(0);
    await expect(at.connections.tokens.accessToken(otherOrg, id)).rejects.toMatchObject({
      status: 404,
    });
    expect(await at.connections.tokens.accessToken(org, id)).toMatchObject({ version: 1 });
  });

  it('asks for a permission with every operation', async () => {
    await using at = await startTestConnections();
    const nobody = at.person(org, []);
    const guarded = Object.values(operations).filter(
      (one: OperationSpec) => one.access !== 'public',
    );
    for (const operation of guarded)
      expect((await nobody.call(operation, { params: { connectionId: org } })).status).toBe(403);
    const reader = at.person(org, ['vault:connection:view']);
    expect((await reader.call(operations.getConnections)).status).toBe(200);
    expect((await reader.call(operations.postConnections, { body: {} })).status).toBe(403);
  });

  it('is refused with the reason when it cannot work', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const refusals: [object, string][] = [
      [{ tokenUrl: undefined }, 'connection.invalid'],
      [{ authorizationUrl: undefined }, 'connection.invalid'],
      [{ tokenUrl: 'http://192.0.2.1/token' }, 'egress.blocked'],
      [{ tokenUrl: 'ftp://127.0.0.1/token' }, 'connection.invalid'],
      [{ tokenUrl: 'http://8.8.8.8/token' }, 'connection.url.http'],
      [{ clientSecret: undefined, grant: 'authorizationCode' }, 'connection.invalid'],
      [{ clientAuthentication: 'privateKey' }, 'connection.invalid'],
      [{ grant: 'clientCredentials', sharing: 'perUser' }, 'connection.invalid'],
      [{ scopes: ['two words'] }, 'connection.invalid'],
      [{ tokenParameters: { Grant_Type: 'password' } }, 'connection.invalid'],
      [{ provider: 'genesys', host: 'nowhere' }, 'connection.invalid'],
      [{ issuer: `${server.issuer}/none`, tokenUrl: undefined }, 'connection.discovery.failed'],
    ];
    for (const [change, code] of refusals) {
      const reply = await ada.call(operations.postConnections, {
        body: codeRequest(server, change),
      });
      expect([change, reply.body.code]).toEqual([change, code]);
    }
    expect((await ada.call(operations.getConnections)).body.total).toBe(0);
    expect(at.notes).toEqual([]);
  });

  it('does not send its secret to another server unasked, and drops tokens that are of another client', async () => {
    await using server = await startAuthorizationServer();
    await using elsewhere = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, clientRequest(server));
    const params = { connectionId: id };
    await at.connections.tokens.accessToken(org, id);
    const { clientSecret: _kept, ...moved } = clientRequest(elsewhere);
    expect(await ada.call(operations.putConnection, { params, body: moved })).toMatchObject({
      status: 400,
      body: { code: 'connection.secret.again' },
    });
    const { clientSecret: _left, ...renamed } = clientRequest(server, { name: 'Robot 2' });
    await ada.call(operations.putConnection, { params, body: renamed });
    expect(await at.connections.tokens.accessToken(org, 'robot 2')).toMatchObject({ version: 1 });
    const body = clientRequest(elsewhere);
    expect((await ada.call(operations.putConnection, { params, body })).body.id).toBe(id);
    await at.connections.tokens.accessToken(org, id);
    expect(elsewhere.seen.requests).toBe(1);
    const changed = at.notes.filter(({ action }) => action !== 'insecureString');
    expect(changed.map(({ action }) => action)).toEqual(['create', 'update', 'update']);
    expect(changed[2]?.changes).toMatchObject({ clientSecret: {}, tokens: { to: 'dropped' } });
  });

  it('tells of those who have to sign in again because it was changed', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, codeRequest(server));
    const [params, body] = [{ connectionId: id }, codeRequest(server, { scopes: ['openid'] })];
    const told = () => vaultEvents(at.db).waiting(10);
    await ada.call(operations.putConnection, { params, body });
    expect(await told()).toEqual([]);
    await signIn(at, server, { person: ada, id });
    await ada.call(operations.putConnection, { params, body: { ...body, name: 'CRM 2' } });
    expect(await told()).toEqual([]);
    await ada.call(operations.putConnection, { params, body: codeRequest(server) });
    const data = { connectionName: 'CRM', from: 'active', reason: 'connection.changed' };
    expect(await told()).toMatchObject([{ org, key: id, data }]);
  });

  it('gives no token while it is deactivated', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, clientRequest(server));
    const params = { connectionId: id };
    const off = await ada.call(operations.postConnectionDeactivate, { params });
    expect(off.body.state).toBe('inactive');
    await expect(at.connections.tokens.accessToken(org, id)).rejects.toMatchObject({
      code: 'connection.inactive',
    });
    expect((await ada.call(operations.postConnectionTest, { params })).body).toMatchObject({
      ok: false,
      code: 'connection.inactive',
    });
    expect((await ada.call(operations.postConnectionActivate, { params })).body.state).toBe(
      'active',
    );
    expect(await at.connections.tokens.accessToken(org, id)).toMatchObject({ version: 1 });
    const actions = at.notes.map(({ action }) => action);
    expect(actions).toEqual(['create', 'insecureString', 'deactivate', 'activate']);
  });

  it('revokes at the provider what it was granted when it is deleted, and says so', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, codeRequest(server));
    await signIn(at, server, { person: ada, id });
    const { token } = await at.connections.tokens.accessToken(org, id);
    expect(await server.isAccepted(token)).toBe(true);
    const params = { connectionId: id };
    expect((await ada.call(operations.deleteConnection, { params })).status).toBe(204);
    expect(await server.isAccepted(token)).toBe(false);
    expect(at.notes.at(-1)).toMatchObject({
      action: 'delete',
      changes: { revocation: { to: { revoked: 1, failed: 0, notOffered: 0 } } },
    });
    expect((await ada.call(operations.getConnection, { params })).status).toBe(404);
    expect(await at.db.query('select 1 from connection_grant')).toEqual([]);
  });
});

describe('a sign-in to an OAuth connection', () => {
  it('works with addresses that the server itself names', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const { authorizationUrl: _a, tokenUrl: _t, revocationUrl: _r, ...rest } = codeRequest(server);
    const id = await make(ada, { ...rest, issuer: server.issuer });
    const params = { connectionId: id };
    expect((await ada.call(operations.getConnection, { params })).body).toMatchObject({
      issuer: server.issuer,
      tokenUrl: server.tokenUrl,
      revocationUrl: `${server.issuer}/token/revocation`,
    });
    expect((await signIn(at, server, { person: ada, id })).status).toBe(200);
    const { token } = await at.connections.tokens.accessToken(org, id);
    expect(await server.isAccepted(token)).toBe(true);
    // An answer that another server claims to have given is not exchanged (RFC 9207).
    const begun = await ada.call(operations.postConnectionSignIn, { params });
    const query = { ...(await server.approve(begun.body.url)), iss: 'https://other.example' };
    const headers = { cookie: cookieOf(begun) };
    const page = await at.browse(operations.getConnectionCallback, { query, headers });
    expect(page.status).toBe(400);
    expect(server.seen.requests).toBe(1);
  });

  it('keeps the id of the connection when it is done again, and is written down', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    for (const grant of ['authorizationCode', 'authorizationCodePkce']) {
      const id = await make(ada, codeRequest(server, { name: grant, grant }));
      const params = { connectionId: id };
      expect((await ada.call(operations.getConnection, { params })).body.state).toBe(
        'needsReauthorization',
      );
      await expect(at.connections.tokens.accessToken(org, id)).rejects.toMatchObject({
        code: 'connection.needs.authorization',
      });
      for (const version of [1, 2]) {
        const page = await signIn(at, server, { person: ada, id });
        expect(page).toMatchObject({ status: 200, body: expect.stringContaining(grant) });
        expect(await at.connections.tokens.accessToken(org, id)).toMatchObject({ version });
      }
      expect((await ada.call(operations.getConnection, { params })).body).toMatchObject({
        id,
        state: 'active',
        authorized: true,
      });
    }
    const noted = at.notes.filter(({ action }) => action === 'authorize');
    expect(noted).toHaveLength(4);
    expect(noted[0]?.actor).toEqual({ kind: 'user', id: ada.id });
  });

  it('is good once, for ten minutes and in one browser', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, codeRequest(server));
    const begin = () => ada.call(operations.postConnectionSignIn, { params: { connectionId: id } });
    const back = async (begun: TestReply, cookie: string) =>
      (
        await at.browse(operations.getConnectionCallback, {
          query: await server.approve(begun.body.url),
          headers: { cookie },
        })
      ).status;
    const [first, second, third] = [await begin(), await begin(), await begin()];
    expect(first.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Lax/);
    expect(await back(first, '')).toBe(400);
    expect(await back(second, cookieOf(first))).toBe(400);
    expect(await back(third, cookieOf(third))).toBe(200);
    expect(await back(third, cookieOf(third))).toBe(400);
    const late = await begin();
    await at.clock.advance(10 * 60_000);
    expect(await back(late, cookieOf(late))).toBe(400);
    expect(server.seen.requests).toBe(1);
  });

  it('shows the callback URL to copy when the provider refuses', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, codeRequest(server));
    const begun = await ada.call(operations.postConnectionSignIn, { params: { connectionId: id } });
    const { state } = await server.approve(begun.body.url);
    const answer = {
      state,
      error: 'invalid_request',
      error_description: 'redirect_uri <b>differs</b>',
    };
    const page = await at.browse(operations.getConnectionCallback, {
      query: answer,
      headers: { cookie: cookieOf(begun), 'accept-language': 'de' },
    });
    expect(page.status).toBe(400);
    expect(page.body).toContain(testCallbackUrl);
    expect(page.body).toContain('redirect_uri &lt;b&gt;differs');
    expect(page.body).toContain('Zeichen für Zeichen');
  });

  it('is tried out before anybody signs in: a callback URL that is not registered is told', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const known = await make(ada, codeRequest(server));
    const unknown = await make(ada, codeRequest(server, { name: 'Other', clientId: 'stranger' }));
    const test = async (id: string) =>
      (await ada.call(operations.postConnectionTest, { params: { connectionId: id } })).body;
    expect(await test(known)).toMatchObject({ ok: false, code: 'connection.needs.authorization' });
    const refused = await test(unknown);
    expect(refused).toMatchObject({ ok: false, code: 'connection.sign.in.refused' });
    expect(refused.message).toContain(testCallbackUrl);
    await signIn(at, server, { person: ada, id: known });
    expect(await test(known)).toMatchObject({ ok: true });
  });

  it('is refused from a page at another address, since its cookie would not come back', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const id = await make(ada, codeRequest(server));
    const reply = await ada.call(operations.postConnectionSignIn, {
      params: { connectionId: id },
      headers: { origin: 'http://localhost:9' },
    });
    expect(reply).toMatchObject({ status: 409, body: { code: 'connection.address.other' } });
    expect(reply.body.message).toContain(testOrigin);
  });

  it('gives each user a token of their own where the connection says so', async () => {
    await using server = await startAuthorizationServer();
    await using at = await startTestConnections();
    const ada = at.person(org);
    const ben = at.person(org, ['vault:connection:view', 'vault:connection:use']);
    const own = await make(ada, codeRequest(server, { sharing: 'perUser' }));
    const shared = await make(ada, codeRequest(server, { name: 'Shared' }));
    expect((await signIn(at, server, { person: ben, id: own })).status).toBe(200);
    const begun = await ben.call(operations.postConnectionSignIn, {
      params: { connectionId: shared },
    });
    expect(begun).toMatchObject({ status: 403, body: { code: 'connection.edit.missing' } });
    const { tokens } = at.connections;
    expect(await tokens.accessToken(org, own, { userId: ben.id })).toMatchObject({ version: 1 });
    await expect(tokens.accessToken(org, own, { userId: ada.id })).rejects.toMatchObject({
      code: 'connection.needs.authorization',
    });
    await expect(tokens.accessToken(org, own)).rejects.toMatchObject({
      code: 'connection.user.needed',
    });
    const seenBy = async (person: Person) =>
      (await person.call(operations.getConnection, { params: { connectionId: own } })).body;
    expect(await seenBy(ben)).toMatchObject({ state: 'active', userCount: 1 });
    expect(await seenBy(ada)).toMatchObject({ state: 'needsReauthorization', userCount: 1 });
  });
});
