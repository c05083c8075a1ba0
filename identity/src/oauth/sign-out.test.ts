import { loginOperations } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  origin,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from '../testing/index.ts';
import { codeClient, createBrowser, pkce, type TestBrowser } from './testing/browser.ts';

const home = 'https://app.example.com/';
const callback = 'https://app.example.com/callback';

describe('signing out', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let app: { id: string };
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    app = await codeClient(test, acme.org, [callback, home]);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const request = () => ({
    response_type: 'code',
    client_id: app.id,
    redirect_uri: callback,
    ...pkce('v'.repeat(43)),
  });
  const signedIn = async () => {
    const browser = createBrowser(test);
    await browser.open(request());
    await browser.submit({ email: acme.adminEmail, password: acme.adminPassword });
    return browser;
  };
  const isSignedIn = async (browser: TestBrowser) => (await browser.open(request())).status === 302;
  const toApp = () => ({ client_id: app.id, redirect_uri: home });

  it.each([
    ['of this installation', { 'sec-fetch-site': 'same-origin' }],
    ['of this installation over plain HTTP', { referer: `${origin}/console/` }],
    ['of the application that it goes back to', { referer: home, 'sec-fetch-site': 'cross-site' }],
    ['of nobody: typed or bookmarked', { 'sec-fetch-site': 'none' }],
  ])('by GET is done for a page %s', async (_what, headers) => {
    const browser = await signedIn();
    const left = await browser.leave(toApp(), headers);
    expect(left).toMatchObject({ status: 302, headers: { location: home } });
    expect(left.headers['set-cookie']).toMatch(/^tandem_session_8080=; .*Max-Age=0/);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it.each([
    ['another site', { referer: 'https://evil.example/', 'sec-fetch-site': 'cross-site' }],
    ['another site that hides itself', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that tells nothing', {}],
  ])('by GET from %s asks first, and the button does it', async (_what, headers) => {
    const browser = await signedIn();
    const asked = await browser.leave(toApp(), headers);
    expect(asked).toMatchObject({ status: 200 });
    expect(asked.body).toContain('Sign out?');
    const [request, form_token] = [browser.field('request'), browser.field('form_token')];
    expect(await isSignedIn(browser)).toBe(true);
    const done = await browser.confirm({ request, form_token });
    expect(done).toMatchObject({ status: 303, headers: { location: home } });
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('takes no button of another browser and no form that was made for signing in', async () => {
    const browser = await signedIn();
    const other = createBrowser(test);
    await other.open(request());
    await browser.open({ ...request(), prompt: 'login' });
    const forms = [other, browser].map((from) => ({
      request: from.field('request'),
      form_token: from.field('form_token'),
    }));
    for (const form of forms) expect(await browser.confirm(form)).toMatchObject({ status: 200 });
    expect(await isSignedIn(browser)).toBe(true);
  });

  it.each([
    ['no client', { redirect_uri: home }],
    ['an unknown client', { client_id: 'nobody', redirect_uri: home }],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/' }],
    ['an address with more behind it', { redirect_uri: `${home}more` }],
    ['a script', { redirect_uri: 'javascript:alert(1)' }],
    ['an address of another client', { client_id: 'tandem-console', redirect_uri: home }],
  ])('goes nowhere with %s', async (_what, query) => {
    const named = 'client_id' in query || _what === 'no client' ? query : { ...toApp(), ...query };
    const left = await (await signedIn()).leave(named, { 'sec-fetch-site': 'same-origin' });
    expect(left.status).toBe(200);
    expect(left.headers).not.toHaveProperty('location');
    expect(left.body).toContain('You are signed out.');
  });

  it('goes back at once for who is not signed in: the desk and foreign applications alike', async () => {
    expect(await createBrowser(test).leave(toApp(), {})).toMatchObject({
      status: 302,
      headers: { location: home },
    });
    const own = { client_id: 'tandem-console', redirect_uri: `${origin}/console/` };
    expect((await createBrowser(test).leave(own, {})).headers['location']).toBe(own.redirect_uri);
  });

  it('is not possible for another site with a referrer of an application that is not asked for', async () => {
    const browser = await signedIn();
    const left = await test.call(loginOperations.getLogout, {
      query: { client_id: app.id },
      headers: { cookie: browser.cookies(), referer: home },
    });
    expect(left.body).toContain('Sign out?');
    expect(await isSignedIn(browser)).toBe(true);
  });
});
