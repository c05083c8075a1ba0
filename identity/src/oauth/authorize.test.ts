import { loginOperations } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';
import { codeClient, createBrowser, pkce, type TestBrowser } from './testing/browser.ts';

const redirectUri = 'https://app.example.com/callback?keep=1';
const verifier = 'v'.repeat(43);

describe('the authorization endpoint', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let globex: TestOrganisation;
  let client: { id: string; secret: string };
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    globex = await test.organisation('Globex');
    client = await codeClient(test, acme.org, [redirectUri, 'http://127.0.0.1/desktop']);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const request = (more: Record<string, string> = {}) => ({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    state: 'state & more',
    ...pkce(verifier),
    ...more,
  });
  const consoleRequest = (more: Record<string, string> = {}) =>
    request({
      client_id: 'tandem-console',
      redirect_uri: 'http://127.0.0.1:8080/console/callback',
      ...more,
    });
  const signedIn = async (browser: TestBrowser, asked = request(), who = acme) => {
    await browser.open(asked);
    return browser.submit({ email: who.adminEmail, password: who.adminPassword });
  };
  const exchange = (form: Record<string, string>) =>
    test.call(loginOperations.postOauthToken, {
      body: { grant_type: 'authorization_code', redirect_uri: redirectUri, ...form },
    });

  it('signs in, comes back with code and state, and the code gives tokens for the user', async () => {
    const { status, headers } = await signedIn(createBrowser(test));
    expect(status).toBe(303);
    const target = new URL(headers['location'] ?? '');
    expect(target.origin + target.pathname).toBe('https://app.example.com/callback');
    expect(target.searchParams.get('keep')).toBe('1');
    expect(target.searchParams.get('state')).toBe('state & more');
    const { body } = await exchange({
      client_id: client.id,
      client_secret: client.secret,
      code: target.searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 7_200 });
    expect(await test.identity.authenticate(body.access_token)).toMatchObject({
      org: acme.org,
      kind: 'user',
      userId: acme.adminId,
      clientId: client.id,
    });
  });

  it('knows the session the next time, unless the application asks for the password', async () => {
    const browser = createBrowser(test);
    await signedIn(browser);
    expect((await browser.open(request())).status).toBe(302);
    expect((await browser.open(request({ prompt: 'login' }))).status).toBe(200);
    await test.call(loginOperations.getLogout, {
      headers: { cookie: browser.cookies(), 'sec-fetch-site': 'same-origin' },
    });
    expect((await browser.open(request())).status).toBe(200);
  });

  it('says that a sign-in was ended, and nothing of the kind to who comes for the first time', async () => {
    const browser = createBrowser(test);
    expect((await browser.open(request())).body).not.toContain('id="notice"');
    await signedIn(browser);
    await test.db.query('delete from sign_in_session where user_id = $1', [acme.adminId]);
    const page = await browser.open(request());
    expect(page.status).toBe(200);
    expect(page.body).toContain('Your sign-in was ended');
    expect((await browser.open(request({ prompt: 'login' }))).body).not.toContain('id="notice"');
    // A sign-in of another organisation stands: it only does not count here.
    const other = createBrowser(test);
    await signedIn(other, consoleRequest(), globex);
    expect((await other.open(request())).body).not.toContain('id="notice"');
  });

  it('lets nobody of another organisation in, whatever the client', async () => {
    const refused = await signedIn(createBrowser(test), request(), globex);
    expect(refused.status).toBe(401);
    const browser = createBrowser(test);
    await signedIn(browser, consoleRequest(), globex);
    expect((await browser.open(request())).status).toBe(200);
  });

  it('lets people of every organisation into the console, at the own origin only', async () => {
    for (const who of [acme, globex]) {
      const { headers } = await signedIn(createBrowser(test), consoleRequest(), who);
      const code = new URL(headers['location'] ?? '').searchParams.get('code') ?? '';
      const { body } = await exchange({
        client_id: 'tandem-console',
        redirect_uri: 'http://127.0.0.1:8080/console/callback',
        code,
        code_verifier: verifier,
      });
      expect(await test.identity.authenticate(body.access_token)).toMatchObject({
        org: who.org,
        bundled: true,
      });
    }
    const elsewhere = consoleRequest({ redirect_uri: 'http://evil.example/console/callback' });
    expect((await createBrowser(test).open(elsewhere)).status).toBe(400);
  });

  it('names the part of the console that is signed in to', async () => {
    const browser = createBrowser(test);
    expect((await browser.open(consoleRequest())).body).toContain('Tandem Console');
    const redirect = 'http://127.0.0.1:8080/desk/callback';
    const desk = await browser.open(consoleRequest({ redirect_uri: redirect }));
    expect(desk.body).toContain('Tandem Desk');
    expect(desk.body).not.toContain('Tandem Console');
  });

  it('asks which organisation is meant when e-mail and password fit two', async () => {
    const both = { adminEmail: 'both@example.com', adminName: 'Both', password: 'same-password' };
    await test.identity.usecases.createOrganisation({ name: 'Initech One', ...both });
    const two = await test.identity.usecases.createOrganisation({ name: 'Initech Two', ...both });
    const browser = createBrowser(test);
    await browser.open(consoleRequest());
    const login = { email: both.adminEmail, password: both.password };
    const asked = await browser.submit(login);
    expect(asked.body).toContain('<option value="initech-one">Initech One</option>');
    const done = await browser.submit({ ...login, org: 'initech-two' });
    const { body } = await exchange({
      client_id: 'tandem-console',
      redirect_uri: 'http://127.0.0.1:8080/console/callback',
      code: new URL(done.headers['location'] ?? '').searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    expect((await test.identity.authenticate(body.access_token))?.org).toBe(two.org);
    const named = await browser.open(consoleRequest({ org: 'initech-one', prompt: 'login' }));
    expect(named.status).toBe(200);
    expect((await browser.submit(login)).status).toBe(303);
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'no OAuth client with the id “nobody”'],
    ['a missing address', { redirect_uri: '' }, 'https://app.example.com/callback?keep=1'],
    [
      'an address that differs by one character',
      { redirect_uri: 'https://app.example.com/callback?keep=2' },
      'https://app.example.com/callback?keep=1',
    ],
    ['an address with more behind it', { redirect_uri: `${redirectUri}/x` }, 'not registered'],
    ['the implicit grant', { response_type: 'token' }, 'code_challenge_method=S256'],
  ])('shows a page that explains %s', async (_what, more, text) => {
    const { status, headers, body } = await createBrowser(test).open(request(more));
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain(text);
  });

  it('shows what a stranger sends as text, never as HTML', async () => {
    const evil = '"><script>alert(1)</script>';
    const pages = [
      await createBrowser(test).open(request({ client_id: evil })),
      await createBrowser(test).open(request({ redirect_uri: evil })),
      await createBrowser(test).open(request({ login_hint: evil, state: evil })),
    ];
    for (const { body } of pages) {
      expect(body).toContain('&lt;script&gt;');
      expect(body).not.toContain('<script');
    }
  });

  it.each([
    [{ response_type: 'id_token' }, 'unsupported_response_type'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [
      {
        client_id: 'tandem-console',
        redirect_uri: 'http://127.0.0.1:8080/desk/callback',
        code_challenge: '',
      },
      'invalid_request',
    ],
  ])('tells the application of %o', async (more, error) => {
    const { status, headers } = await createBrowser(test).open(request(more));
    const target = new URL(headers['location'] ?? '');
    expect(status).toBe(302);
    expect(target.searchParams.get('error')).toBe(error);
    expect(target.searchParams.get('state')).toBe('state & more');
  });

  it('leaves the port of a loopback address free', async () => {
    const open = (redirect_uri: string) => createBrowser(test).open(request({ redirect_uri }));
    expect((await open('http://127.0.0.1:49152/desktop')).status).toBe(200);
    expect((await open('http://127.0.0.1:49152/other')).status).toBe(400);
    expect((await open('https://127.0.0.1:49152/desktop')).status).toBe(400);
  });

  it.each([
    ['de-AT,de;q=0.9', 'de', 'Anmelden'],
    ['tr', 'tr', 'Oturum aç'],
    ['fr', 'en', 'Sign in'],
  ])('speaks to a browser that reads %s', async (accept, lang, text) => {
    const { body } = await createBrowser(test, { 'accept-language': accept }).open(request());
    expect(body).toContain(`<html lang="${lang}">`);
    expect(body).toContain(text);
  });

  it('takes no form from another browser, and none that was changed', async () => {
    const victim = createBrowser(test);
    const attacker = createBrowser(test);
    await victim.open(request());
    await attacker.open(request());
    const login = { email: acme.adminEmail, password: acme.adminPassword };
    const crossed = await victim.submit({ ...login, form_token: attacker.field('form_token') });
    expect(crossed.status).toBe(400);
    const moved = new URLSearchParams(request({ state: 'other' })).toString();
    await victim.open(request());
    expect((await victim.submit({ ...login, request: moved })).status).toBe(400);
  });

  it('refuses further attempts after five, even the right one, and tells nothing of who exists', async () => {
    for (const email of ['victim@acme.test', 'nobody@acme.test']) {
      if (email.startsWith('victim'))
        await test.identity.usecases.createOrganisation({
          name: 'Victim',
          adminEmail: email,
          adminName: 'Victim',
          password: 'right-password',
        });
      const browser = createBrowser(test);
      await browser.open(consoleRequest());
      const statuses = [];
      for (let attempt = 0; attempt < 5; attempt += 1)
        statuses.push((await browser.submit({ email, password: 'wrong' })).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401]);
      expect((await browser.submit({ email, password: 'right-password' })).status).toBe(429);
      await test.clock.advance(61_000);
      const later = await browser.submit({ email, password: 'right-password' });
      expect(later.status).toBe(email.startsWith('victim') ? 303 : 401);
    }
  });

  it('refuses a client that was switched off', async () => {
    const off = await codeClient(test, acme.org, [redirectUri]);
    await test.db.query(`update oauth_client set state = 'inactive' where id = $1`, [off.id]);
    const { status, body } = await createBrowser(test).open(request({ client_id: off.id }));
    expect(status).toBe(400);
    expect(body).toContain('is not active');
  });
});

describe('PKCE', () => {
  it('makes the challenge of RFC 7636', () => {
    const { code_challenge } = pkce('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
    expect(code_challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });
});
