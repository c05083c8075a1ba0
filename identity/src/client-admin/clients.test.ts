import {
  identityOperations,
  loginOperations,
  oauthOperations as operations,
} from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRoleIdIn, homeDivisionId } from '../index.ts';
import {
  inTurn,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from '../testing/index.ts';

describe('OAuth clients', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const script = { name: 'Script', authorizedGrantType: 'CLIENT-CREDENTIALS' };
  const add = (body: unknown, token?: string) =>
    token
      ? test.call(operations.postOauthClients, { body }, token)
      : acme.call(operations.postOauthClients, { body });
  const ask = (client_id: string, client_secret: string) =>
    test.call(loginOperations.postOauthToken, {
      body: { grant_type: 'client_credentials', client_id, client_secret },
    });

  it('show their secret when made and never again', async () => {
    const { body: made } = await add(script);
    expect(made).toMatchObject({
      secret: expect.stringMatching(/^[\w-]{43}$/),
      accessTokenValiditySeconds: 86_400,
      state: 'active',
      authorizedGrantType: 'CLIENT-CREDENTIALS',
    });
    const params = { clientId: made.id };
    const later = [
      await acme.call(operations.getOauthClient, { params }),
      await acme.call(operations.putOauthClient, { params, body: script }),
      await acme.call(operations.getOauthClients),
      await acme.call(operations.getOauthAuthorizations),
    ];
    for (const { body } of later) expect(JSON.stringify(body)).not.toContain('"secret"');
  });

  it('work with a new secret after a rotation, not with the old', async () => {
    const { body: made } = await add(script);
    const { body: rotated } = await acme.call(operations.postOauthClientSecret, {
      params: { clientId: made.id },
    });
    expect((await ask(made.id, made.secret)).status).toBe(401);
    expect((await ask(made.id, rotated.secret)).status).toBe(200);
  });

  it.each([
    ['a change', operations.putOauthClient, script],
    ['an authorisation', identityOperations.putTandemOauthAuthorization, { state: 'Authorized' }],
  ])('keep the new secret when %s meets the rotation', async (_what, operation, body) => {
    const { body: made } = await add(script);
    const params = { clientId: made.id };
    const [rotated, changed] = await inTurn(test.db, acme.org, [
      () => acme.call(operations.postOauthClientSecret, { params }),
      () => acme.call(operation, { params, body }),
    ]);
    expect(changed?.status).toBe(200);
    expect((await ask(made.id, made.secret)).status).toBe(401);
    expect((await ask(made.id, rotated?.body.secret)).status).toBe(200);
  });

  it.each([
    ['a change', operations.putOauthClient, script],
    ['a rotation', operations.postOauthClientSecret, undefined],
  ])('stay revoked when %s meets the revocation', async (_what, operation, body) => {
    const { body: made } = await add(script);
    const params = { clientId: made.id };
    await inTurn(test.db, acme.org, [
      () =>
        acme.call(identityOperations.putTandemOauthAuthorization, {
          params,
          body: { state: 'Revoked' },
        }),
      () => acme.call(operation, { params, ...(body ? { body } : {}) }),
    ]);
    const now = await acme.call(operations.getOauthAuthorization, { params });
    expect(now.body.state).toBe('Revoked');
  });

  it('are gone when a change meets the deletion', async () => {
    const { body: made } = await add(script);
    const params = { clientId: made.id };
    const [, changed] = await inTurn(test.db, acme.org, [
      () => acme.call(operations.deleteOauthClient, { params }),
      () => acme.call(operations.putOauthClient, { params, body: script }),
    ]);
    expect(changed?.status).toBe(404);
    expect((await acme.call(operations.getOauthClient, { params })).status).toBe(404);
  });

  it('hold the roles they are given, over the divisions named', async () => {
    const roleId = defaultRoleIdIn(acme.org, 'agent');
    const roleDivisions = [{ roleId, divisionId: homeDivisionId(acme.org) }];
    const { body: made } = await add({ ...script, roleDivisions });
    expect(made).toMatchObject({ roleDivisions, roleIds: [roleId] });
    const { body } = await ask(made.id, made.secret);
    const principal = await test.identity.authenticate(body.access_token);
    expect(principal?.permissions.has('routing:queue:join')).toBe(true);
    expect(principal?.permissions.has('routing:queue:add')).toBe(false);
  });

  it.each([
    ['a lifetime too short', { accessTokenValiditySeconds: 299 }],
    ['a lifetime too long', { accessTokenValiditySeconds: 172_801 }],
    ['no address to return to', { authorizedGrantType: 'CODE' }],
    ['an address that runs script', { registeredRedirectUri: ['javascript:alert(1)'] }],
    ['an address with a fragment', { registeredRedirectUri: ['https://a.example/#x'] }],
    ['the implicit grant', { authorizedGrantType: 'TOKEN' }],
    ['the password grant', { authorizedGrantType: 'PASSWORD' }],
    ['a blank name', { name: ' ' }],
  ])('are refused with %s', async (_what, more) => {
    expect((await add({ ...script, ...more })).status).toBe(400);
  });

  it('are refused with a role of another organisation', async () => {
    const globex = await test.organisation('Globex');
    const roleDivisions = [
      {
        roleId: defaultRoleIdIn(globex.org, 'agent'),
        divisionId: homeDivisionId(acme.org),
      },
    ];
    expect((await add({ ...script, roleDivisions })).status).toBe(404);
  });

  it('give nobody more than they have: not by making, changing or taking over one', async () => {
    const token = await acme.token(
      'oauth:client:add',
      'oauth:client:edit',
      'oauth:client:authorize',
    );
    const roleDivisions = [
      { roleId: defaultRoleIdIn(acme.org, 'masterAdmin'), divisionId: homeDivisionId(acme.org) },
    ];
    const refused = { status: 403, body: { code: 'not.authorized' } };
    expect(await add({ ...script, roleDivisions }, token)).toMatchObject(refused);
    expect((await add(script, token)).status).toBe(200);
    const { body: strong } = await add({ ...script, roleDivisions });
    const params = { clientId: strong.id };
    const tries = [
      test.call(operations.postOauthClientSecret, { params }, token),
      test.call(operations.putOauthClient, { params, body: script }, token),
      test.call(
        identityOperations.putTandemOauthAuthorization,
        { params, body: { state: 'Authorized', roleDivisions } },
        token,
      ),
    ];
    for (const reply of await Promise.all(tries)) expect(reply).toMatchObject(refused);
  });

  it('are authorised and revoked: a revoked one gets no token and its tokens end', async () => {
    const { body: made } = await add(script);
    const { body: issued } = await ask(made.id, made.secret);
    const params = { clientId: made.id };
    const authorise = (body: unknown) =>
      acme.call(identityOperations.putTandemOauthAuthorization, { params, body });
    expect((await authorise({ state: 'Revoked' })).body.state).toBe('Revoked');
    expect(await test.identity.authenticate(issued.access_token)).toBeNull();
    expect(await ask(made.id, made.secret)).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client' },
    });
    const roleId = defaultRoleIdIn(acme.org, 'agent');
    const roleDivisions = [{ roleId, divisionId: homeDivisionId(acme.org) }];
    expect((await authorise({ state: 'Authorized', roleDivisions })).body).toMatchObject({
      state: 'Authorized',
      roles: [roleId],
      client: { id: made.id },
    });
    expect((await ask(made.id, made.secret)).status).toBe(200);
  });

  it('end on the day they are to be deleted', async () => {
    const dateToDelete = new Date(test.clock.now().getTime() + 60_000).toISOString();
    const { body: made } = await add({ ...script, dateToDelete });
    const { body: issued } = await ask(made.id, made.secret);
    expect(await test.identity.authenticate(issued.access_token)).not.toBeNull();
    await test.clock.advance(61_000);
    expect(await test.identity.authenticate(issued.access_token)).toBeNull();
    expect((await ask(made.id, made.secret)).status).toBe(400);
  });

  it('know scopes by their names', async () => {
    const { body } = await acme.call(operations.getOauthScopes);
    const ids = body.entities.map(({ id }: { id: string }) => id);
    for (const id of ['routing', 'routing:readonly', 'users', 'conversations', 'oauth'])
      expect(ids).toContain(id);
    const one = await acme.call(operations.getOauthScope, { params: { scopeId: 'routing' } });
    expect(one.status).toBe(200);
    const none = await acme.call(operations.getOauthScope, { params: { scopeId: 'nothing' } });
    expect(none.status).toBe(404);
  });
});
