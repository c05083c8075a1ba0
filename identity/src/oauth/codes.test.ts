import { loginOperations } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';
import { codeClient, createBrowser, pkce } from './testing/browser.ts';

const redirectUri = 'https://app.example.com/callback';
const verifier = 'verifier-'.repeat(6);

describe('codes and refresh tokens', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let client: { id: string; secret: string };
  let other: { id: string; secret: string };
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    client = await codeClient(test, acme.org, [redirectUri]);
    other = await codeClient(test, acme.org, [redirectUri]);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const newCode = async (challenge: Record<string, string> = pkce(verifier)) => {
    const browser = createBrowser(test);
    await browser.open({
      response_type: 'code',
      client_id: client.id,
      redirect_uri: redirectUri,
      ...challenge,
    });
    const { headers } = await browser.submit({
      email: acme.adminEmail,
      password: acme.adminPassword,
    });
    return new URL(headers['location'] ?? '').searchParams.get('code') ?? '';
  };
  const ask = (body: Record<string, string>) => test.call(loginOperations.postOauthToken, { body });
  const redeem = (code: string, more: Record<string, string> = {}) =>
    ask({
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      client_id: client.id,
      code_verifier: verifier,
      code,
      ...more,
    });
  const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
    ask({ grant_type: 'refresh_token', client_id: client.id, refresh_token, ...more });
  const isAlive = async (token: string) => (await test.identity.authenticate(token)) !== null;

  it('work with PKCE and no secret', async () => {
    const { status, body } = await redeem(await newCode());
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'token_type',
    ]);
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  it('work with a secret and no PKCE; then refreshing needs the secret, too', async () => {
    const { status, body } = await ask({
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      client_id: client.id,
      client_secret: client.secret,
      code: await newCode({}),
    });
    expect(status).toBe(200);
    expect((await refresh(body.refresh_token)).body.error).toBe('invalid_grant');
    const proven = await refresh(body.refresh_token, { client_secret: client.secret });
    expect(proven.status).toBe(200);
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(50) }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: `${redirectUri}/` }],
  ])('refuse a code with %s', async (_what, more) => {
    const reply = await redeem(await newCode(), more);
    expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('refuse a verifier for a code made without challenge, and such a code without a secret', async () => {
    const proven = { client_secret: client.secret };
    expect((await redeem(await newCode({}), proven)).body.error).toBe('invalid_grant');
    expect((await redeem(await newCode({}), { code_verifier: '' })).body.error).toBe(
      'invalid_grant',
    );
  });

  it('belong to one client', async () => {
    const code = await newCode();
    const stolen = await redeem(code, { client_id: other.id, client_secret: other.secret });
    expect(stolen.body.error).toBe('invalid_grant');
    const { body } = await redeem(code);
    const taken = await refresh(body.refresh_token, {
      client_id: other.id,
      client_secret: other.secret,
    });
    expect(taken.body.error).toBe('invalid_grant');
  });

  it('end after a minute', async () => {
    const code = await newCode();
    await test.clock.advance(60_000);
    expect(await redeem(code)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', description: 'code has expired' },
    });
  });

  it('work once; a code used twice ends what was made from it', async () => {
    const code = await newCode();
    const { body } = await redeem(code);
    expect(await isAlive(body.access_token)).toBe(true);
    expect((await redeem(code)).status).toBe(400);
    expect(await isAlive(body.access_token)).toBe(false);
    expect((await refresh(body.refresh_token)).status).toBe(400);
  });

  it('give tokens to one of many who use a code at once', async () => {
    const code = await newCode();
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => redeem(code)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 400, 400, 400, 400]);
  });

  it('survive two refreshes at once, and a lost answer', async () => {
    const { body } = await redeem(await newCode());
    const both = await Promise.all([refresh(body.refresh_token), refresh(body.refresh_token)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const tokens = both.map((reply) => reply.body.refresh_token);
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect((await refresh(token)).status).toBe(200);
  });

  it('end the whole sign-in when a used refresh token comes again later', async () => {
    const { body: first } = await redeem(await newCode());
    const { body: second } = await refresh(first.refresh_token);
    await test.clock.advance(31_000);
    expect((await refresh(first.refresh_token)).body).toMatchObject({
      error: 'invalid_grant',
      description: 'refresh token was used already',
    });
    expect(await isAlive(second.access_token)).toBe(false);
    expect((await refresh(second.refresh_token)).status).toBe(400);
  });

  it('end when the user is switched off', async () => {
    const { body } = await redeem(await newCode());
    await test.db.query(`update app_user set state = 'inactive' where id = $1`, [acme.adminId]);
    expect((await refresh(body.refresh_token)).status).toBe(400);
    await test.db.query(`update app_user set state = 'active' where id = $1`, [acme.adminId]);
  });

  it('are removed when they are over', async () => {
    await redeem(await newCode());
    await test.clock.advance(31 * 86_400_000);
    await test.identity.usecases.purge();
    for (const table of ['access_token', 'refresh_token', 'authorization_code', 'sign_in_session'])
      expect(await test.db.query(`select from ${table}`)).toEqual([]);
  });
});
