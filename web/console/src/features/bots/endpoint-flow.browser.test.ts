import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const openNew = async () => {
  const { routes, flows } = createFakeOrganisation();
  const [lookup] = flows.gateway;
  const named = (id: string, name: string, more: object) =>
    flows.gateway.push({
      versions: lookup?.versions ?? [],
      flow: { ...lookup?.flow, id, name, kind: 'bot', ...more },
    });
  named('flow-menu', 'Menu bot', {});
  named('flow-draft', 'Draft bot', { publishedVersion: null });
  const admin = await openConsole(browser, { routes });
  await admin.open('/console/bots/new');
  return admin;
};

describe('an endpoint whose bot is a flow', () => {
  it('offers published bot flows and their versions', async () => {
    await using admin = await openNew();
    const { page } = admin;
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop chat');
    await page.getByRole('combobox', { name: 'Bot', exact: true }).click();
    await page.getByRole('option', { name: 'Flow', exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Please fill in').first().waitFor();
    await page.getByRole('combobox', { name: 'Flow', exact: true }).click();
    await page.getByRole('option', { name: 'Menu bot' }).waitFor();
    expect(await page.getByRole('option', { name: 'Draft bot' }).count()).toBe(0);
    expect(await page.getByRole('option', { name: 'User lookup' }).count()).toBe(0);
    await page.getByRole('option', { name: 'Menu bot' }).click();
    await page.getByRole('combobox', { name: 'Version', exact: true }).click();
    await page.getByRole('option', { name: 'Latest' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Open demo web chat' }).waitFor();
    const chosen = page.getByRole('combobox', { name: 'Flow', exact: true });
    await expect.poll(() => chosen.inputValue()).toBe('Menu bot');
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});

describe('an endpoint with a handover', () => {
  it('has one connection test, however often it is saved', async () => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes });
    await admin.open('/console/bots');
    const { page } = admin;
    await page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
    const tests = page.getByRole('button', { name: 'Test connection' });
    await tests.first().waitFor();
    for (const name of ['Shop chat 1', 'Shop chat 2']) {
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await expect.poll(() => tests.count()).toBe(1);
    }
    expect(admin.complaints).toEqual([]);
  });
});
