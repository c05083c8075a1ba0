import { systemClock } from '@tandem/kit';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { createApi } from '../harness/api.ts';
import { adminEmail, adminPassword, startTandem, type TestTandem } from '../harness/tandem.ts';
import { findingsInBothLooks, pictures } from './accessibility.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

/** The real time, which the test may move on. */
const movableClock = () => {
  let aheadMs = 0;
  const now = () => new Date(systemClock.now().getTime() + aheadMs);
  return {
    clock: { ...systemClock, now },
    move: (ms: number) => {
      aheadMs += ms;
    },
  };
};

const hourMs = 3_600_000;

/** From an empty organisation; each step goes on where the one before it ended. */
describe('S3 stored connections, in the console', () => {
  const time = movableClock();
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let callbackUrl = '';
  let credentials = { id: '', secret: '' };
  let connectionId = '';
  let firstToken = '';
  const findings: string[] = [];
  const look = async (name: string) => {
    findings.push(...(await findingsInBothLooks(admin.page, name)));
  };

  beforeAll(async () => {
    // Both ends of the connection are on this machine, which an operator must allow.
    const allowed = { TANDEM_EGRESS_ALLOW: '127.0.0.1' };
    [tandem, browser] = await Promise.all([startTandem(allowed, time), launchBrowser()]);
    admin = await openWindow(browser);
    at = consoleOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  it('S3.4 the control room shows the callback URL of a new connection', async () => {
    await at.go('OAuth connections');
    await at.said('No connection yet');
    await look('connections-empty');
    await at.press('Create connection');
    callbackUrl = await at.copied('Callback URL');
    expect(callbackUrl).toBe(`${tandem.url}/oauth/connections/callback`);
    await look('connection-new');
  });

  it('S3.4 OAuth clients > Add client: app name, 86400, Code Authorization, a callback URL', async () => {
    await at.go('OAuth clients');
    await at.press('Add client');
    await at.field('App name').fill('Control room');
    await at.choose('Grant type', 'Code Authorization');
    expect(await at.copied('Token duration in seconds')).toBe('86400');
    // At first with an address that differs by one character.
    const redirects = at.field('Authorised redirect URIs');
    await redirects.fill(`${callbackUrl}/`);
    await redirects.press('Enter');
    await at.press('Save');
    const told = admin.page.getByRole('dialog');
    credentials = {
      id: await at.copied('Client ID', told),
      secret: await at.copied('Client Secret', told),
    };
    expect(credentials.secret.length).toBeGreaterThan(20);
  });

  it('S3.4 id and secret are entered, and the connection is stored', async () => {
    await admin.page.goto(`${tandem.url}/console/connections/new`);
    await at.field('Connection name').fill('Contact centre');
    await at.field('Region or address').fill(tandem.url);
    await at.field('Client ID').fill(credentials.id);
    await at.field('Client secret or private key').fill(credentials.secret);
    await at.press('Save');
    await at.said('Connection saved');
    await at.heading('Contact centre');
    await at.said('Needs sign-in');
    connectionId = admin.page.url().split('/').at(-1) ?? '';
    expect(await admin.page.content()).not.toContain(credentials.secret);
  });

  it('S3.4 a redirect URI that differs by one character is refused on both sides, with the URL to copy', async () => {
    await at.press('Test connection');
    await at.said('Not yet');
    await at.said(`Register exactly ${callbackUrl}`);
    await look('connection-refused');
    const opened = admin.page.context().waitForEvent('page');
    await at.press('Sign in');
    const provider = await opened;
    await provider.getByText('The address to return to is not registered').waitFor();
    await provider.getByText(callbackUrl, { exact: false }).first().waitFor();
    // While the other window is open: the page stops by itself soon after it is closed.
    await at.press('Stop waiting');
    await provider.close();
    await tandem.admin.ok('PUT', `/api/v2/oauth/clients/${credentials.id}`, {
      name: 'Control room',
      authorizedGrantType: 'CODE',
      accessTokenValiditySeconds: 86_400,
      registeredRedirectUri: [callbackUrl],
    });
  });

  it('S3.4 somebody signs in at the contact centre, and the window says that it worked', async () => {
    // The provider signs in whoever has no session there.
    const { page } = admin;
    const opened = page.context().waitForEvent('page');
    await at.press('Sign in');
    const provider = await opened;
    await provider.getByRole('heading', { level: 1 }).waitFor();
    if (await provider.locator('input[type=password]').count()) {
      await provider.locator('input[name=email]').fill(adminEmail);
      await provider.locator('input[type=password]').fill(adminPassword);
      await provider.locator('form button[type=submit]').click();
    }
    await provider.getByRole('heading', { name: 'Signed in' }).waitFor();
    if (pictures) await provider.screenshot({ path: `${pictures}/connection-callback.png` });
    await provider.close();
    await at.said('It gives tokens.');
    await page.getByText('Active', { exact: true }).first().waitFor();
    await at.press('Test connection');
    await at.said('It works');
    await look('connection-active');
    const { token } = await tandem.server.connections.accessToken(tandem.org, 'contact CENTRE');
    firstToken = token;
    const me = await fetch(`${tandem.url}/api/v2/users/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toMatchObject({ email: adminEmail });
  });

  it('S3.4 chosen by name after its token has ended, it is renewed', async () => {
    time.move(25 * hourMs);
    const { token } = await tandem.server.connections.accessToken(tandem.org, 'Contact centre');
    expect(token).not.toBe(firstToken);
    const { status } = await fetch(`${tandem.url}/api/v2/users/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status).toBe(200);
  });

  it('S3.4 signing in again keeps the id; deactivated and deleted it gives no token', async () => {
    await using later = await openWindow(browser);
    const there = consoleOn(later.page);
    await later.page.goto(`${tandem.url}/console/connections/${connectionId}`);
    await signIn(later.page);
    await there.said('It gives tokens.');
    const opened = later.page.context().waitForEvent('page');
    await there.press('Sign in again');
    const provider = await opened;
    await provider.getByRole('heading', { name: 'Signed in' }).waitFor();
    await there.said('Signed in.');
    expect(later.page.url()).toContain(connectionId);
    await there.press('Deactivate');
    await there.press('Deactivate', later.page.getByRole('dialog'));
    await there.said('It gives no tokens until it is activated.');
    const refused = tandem.server.connections.accessToken(tandem.org, connectionId);
    await expect(refused).rejects.toMatchObject({ code: 'connection.inactive' });
    await there.press('Activate');
    await there.said('It gives tokens.');
    const { token } = await tandem.server.connections.accessToken(tandem.org, connectionId);
    await there.go('OAuth connections');
    await there.press('Delete Contact centre');
    await there.press('Delete', later.page.getByRole('dialog'));
    await there.said('No connection yet');
    // Revoked at the provider, too.
    const { status } = await fetch(`${tandem.url}/api/v2/users/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status).toBe(401);
    const again = await createApi(tandem.url).signIn({
      email: adminEmail,
      password: adminPassword,
    });
    const audit = await again.ok<{ entities: { entityType: string; action: string }[] }>(
      'GET',
      '/tandem/audit?entityType=connection',
    );
    expect(audit.entities.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['create', 'authorize', 'deactivate', 'activate', 'delete']),
    );
  });

  it('in German and Turkish, wide and narrow, light and dark', async () => {
    await createApi(tandem.url).signIn({ email: adminEmail, password: adminPassword });
    for (const locale of ['de-DE', 'tr-TR']) {
      await using other = await openWindow(browser, { locale });
      await other.page.goto(`${tandem.url}/console/connections/new`);
      await signIn(other.page);
      await other.page.getByRole('textbox').first().waitFor();
      findings.push(...(await findingsInBothLooks(other.page, `connection-${locale}`)));
    }
    expect(findings).toEqual([]);
    expect(admin.complaints.filter((one) => !/40[019]/.test(one))).toEqual([]);
  });
});
