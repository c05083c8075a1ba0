import { systemClock } from '@tandem/kit';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { startWebex } from './webex-stand-in.ts';
import { openWindow, signIn, type Window } from './window.ts';

const secret = 'planted-webex-secret-4711';

/** From an empty organisation; each step goes on where the one before it ended. */
describe('S4 the Webex connector, in the console', () => {
  let tandem: TestTandem;
  let webex: Awaited<ReturnType<typeof startWebex>>;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let connectorId = '';
  let aheadMs = 0;
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + aheadMs) };
  const call = (method: string, path: string) =>
    tandem.server.callThrough(tandem.org, connectorId, { method, path });

  beforeAll(async () => {
    webex = await startWebex();
    const settings = {
      TANDEM_EGRESS_ALLOW: '127.0.0.1',
      TANDEM_WEBEX_URL: webex.url,
      TANDEM_WEBEX_API_URL: `${webex.url}/wxcc-{dataCentre}`,
    };
    [tandem, browser] = await Promise.all([startTandem(settings, { clock }), launchBrowser()]);
    admin = await openWindow(browser);
    at = consoleOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser?.close();
    await tandem?.[Symbol.asyncDispose]();
    await webex?.[Symbol.asyncDispose]();
  });

  it('S4.1 the operator signs in at Webex with a client of his own, once', async () => {
    await at.go('OAuth connections');
    await at.press('Create connection');
    const redirectUri = await at.copied('Callback URL');
    webex.register({ id: 'C-operator', secret, redirectUri });
    await at.field('Connection name').fill('Webex');
    await at.choose('Provider', 'Webex');
    await at.field('Client ID').fill('C-operator');
    // The vendor's documentation has it in the body.
    await expect
      .poll(() => at.field('Client authentication').inputValue())
      .toBe('Secret in the body');
    await at.field('Client secret or private key').fill(secret);
    await at.field('Scopes').fill('cjp:config_read');
    await at.field('Scopes').press('Enter');
    await at.press('Save');
    await at.heading('Webex');
    const opened = admin.page.context().waitForEvent('page');
    await at.press('Sign in');
    const provider = await opened;
    await provider.getByRole('heading', { name: 'Signed in' }).waitFor();
    await provider.close();
    await at.said('It gives tokens.');
  });

  it('S4.5 S4.3 card "Webex Contact Center": name, data centre, access, consent; write access wants its scope', async () => {
    await at.go('Connectors');
    const opened = admin.page.context().waitForEvent('page');
    await at.follow('Set up Webex Contact Center');
    const page = await opened;
    const there = consoleOn(page);
    await there.heading('Add connector: Webex Contact Center');
    await there.field('Connector name').fill('Webex queues');
    await there.choose('Data centre', 'Frankfurt (eu2)');
    await there.choose('OAuth connection', 'Webex');
    await there.choose('Access', 'Read and write');
    await page.getByRole('checkbox', { name: 'I authorise this connector' }).check();
    await there.press('Add');
    await there.said(/lacks the scopes cjp:config_write/);
    await there.choose('Access', 'Read');
    await there.press('Add');
    await there.heading('Webex queues');
    connectorId = await there.copied('Connector id');
    await there.press('Test');
    await there.said('It works');
    await page.close();
    await admin.page.reload();
    const listed = admin.page.getByRole('table', { name: 'Active connectors' });
    await listed.getByRole('link', { name: 'Webex queues', exact: true }).waitFor();
  });

  it('S4.1 it is called at the data centre with the token of the sign-in; read access sends nothing else', async () => {
    const queues = await call('GET', '/organization/1/queue');
    expect([queues.status, JSON.parse(queues.body.toString())]).toEqual([
      200,
      { data: [{ name: 'Sales' }] },
    ]);
    const path = '/wxcc-eu2/organization/1/queue';
    expect(webex.calls.at(-1)).toEqual({ method: 'GET', path, status: 200 });
    const sent = webex.calls.length;
    await expect(call('POST', '/organization/1/queue')).rejects.toMatchObject({
      code: 'connector.access.read',
    });
    expect(webex.calls.length).toBe(sent);
  });

  it('S4.1 a token that Webex takes back is renewed, and the call goes on', async () => {
    // One that is refused right after it was issued would not be renewed: the next would be refused, too.
    aheadMs = 60_000;
    webex.endTokens();
    expect((await call('GET', '/organization/1/queue')).status).toBe(200);
    expect(webex.calls.slice(-2).map(({ status }) => status)).toEqual([401, 200]);
  });

  it('S4.1 nobody sees secret or token', async () => {
    const shown = await Promise.all([
      tandem.admin.call('GET', '/tandem/connections'),
      tandem.admin.call('GET', `/tandem/connectors/${connectorId}`),
      tandem.admin.call('GET', '/tandem/audit?pageSize=100'),
    ]);
    expect(shown.map(({ status }) => status)).toEqual([200, 200, 200]);
    const text = JSON.stringify(shown.map(({ body }) => body));
    for (const hidden of [secret, ...webex.tokens()]) expect(text).not.toContain(hidden);
    // The refusal of write access is the one thing that a browser complains about.
    expect(admin.complaints).toEqual([]);
  });
});
