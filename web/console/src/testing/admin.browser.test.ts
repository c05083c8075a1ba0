import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { openConsole } from './console-page.ts';
import type { FakeState } from './fake-data.ts';
import { createFakeOrganisation } from './fake-organisation.ts';
import { examinerOf, LOOKS } from './looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openAdmin(path: string, permissions?: readonly string[]) {
  const { routes, messaging } = createFakeOrganisation();
  const options = permissions ? { routes, permissions } : { routes };
  const admin = await openConsole(browser, options);
  await admin.open(path);
  return { ...admin, messaging };
}

describe('platforms', () => {
  it('adds one from the tile, shows the port rule, then chooses the content profile', async () => {
    await using admin = await openAdmin('/console/platforms');
    const { page, messaging } = admin;
    await page.getByRole('link', { name: 'Add platform' }).click();
    await page.getByRole('link', { name: 'Add Open Messaging' }).click();
    await page.getByText('New', { exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Bank chat');
    const url = page.getByRole('textbox', { name: 'Outbound Notification Webhook URL' });
    await url.fill('https://a.example:8443/hook');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByText('Copy this value now').waitFor();
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.getByRole('textbox', { name: 'Header 1' }).fill('x-key');
    await page.getByRole('textbox', { name: 'Value 1' }).fill('42');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('must use https on port 443').waitFor();
    await url.fill('https://a.example/hook');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Supported Content' }).click();
    await page.getByRole('option', { name: 'Everything' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    const stored = () => messaging.platforms.find(({ name }) => name === 'Bank chat');
    await expect.poll(() => stored()?.['supportedContent']).toEqual({ id: 'content-Everything' });
    expect(stored()).toMatchObject({ webhookHeaders: { 'x-key': '42' } });
    expect(await page.getByRole('textbox', { name: 'Deployment Name' }).inputValue()).toBe(
      'Bank chat',
    );
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('tests the webhook, rolls the secret over and sends a dead letter again', async () => {
    await using admin = await openAdmin('/console/platforms');
    const { page } = admin;
    await page.getByRole('link', { name: 'Web shop' }).click();
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByText('The webhook works').waitFor();
    await page.getByText('Answer 200 after 41 ms').waitFor();
    await page.getByRole('button', { name: 'Change secret' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Generate' }).click();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The secret before is good until').waitFor();
    await page.getByRole('button', { name: 'End overlap' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End overlap' }).click();
    await page.getByText('The secret before is good until').waitFor({ state: 'detached' });
    const table = page.getByRole('table', { name: 'Last deliveries' });
    await table.getByText('Six attempts failed').waitFor();
    await table.getByRole('button', { name: 'Redrive' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The webhook is on its way again').waitFor();
    await table.getByRole('button', { name: 'Redrive' }).waitFor({ state: 'detached' });
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('finds customers among contacts, and says how long conversations go on', async () => {
    await using admin = await openAdmin('/console/platforms');
    const { page } = admin;
    await page.getByRole('link', { name: 'Web shop' }).click();
    await page.getByRole('switch', { name: 'Find customers' }).click();
    await page.getByRole('textbox', { name: 'External source' }).fill('crm');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Recognition saved').waitFor();
    await page.reload();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'External source' }).inputValue())
      .toBe('crm');
    await admin.open('/console/platform-configurations');
    const minutes = page.getByLabel('Minutes after the end');
    await expect.poll(() => minutes.inputValue()).toBe('4320');
    await minutes.fill('0');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Window saved').waitFor();
    await page.reload();
    await expect.poll(() => minutes.inputValue()).toBe('0');
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('says in words why a webhook does not work', async () => {
    await using admin = await openAdmin('/console/platforms');
    const { page } = admin;
    await page.getByRole('link', { name: 'Field service' }).click();
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByText('Mostly its secret is not this platform’s secret').waitFor();
    await page.getByText('Answer 403 after 41 ms').waitFor();
    expect(admin.complaints).toEqual([]);
  });

  it('shows nothing as sent where the host is unknown', async () => {
    const { routes } = createFakeOrganisation();
    const test = { ok: false, status: null, ms: 3, problem: 'unresolved', reason: 'No such host' };
    const told = { ...test, body: '{}', signature: 'sha256=x', bySecretBefore: false };
    const unknown = (state: FakeState) => ({
      ...routes(state),
      'POST /tandem/messaging/integrations/{integrationId}/test': () => ({
        ...{ status: 200, body: told },
      }),
    });
    await using admin = await openConsole(browser, { routes: unknown }, { locale: 'en-GB' });
    const { page } = admin;
    await admin.open('/console/platforms');
    await page.getByRole('link', { name: 'Field service' }).click();
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByText('There is no such host name').waitFor();
    await page.getByText('Nothing was sent.').waitFor();
    expect(await page.getByText('What was sent').count()).toBe(0);
    expect(await page.getByText('No answer after').count()).toBe(0);
    expect(await page.getByText('No such host', { exact: true }).count()).toBe(0);
    expect(admin.complaints).toEqual([]);
  });

  it.each(LOOKS)('shows a platform without a finding: %s', async (name, context) => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, context);
    const { page } = admin;
    const examiner = examinerOf(page, `platform ${name}`);
    await admin.open('/console/platforms');
    await page.getByRole('article').first().getByRole('link').click();
    await page.getByRole('button', { name: /^(Send test|Test senden|Sınama gönder)$/ }).click();
    await page.getByText(/200/).first().waitFor();
    await examiner.examine('saved');
    await admin.open('/console/platform-configurations');
    await page.locator('input[name="minutes"], input[inputmode="numeric"]').first().waitFor();
    await examiner.examine('configurations');
    expect(examiner.findings).toEqual([]);
  });

  it('says what a deletion breaks and deletes', async () => {
    await using admin = await openAdmin('/console/platforms');
    const { page, messaging } = admin;
    await page.getByRole('link', { name: 'Field service' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('bots that hand over to the Deployment Name').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Platforms' }).waitFor();
    expect(messaging.platforms.map(({ name }) => name)).toEqual(['Web shop', 'Bank app']);
  });
});

describe('clients and roles', () => {
  it('creates a client, shows the secret once and authorises it', async () => {
    await using admin = await openAdmin('/console/oauth-clients');
    const { page } = admin;
    await page.getByRole('button', { name: 'Add client' }).click();
    await page.getByRole('textbox', { name: 'App name' }).fill('Handover');
    await page.getByRole('combobox', { name: 'Roles' }).click();
    await page.getByRole('option', { name: 'Bot handover' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog');
    const id = await dialog.getByRole('textbox', { name: 'Client ID' }).inputValue();
    expect(await dialog.getByRole('textbox', { name: 'Client Secret' }).inputValue()).not.toBe('');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'I have copied them' }).click();
    await page.getByRole('heading', { name: 'Handover' }).waitFor();
    await expect.poll(() => page.getByRole('textbox', { name: 'Client Secret' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Authorised applications' }).click();
    await page.getByRole('button', { name: 'Authorise a client' }).click();
    await page.getByRole('textbox', { name: 'Client ID' }).fill(id);
    await page.getByRole('button', { name: 'Authorise', exact: true }).click();
    await page.getByRole('row', { name: /Handover.*Authorised/ }).waitFor();
    expect(admin.wire.mistakes).toEqual([]);
  });

  it('gives a role a permission found by search', async () => {
    await using admin = await openAdmin('/console/roles/role-handover');
    const { page, wire } = admin;
    const sent = page.waitForRequest((request) => request.method() === 'PUT');
    await page.getByRole('searchbox', { name: 'Find permissions' }).fill('queue view');
    const queue = page.getByRole('group', { name: 'queue', exact: true });
    await queue.getByText('view', { exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await sent).postDataJSON().permissionPolicies).toContainEqual({
      domain: 'routing',
      entityName: 'queue',
      actionSet: ['view'],
    });
    expect(wire.mistakes).toEqual([]);
  });

  it('creates a person with skills, roles and a queue', async () => {
    await using admin = await openAdmin('/console/users');
    const { page, wire } = admin;
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Deniz Ak');
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('deniz@example.org');
    await page.getByRole('combobox', { name: 'Roles' }).click();
    await page.getByRole('option', { name: 'Agent' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('tab', { name: 'Roles' }).click();
    await page.getByRole('checkbox', { name: 'Agent', checked: true }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Roles saved').waitFor();
    await page.getByRole('tab', { name: 'Skills' }).click();
    await page.getByRole('combobox', { name: 'Add a skill' }).click();
    await page.getByRole('option', { name: 'Billing' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Billing' }).waitFor();
    await page.getByRole('tab', { name: 'Queues' }).click();
    await page.getByRole('combobox', { name: 'Add to a queue' }).click();
    await page.getByRole('option', { name: 'Sales' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Sales' }).waitFor();
    const person = wire.state.users.find(({ name }) => name === 'Deniz Ak');
    expect(wire.state.members.get('queue-Sales')).toContainEqual({ id: person?.id, joined: false });
    expect(wire.mistakes).toEqual([]);
  });
});

describe('bots', () => {
  it('creates an endpoint with handover and tests the connection', async () => {
    await using admin = await openAdmin('/console/bots/new');
    const { page } = admin;
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop chat');
    await page.getByRole('combobox', { name: 'Handover provider' }).click();
    await page.getByRole('option', { name: 'Genesys Cloud Open Messaging' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Please fill in').first().waitFor();
    // Where the vault has something to choose, a secret begins with that; one that can be made does not.
    await expect
      .poll(() => page.getByRole('radio', { name: 'Credential' }).last().isChecked())
      .toBe(true);
    await page.getByText('Insecure string', { exact: true }).last().click();
    for (const [label, value] of [
      ['Host', 'mypurecloud.de'],
      ['Deployment Name', 'Shop'],
      ['Queue', 'Support'],
      ['Webhook Secret', 'a secret of the webhook'],
      ['Client ID', 'client'],
      ['Client Secret', 'secret'],
    ] as const) {
      await page.getByRole('textbox', { name: label, exact: false }).first().fill(value);
    }
    await page.getByRole('switch', { name: 'Send profile information' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    const webhook = page.getByRole('textbox', { name: 'Webhook URL' });
    expect(await webhook.inputValue()).toContain('/handover/genesysCloudOM');
    await page.getByRole('link', { name: 'Open demo web chat' }).waitFor();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Webhook URL: fails').waitFor();
    expect(await page.getByRole('list', { name: 'Connection' }).getByRole('listitem').count()).toBe(
      5,
    );
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});

describe('secrets of an endpoint', () => {
  it('are wanted again once their address has changed, and kept when it is as before', async () => {
    await using admin = await openAdmin('/console/bots');
    const { page } = admin;
    await page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
    const host = page.getByRole('textbox', { name: 'Host', exact: false }).first();
    const before = await host.inputValue();
    const again = page.getByText('The address has changed');
    expect(await again.count()).toBe(0);
    await host.fill('login.elsewhere.example');
    await again.first().waitFor();
    const wanted = await again.count();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Please fill in').first().waitFor();
    expect(await page.getByText('Please fill in').count()).toBe(wanted);
    await host.fill(before);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Endpoint saved').waitFor();
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});

describe('monitor', () => {
  it('opens a failed webhook in the timeline and sends it again', async () => {
    await using admin = await openAdmin('/console/conversations');
    const { page } = admin;
    await page.getByRole('link', { name: 'Selin Kaya' }).click();
    await page.getByRole('button', { name: /Ada Agent: Hello/ }).click();
    await page.getByRole('table', { name: 'Attempts' }).getByText('503').first().waitFor();
    const signature = page.getByRole('textbox', { name: 'X-Hub-Signature-256' });
    expect(await signature.inputValue()).toMatch(/^sha256=.{44}$/);
    await page.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('marked as late').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await page.getByText('1 webhook is on its way again').waitFor();
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('follows a redriven webhook to its end', async () => {
    await using admin = await openAdmin('/console/deliveries');
    const { page } = admin;
    await page.locator('label').filter({ hasText: 'Dead letter' }).click();
    await page
      .getByRole('row', { name: /Dead letter/ })
      .getByRole('button')
      .click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByRole('button', { name: 'Send again' }).click();
    await panel.getByText('Delivered', { exact: true }).waitFor();
  });

  it('offers no redrive to those who may only look', async () => {
    await using admin = await openAdmin('/console/deliveries', ['monitor:delivery:view']);
    const { page } = admin;
    await page.locator('label').filter({ hasText: 'Dead letter' }).click();
    await page
      .getByRole('row', { name: /Dead letter/ })
      .getByRole('button')
      .click();
    await page.getByText('Six attempts failed').last().waitFor();
    expect(await page.getByRole('button', { name: /Redrive/ }).count()).toBe(0);
  });
});

describe('help', () => {
  it('says whether a signature belongs to body and secret', async () => {
    await using admin = await openAdmin('/console/webhook-tester');
    const { page } = admin;
    await page.getByRole('textbox', { name: 'Secret token' }).fill('key');
    await page.getByRole('textbox', { name: 'Body' }).fill('text');
    await page.getByRole('button', { name: 'Check' }).click();
    const header = await page.getByRole('textbox', { name: 'Computed header' }).inputValue();
    await page.getByRole('textbox', { name: 'X-Hub-Signature-256' }).fill(header);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('The signature is right').waitFor();
  });
});
