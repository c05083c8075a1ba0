import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

const token = 'a verify token of the story';

/** What an operator decides, as administrators of the organisations see it. */
describe('S2 feature flags and the Bot Connector, in the console', () => {
  let browser: Browser;
  let offering: TestTandem;
  let withholding: TestTandem;
  let admin: Window;
  let other: Window;
  let at: Console;
  let uri = '';

  const enter = async ({ url }: TestTandem): Promise<Window> => {
    const window = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
    await window.page.goto(`${url}/console/`);
    await signIn(window.page);
    return window;
  };

  beforeAll(async () => {
    [offering, withholding, browser] = await Promise.all([
      startTandem(),
      startTandem({
        FEATURE_ENABLE_GENESYS_CLOUD_OM: 'false',
        FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST: 'somebody-else',
      }),
      launchBrowser(),
    ]);
    admin = await enter(offering);
    other = await enter(withholding);
    at = consoleOn(admin.page);
  }, 120_000);
  afterEach(showOnFailure(() => [admin, other]));
  afterAll(async () => {
    await browser.close();
    await offering[Symbol.asyncDispose]();
    await withholding[Symbol.asyncDispose]();
  });

  /** The handover providers that the form of a new endpoint offers. */
  const offeredIn = async ({ page }: Window) => {
    const on = consoleOn(page);
    await on.go('Endpoints');
    await on.press('New endpoint');
    await page.getByRole('combobox', { name: 'Provider' }).click();
    await page.getByRole('option').first().waitFor();
    return page.getByRole('option').allInnerTexts();
  };

  it('S2.2 the provider and the Bot Connector are offered where the flags are not set', async () => {
    const offered = (await offeredIn(admin)).join();
    expect(offered).toContain('Genesys Cloud Open Messaging');
    expect(offered).toContain('Genesys Bot Connector');
  });

  it('S2.2 neither is offered where the operator keeps them back', async () => {
    const offered = (await offeredIn(other)).join();
    expect(offered).not.toContain('Genesys Cloud Open Messaging');
    expect(offered).not.toContain('Genesys Bot Connector');
    const on = consoleOn(other.page);
    await on.go('Integrations');
    await on.press('Add integration');
    await on.heading('Amazon EventBridge Source');
    expect(await other.page.getByText('Genesys Bot Connector').count()).toBe(0);
  });

  it('S2.2 a bot that flows may call: its token goes in and never comes out', async () => {
    const made = await offering.admin.ok<{ webhookUrl: string }>(
      'POST',
      '/tandem/gateway/endpoints',
      {
        ...{ name: 'Orders', bot: { kind: 'demo' } },
        handover: { kind: 'genesys-bot-connector', settings: { verifyToken: token } },
      },
    );
    uri = made.webhookUrl;
    await at.go('Endpoints');
    // The list was read before the endpoint was made.
    await admin.page.reload();
    await at.follow(/^Orders$/);
    await at.heading('Orders');
    expect(await at.copied('Webhook URL')).toBe(uri);
    expect(await admin.page.content()).not.toContain(token);
  });

  it('S2.8 no password manager fills in the secrets', async () => {
    const secrets = admin.page.locator('input[type="password"]');
    await secrets.first().waitFor();
    for (const secret of await secrets.all())
      expect(await secret.getAttribute('autocomplete')).toBe('new-password');
  });

  it('S2.12 the catalogue says that the operator of the installation decides', async () => {
    await at.go('Integrations');
    await at.press('Add integration');
    await at.heading('Genesys Bot Connector');
    await at.said(/decided by the operator of the installation/);
  });

  it('S2.2 the integration: installed, address, token and bots, and active', async () => {
    await at.press('Install Genesys Bot Connector');
    await admin.page.getByRole('heading', { level: 1, name: 'Genesys Bot Connector' }).waitFor();
    await admin.page.getByRole('tab', { name: 'Configuration' }).click();
    const section = (name: string) => admin.page.locator('section').filter({ hasText: name });
    const address = section('Address of the bots');
    await at.field('Bot Connector Handle Utterance URI').fill(uri);
    await at.field('verify-token', address).fill(token);
    await at.press('Save', address);
    await at.said('A token is kept.');
    const bots = section('Flows choose a bot of this list');
    await at.field('Bots', bots).fill('Orders');
    await at.press('Save', bots);
    await at.said('Line 1 needs a name and a version');
    await at.field('Bots', bots).fill('Orders; 1; handover, completed');
    await at.press('Save', bots);
    await at.said('Bots saved');
    await admin.page.getByRole('tab', { name: 'Details' }).click();
    await admin.page.getByRole('switch', { name: 'Active' }).click({ force: true });
    await at.said('flows may call the bots from now on');
    await at.press('Activate', admin.page.getByRole('dialog'));
    await at.said('Flows may call its bots.');
    const { entities } = await offering.admin.ok<{ entities: { id: string }[] }>(
      'GET',
      '/api/v2/integrations',
    );
    const path = `/api/v2/integrations/botconnector/${entities[0]?.id}/bots`;
    expect(await offering.admin.ok('GET', path)).toMatchObject({
      chatBots: [
        {
          name: 'Orders',
          versions: [{ version: '1', intents: [{ name: 'handover' }, { name: 'completed' }] }],
        },
      ],
    });
  });
});
