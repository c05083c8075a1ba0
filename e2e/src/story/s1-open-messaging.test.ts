import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { createApi } from '../harness/api.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { type Middleware, startMiddleware } from './middleware.ts';
import { openWindow, signIn, type Window } from './window.ts';

const urlField = 'Outbound Notification Webhook URL';
const secretField = 'Outbound Notification Webhook Signature Secret Token';
const phone = '+491701234567';

/** From an empty organisation, clicking what S1 describes; each step goes on where the one before it ended. */
describe('S1 open messaging, in the console', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let middleware: Middleware;
  let secret = '';
  let integrationId = '';

  beforeAll(async () => {
    // The middleware of the test listens on this machine, which an operator must allow.
    const allowed = { TANDEM_WEBHOOK_PORT_RULE: 'any', TANDEM_EGRESS_ALLOW: '127.0.0.1' };
    [tandem, browser] = await Promise.all([startTandem(allowed), launchBrowser()]);
    middleware = await startMiddleware(() => tandem.admin);
    admin = await openWindow(browser);
    at = consoleOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await middleware[Symbol.asyncDispose]();
    await tandem[Symbol.asyncDispose]();
  });

  it('S1.1 without the permission there is neither page nor operation', async ({ task }) => {
    const email = `nobody${task.result?.retryCount ?? 0}@example.com`;
    const home = await tandem.admin.ok<{ id: string }>(
      'GET',
      '/api/v2/authorization/divisions/home',
    );
    const nobody = { email, password: 'long enough to be taken' };
    await tandem.admin.ok('POST', '/api/v2/users', {
      ...nobody,
      name: 'Nobody',
      divisionId: home.id,
    });
    const open = '/api/v2/conversations/messaging/integrations/open';
    const refused = await (await createApi(tandem.url).signIn(nobody)).call('GET', open);
    expect([refused.status, refused.body['code']]).toEqual([403, 'missing.permissions']);
    await using window = await openWindow(browser);
    await window.page.goto(`${tandem.url}/console/`);
    await signIn(window.page, nobody);
    const pages = window.page.getByRole('navigation', { name: 'Pages' });
    expect(await pages.getByRole('link', { name: 'Platforms' }).count()).toBe(0);
  });

  it('S1.2 Platforms > Add platform > tile "Open Messaging" > Add; the status is New', async () => {
    await at.go('Platforms');
    await at.said('No platform yet');
    await at.follow('Add platform');
    await admin.page.getByRole('heading', { name: 'Open Messaging', level: 2 }).waitFor();
    await at.follow('Add Open Messaging');
    await admin.page.getByText('New', { exact: true }).waitFor();
  });

  it('S1.8 nothing asks for a licence, and the page says so', async () => {
    await admin.page.goBack();
    await at.said(/no licence/i);
    await admin.page.goForward();
    await admin.page.getByText('New', { exact: true }).waitFor();
  });

  it('S1.3 S1.4 S1.5 name, webhook URL and secret are asked for', async () => {
    await at.press('Save');
    await expect.poll(() => admin.page.getByText('Please fill in').count()).toBe(3);
    await at.field('Name').fill('Text messages');
    await at.field(urlField).fill(middleware.url);
    await at.field(secretField).fill('too short');
    await at.press('Save');
    await at.said('At least 16 characters');
  });

  it('S1.5 a generated secret is shown once, to be copied', async () => {
    await at.press('Generate');
    await expect.poll(async () => (await at.copied(secretField)).length).toBeGreaterThan(15);
    secret = await at.copied(secretField);
    await at.said('Copy this value now: it is never shown again after saving.');
    middleware.trust(secret);
  });

  it('S1.6 Save, choose supported content, Save again', async () => {
    await at.press('Save');
    await at.said('Now choose which content it supports');
    await admin.page.getByText('Active', { exact: true }).first().waitFor();
    integrationId = await at.copied('Integration id');
    await expect.poll(() => at.copied(secretField)).toBe('');
    const before = await tandem.admin.ok<{ supportedContent?: { name?: string } }>(
      'GET',
      `/api/v2/conversations/messaging/integrations/open/${integrationId}`,
    );
    // Without a choice the default profile applies.
    expect(before).not.toHaveProperty('outboundNotificationWebhookSignatureSecretToken');
    await admin.page.getByRole('combobox', { name: 'Supported Content' }).click();
    await admin.page.getByRole('option').first().click();
    await at.press('Save');
    await at.said('Platform saved');
    await at.go('Platforms');
    await admin.page.getByRole('link', { name: 'Text messages' }).waitFor();
    await admin.page.getByText('Active', { exact: true }).waitFor();
  });

  const tell = (words: string) =>
    tandem.admin.ok('POST', '/api/v2/conversations/messages/agentless', {
      fromAddress: integrationId,
      toAddress: phone,
      toAddressMessengerType: 'open',
      textBody: words,
    });
  const told = () => middleware.delivered.map(({ words }) => words);

  it('S1.7 S1.5 the middleware translates both ways and verifies what it receives', async () => {
    await middleware.write(integrationId, { phone, words: 'Is anybody there?' });
    await tell('Yes: we are open until six.');
    await expect
      .poll(() => middleware.delivered)
      .toEqual([{ phone, words: 'Yes: we are open until six.' }]);
    expect(middleware.refused).toEqual([]);
    await admin.page.getByRole('link', { name: 'Text messages' }).click();
    await admin.page
      .getByRole('table', { name: 'Last deliveries' })
      .getByText('Delivered')
      .first()
      .waitFor();
  });

  it('S1.4 S1.5 the webhook is tried from the page, and a new secret loses nothing', async () => {
    await at.press('Send test');
    await at.said('The webhook works');
    await at.press('Change secret');
    const drawer = admin.page.getByRole('dialog');
    await at.press('Generate', drawer);
    const next = await at.copied('New secret', drawer);
    await at.press('Save', drawer);
    await at.said('The secret before is good until');
    await tell('The middleware has the old secret.');
    await expect.poll(told).toContain('The middleware has the old secret.');
    expect(middleware.refused).toHaveLength(1);
    middleware.trust(next);
    await tell('Now it has the new one.');
    await expect.poll(told).toContain('Now it has the new one.');
    expect(middleware.refused).toHaveLength(1);
    expect(told()).toHaveLength(3);
  });

  it('S1.4 a custom port is refused unless the operator allows it, and the refusal says how', async () => {
    await using strict = await startTandem();
    await using window = await openWindow(browser);
    const { page } = window;
    const there = consoleOn(page);
    await page.goto(`${strict.url}/console/platforms/new`);
    await signIn(page);
    await there.field('Name').fill('Elsewhere');
    await there.field(urlField).fill('https://middleware.example.com:8443/webhook');
    await there.press('Generate');
    await there.press('Save');
    await there.said(/TANDEM_WEBHOOK_PORT_RULE/);
    await there.field(urlField).fill('https://middleware.example.com/webhook');
    await there.press('Save');
    await there.said('Now choose which content it supports');
  });
});
