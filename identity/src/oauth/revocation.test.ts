import { identityOperations, loginOperations, tokensOperations } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { untilLockedOut } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';
import { codeClient, createBrowser, pkce } from './testing/browser.ts';

const redirectUri = 'https://app.example.com/callback';
const verifier = 'verifier-'.repeat(6);

/** What is under way while somebody takes access away must not outlive it. */
describe('taking access away while it is used', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let client: { id: string; secret: string };
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    client = await codeClient(test, acme.org, [redirectUri]);
    // The administrator's own token must be there before a table is held.
    await acme.call(tokensOperations.getTokensMe);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const request = () => ({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    ...pkce(verifier),
  });
  const ask = (body: Record<string, string>) =>
    test.call(loginOperations.postOauthToken, { body: { client_id: client.id, ...body } });
  const refresh = (refresh_token: string) => ask({ grant_type: 'refresh_token', refresh_token });
  const codeOf = (headers: Readonly<Record<string, string>>) =>
    new URL(headers['location'] ?? '').searchParams.get('code') ?? '';
  const redeem = (code: string) =>
    ask({
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      code,
    });
  const signIn = async (password = acme.adminPassword) => {
    const browser = createBrowser(test);
    await browser.open(request());
    return { browser, done: await browser.submit({ email: acme.adminEmail, password }) };
  };
  const tokens = async () => (await redeem(codeOf((await signIn()).done.headers))).body;

  /** Holds a table while `during` runs, so that whoever writes to it waits in the middle of its work. */
  const holding = async (table: string, during: (release: () => void) => Promise<void>) => {
    const released = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const hold = test.db.transaction(async (tx: Transaction) => {
      await tx.query(`lock table ${table} in share row exclusive mode`);
      held.resolve();
      await released.promise;
    });
    await held.promise;
    await during(released.resolve);
    await hold;
  };
  const waiting = (count: number) => untilLockedOut(test.db, { count });

  it('an administrator ends every token, also one that is being refreshed', async () => {
    const { refresh_token } = await tokens();
    let refreshed: ReturnType<typeof refresh> | undefined;
    let ended: ReturnType<typeof acme.call> | undefined;
    await holding('access_token', async (release) => {
      refreshed = refresh(refresh_token);
      await waiting(1);
      ended = acme.call(tokensOperations.deleteToken, { params: { userId: acme.adminId } });
      await waiting(2);
      release();
    });
    expect((await ended)?.status).toBe(200);
    const { body } = (await refreshed) as Awaited<ReturnType<typeof refresh>>;
    expect(await refresh(body.refresh_token ?? 'refused')).toMatchObject({
      body: { error: 'invalid_grant' },
    });
    expect(await test.identity.authenticate(body.access_token ?? '')).toBeNull();
  });

  it('a sign-out ends the pair that is being made at the same moment', async () => {
    const { access_token, refresh_token } = await tokens();
    let refreshed: ReturnType<typeof refresh> | undefined;
    let ended: Promise<{ status: number }> | undefined;
    await test.identity.authenticate(access_token);
    await holding('access_token', async (release) => {
      refreshed = refresh(refresh_token);
      await waiting(1);
      ended = test.call(tokensOperations.deleteTokensMe, {}, access_token);
      await waiting(2);
      release();
    });
    expect((await ended)?.status).toBe(200);
    const { body } = (await refreshed) as Awaited<ReturnType<typeof refresh>>;
    expect(await refresh(body.refresh_token ?? 'refused')).toMatchObject({
      body: { error: 'invalid_grant' },
    });
  });

  it('an own new password ends every sign-in but the one it was changed from', async () => {
    const [here, elsewhere] = [await tokens(), await tokens()];
    const { browser } = await signIn();
    const change = (oldPassword: string, newPassword: string) =>
      test.call(
        identityOperations.postUsersMePassword,
        { body: { oldPassword, newPassword } },
        here.access_token,
      );
    expect((await change(acme.adminPassword, 'a password of my own')).status).toBe(204);
    expect(await test.identity.authenticate(here.access_token)).not.toBeNull();
    expect((await refresh(here.refresh_token)).status).toBe(200);
    expect(await test.identity.authenticate(elsewhere.access_token)).toBeNull();
    expect((await refresh(elsewhere.refresh_token)).status).toBe(400);
    expect((await browser.open(request())).status).toBe(200);
    await change('a password of my own', acme.adminPassword);
  });

  it('a new password ends a sign-in with the old one that was not through yet', async () => {
    let signing: ReturnType<typeof signIn> | undefined;
    let changed: ReturnType<typeof acme.call> | undefined;
    await holding('sign_in_session', async (release) => {
      signing = signIn();
      await waiting(1);
      changed = acme.call(identityOperations.postUserPassword, {
        params: { userId: acme.adminId },
        body: { newPassword: 'another fine password' },
      });
      await waiting(2);
      release();
    });
    const { browser, done } = (await signing) as Awaited<ReturnType<typeof signIn>>;
    await changed;
    if (done.status === 303) expect((await redeem(codeOf(done.headers))).status).toBe(400);
    expect((await browser.open(request())).status).toBe(200);
  });
});
