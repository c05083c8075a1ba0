import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { failure } from './fake-http.ts';
import { integrationRoutes } from './fake-integration-routes.ts';
import { createFakeOrganisation } from './fake-organisation.ts';
import { examinerOf, LOOKS } from './looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('integrations', () => {
  it('are found in the catalogue, installed, configured, switched on and deleted', async () => {
    await using console = await openConsole(browser, { routes: () => integrationRoutes([]) });
    const { page } = console;
    const { examine, findings } = examinerOf(page, 'story');
    await console.open('/console/integrations');
    await page.getByText('No integrations yet').waitFor();
    await examine('empty');
    await page.getByRole('button', { name: 'Add integration' }).click();
    const search = page.getByRole('searchbox', { name: 'Search the catalogue' });
    await search.fill('salesforce');
    await page.getByText('There is no integration for “salesforce”.').waitFor();
    await search.fill('EventBridge');
    await page.getByRole('button', { name: 'Install Amazon EventBridge Source' }).click();
    await page.getByRole('heading', { level: 1, name: 'Amazon EventBridge Source' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Amazon EventBridge Source');
    await page.getByLabel('Notes').fill('for the CRM');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Integration saved').waitFor();
    await examine('details');

    // Nothing is configured: the server says what is in the way.
    const active = page.getByRole('switch', { name: 'Active' });
    const confirm = async (button: string) => {
      await active.click();
      await page.getByRole('dialog').getByRole('button', { name: button }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    };
    await active.click();
    await page.getByRole('dialog').waitFor();
    await examine('question');
    await page.keyboard.press('Escape');
    await confirm('Activate');
    await page.getByText('Invalid AWS account ID: it must be a 12-digit string.').waitFor();
    await page.getByRole('button', { name: 'Activate again' }).click();
    await examine('error');

    await page.getByRole('tab', { name: 'Configuration' }).click();
    // A reload comes back to the tab.
    await page.reload();
    const tab = page.getByRole('tab', { name: 'Configuration' });
    await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true');
    await page.getByLabel('AWS account ID').fill('012345678901');
    await page.getByRole('combobox', { name: 'AWS account region' }).fill('us-east-1');
    await page.getByRole('option', { name: 'us-east-1' }).click();
    const suffix = page.getByLabel('Event source suffix');
    await suffix.fill('a b');
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    await page.getByText('Only letters, digits, “.”, “-” and “_” may be used.').waitFor();
    await suffix.fill('crm');
    await page.getByText(/^aws\.partner\/genesys\.com\/cloud\/.+\/crm$/).waitFor();
    await page.getByRole('combobox', { name: 'Topic filtering' }).fill('presence');
    await page.getByText('The presence of a user has changed. · About 1235 events a day').waitFor();
    await examine('topics');
    await page.getByRole('option', { name: /v2\.users\.\{id\}\.presence/ }).click();
    await page.keyboard.press('Escape');
    await save.click();
    await page.getByText('Integration saved').last().waitFor();
    await examine('configured');

    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText('What is in the way').waitFor({ state: 'detached' });
    await page.getByText('Inactive', { exact: true }).waitFor();
    await confirm('Activate');
    await page.getByText('Active', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByLabel('Event source suffix').fill('other');
    await page.getByText(/Saving makes the integration inactive/).waitFor();
    await examine('another source');

    await page.getByRole('tab', { name: 'Details' }).click();
    await confirm('Deactivate');
    await page.getByText('Inactive', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete integration' }).click();
    await page.getByRole('dialog').getByText('The partner event source is deleted too').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No integrations yet').waitFor();
    expect(findings).toEqual([]);
    expect([console.wire.mistakes, console.complaints]).toEqual([[], []]);
  }, 120_000);

  it.each(LOOKS)(
    'show what a custom bus needs in AWS: %s',
    async (name, look) => {
      await using console = await openConsole(
        browser,
        { routes: createFakeOrganisation().routes },
        look,
      );
      const { page } = console;
      const { examine, findings } = examinerOf(page, name);
      await console.open('/console/integrations');
      await page.getByText('CRM events').click();
      await page.getByRole('tab').nth(1).click();
      await page.getByText(/aws events create-event-bus/).waitFor();
      await examine('custom bus');
      for (const [tool, text] of [
        ['Terraform', /resource "aws_cloudwatch_event_bus"/],
        ['CloudFormation', /AWS::Events::EventBus/],
      ] as const) {
        await page.getByRole('tab', { name: tool }).click();
        await page.getByText(text).waitFor();
        await examine(tool);
      }
      expect([findings, console.wire.mistakes, console.complaints]).toEqual([[], [], []]);
    },
    60_000,
  );

  it('send a secret of their delivery only when it is typed anew', async () => {
    const sent: unknown[] = [];
    const routes = integrationRoutes();
    const key = 'PUT /tandem/integrations/{integrationId}/delivery';
    await using console = await openConsole(browser, {
      routes: (state) => ({
        ...createFakeOrganisation().routes(state),
        [key]: (call) => {
          sent.push(call.body);
          return routes[key]?.(call) ?? failure(500, 'x', 'x');
        },
      }),
    });
    const { page } = console;
    await console.open('/console/integrations/integration-1');
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByRole('textbox', { name: 'Event bus', exact: true }).fill('invoices');
    await page.getByRole('button', { name: 'Save delivery' }).click();
    await page.getByText('Integration saved').waitFor();
    expect(sent).toEqual([
      {
        kind: 'aws-bus',
        settings: { authentication: 'static', eventBus: 'invoices' },
        secrets: {
          accessKeyId: { kind: 'variable', name: 'AWS_KEY' },
          secretAccessKey: { kind: 'insecure' },
        },
      },
    ]);
    expect([console.wire.mistakes, console.complaints]).toEqual([[], []]);
  }, 60_000);

  it('that cannot be read say why, and somebody who may only look changes nothing', async () => {
    const routes = {
      'GET /api/v2/integrations': () => failure(503, 'service.unavailable', 'Away.'),
    };
    await using away = await openConsole(browser, { routes: () => routes });
    await away.open('/console/integrations');
    await away.page.getByRole('alert').waitFor();
    expect(await axeFindings(away.page)).toEqual([]);
    await using readOnly = await openConsole(browser, {
      permissions: ['integrations:integration:view'],
      routes: () => integrationRoutes(),
    });
    const { page } = readOnly;
    await readOnly.open('/console/integrations');
    await page.getByText('CRM events').click();
    await page.getByRole('switch', { name: 'Active' }).waitFor();
    expect(await page.getByRole('switch', { name: 'Active' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  }, 60_000);
});
