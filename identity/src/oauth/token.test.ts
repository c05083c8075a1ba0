import { loginOperations } from '@tandem/contract';
import {
  anything,
  assert,
  asyncProperty,
  constantFrom,
  dictionary,
  ipV4,
  oneof,
  record,
  string,
  webUrl,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';
import { codeClient } from './testing/browser.ts';

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('client credentials', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let client: { id: string; secret: string };
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    client = await test.identity.usecases.createClient({
      org: acme.org,
      name: 'Script',
      permissions: ['messaging:integration:view'],
      tokenSeconds: 300,
    });
  });
  afterAll(() => test[Symbol.asyncDispose]());
  const ask = (body: Record<string, string>, headers = {}) =>
    test.call(loginOperations.postOauthToken, { body, headers });
  const grant = { grant_type: 'client_credentials' };

  it('give a token that stands for the client', async () => {
    const { status, body } = await ask(grant, basic(client.id, client.secret));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{64}$/),
      token_type: 'bearer',
      expires_in: 300,
    });
    const principal = await test.identity.authenticate(body.access_token);
    expect(principal).toMatchObject({
      org: acme.org,
      kind: 'client',
      userId: null,
      clientId: client.id,
      bundled: false,
    });
    expect([...(principal?.permissions ?? [])]).toEqual(['messaging:integration:view']);
  });

  it('may stand in the form', async () => {
    const form = { ...grant, client_id: client.id, client_secret: client.secret };
    expect((await ask(form)).status).toBe(200);
  });

  it.each([
    ['an unknown id', '00000000-0000-4000-8000-000000000000'],
    ['a text that is no id', "x' or 1=1"],
  ])('are refused for %s: client not found', async (_what, id) => {
    expect(await ask(grant, basic(id, client.secret))).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_client',
        description: 'client not found',
        error_description: 'client not found',
      },
    });
  });

  it.each(['wrong', ''])(
    'are refused with the secret "%s": authentication failed',
    async (secret) => {
      expect(await ask(grant, basic(client.id, secret))).toMatchObject({
        status: 401,
        body: {
          error: 'invalid_client',
          description: 'authentication failed',
          error_description: 'authentication failed',
        },
      });
    },
  );

  it('are refused without a secret', async () => {
    expect((await ask({ ...grant, client_id: client.id })).status).toBe(401);
  });

  it.each([
    [{}, 'invalid_request'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ grant_type: 'toString' }, 'unsupported_grant_type'],
    [{ grant_type: 'authorization_code' }, 'invalid_request'],
    [{ grant_type: 'refresh_token', refresh_token: 'unknown' }, 'invalid_grant'],
  ])('say what is wrong with %o', async (form, error) => {
    expect(await ask(form, basic(client.id, client.secret))).toMatchObject({
      status: 400,
      body: { error, error_description: expect.any(String) },
    });
  });

  it('refuse a form and a header that name two clients', async () => {
    const other = await test.identity.usecases.createClient({ org: acme.org, name: 'Other' });
    const form = { ...grant, client_id: other.id };
    expect(await ask(form, basic(client.id, client.secret))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });
});

describe('whatever is sent', () => {
  it('to the token endpoint gets a refusal of its shape, never a failure', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const { id, secret } = await test.identity.usecases.createClient({ org: acme.org, name: 'x' });
    const text = oneof(string({ unit: 'binary' }), constantFrom(id, secret, 'tandem-console'));
    const form = record(
      {
        grant_type: oneof(
          constantFrom('client_credentials', 'authorization_code', 'refresh_token'),
          string(),
        ),
        client_id: text,
        client_secret: string({ unit: 'binary' }),
        code: text,
        code_verifier: text,
        redirect_uri: text,
        refresh_token: text,
      },
      { requiredKeys: [] },
    );
    const sent = oneof(form, anything());
    const authorization = oneof(
      string(),
      text.map((one) => `Basic ${btoa(encoded(one))}`),
    );
    await assert(
      // From everywhere, or the endpoint soon refuses to look.
      asyncProperty(sent, authorization, ipV4(), async (body, header, address) => {
        const headers = { authorization: header };
        const reply = await test.call(loginOperations.postOauthToken, { body, headers, address });
        expect([400, 401]).toContain(reply.status);
        expect(Object.keys(reply.body)).toEqual(['error', 'description', 'error_description']);
      }),
      { numRuns: 300 },
    );
  });

  it('to the authorization endpoint gets a page or goes to a registered address', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const client = await codeClient(test, acme.org, ['https://app.example.com/cb']);
    const text = oneof(
      string({ unit: 'binary' }),
      webUrl(),
      constantFrom(client.id, 'https://app.example.com/cb', 'code', 'tandem-console'),
    );
    const query = dictionary(
      constantFrom('client_id', 'redirect_uri', 'response_type', 'state', 'code_challenge', 'org'),
      text,
    );
    await assert(
      asyncProperty(query, async (asked) => {
        const reply = await test.call(loginOperations.getOauthAuthorize, { query: asked });
        expect([200, 302, 400]).toContain(reply.status);
        if (reply.status === 302)
          expect(reply.headers['location']).toMatch(/^https:\/\/app\.example\.com\/cb\?/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a token', () => {
  it('ends when its time is over', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const { id, secret } = await test.identity.usecases.createClient({
      org: acme.org,
      name: 'Short',
      tokenSeconds: 300,
    });
    const body = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    const token = (await test.call(loginOperations.postOauthToken, { body })).body.access_token;
    await test.clock.advance(299_000);
    expect(await test.identity.authenticate(token)).not.toBeNull();
    await test.clock.advance(1_000);
    expect(await test.identity.authenticate(token)).toBeNull();
    expect(await test.identity.authenticate('unknown')).toBeNull();
  });

  it('belongs to one organisation', async () => {
    await using test = await startTestIdentity();
    const [acme, globex] = [await test.organisation('Acme'), await test.organisation('Globex')];
    const principals = await Promise.all(
      [await acme.token(), await globex.token()].map((token) => test.identity.authenticate(token)),
    );
    expect(principals.map((principal) => principal?.org)).toEqual([acme.org, globex.org]);
  });

  it('of a Master Admin holds every permission, also those of other packages', async () => {
    await using test = await startTestIdentity({ permissions: ['tandem:endpoint:view'] });
    const acme = await test.organisation();
    const principal = await test.identity.authenticate(await acme.token());
    for (const permission of ['tandem:endpoint:view', 'routing:queue:add', 'oauth:client:delete'])
      expect(principal?.permissions.has(permission)).toBe(true);
  });
});
