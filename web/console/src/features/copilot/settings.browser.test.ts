import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const address = '/console/bots/endpoint-1/copilot';

describe('settings of the copilot workspace', () => {
  it('name the sign-in service that signs links and the sites that may frame it', async () => {
    await using it = await openConsole(browser, createFakeOrganisation());
    await it.open(address);
    const { page } = it;
    await page.getByRole('combobox', { name: 'Sign-in service that signs links' }).click();
    await page.getByRole('option', { name: 'Key set by address (JWKS)' }).click();
    await page.getByLabel('JWKS URL').fill('https://id.example/keys');
    const sites = page.getByRole('combobox', {
      name: 'Sites that may show the workspace in a frame',
    });
    await sites.fill('https://desk.example.com');
    await sites.press('Enter');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Workspace saved').waitFor();
    await page.reload();
    await expect
      .poll(() => page.getByLabel('JWKS URL').inputValue())
      .toBe('https://id.example/keys');
    await page.getByText('https://desk.example.com', { exact: true }).waitFor();
    expect(it.wire.mistakes).toEqual([]);
  });

  it('show articles of tags that may hold commas', async () => {
    await using it = await openConsole(browser, createFakeOrganisation());
    await it.open(address);
    const { page } = it;
    const tags = page.getByRole('combobox', { name: 'Only articles with these tags' });
    await tags.first().pressSequentially('Returns, refunds');
    await tags.first().press('Enter');
    await page.getByText('Returns, refunds', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save tiles', exact: true }).click();
    await page.getByText('Workspace saved').waitFor();
    await page.reload();
    await page.getByText('Returns, refunds', { exact: true }).waitFor();
    expect(it.wire.mistakes).toEqual([]);
  });

  it.each(LOOKS)('look well: %s', async (name, look) => {
    await using it = await openConsole(browser, createFakeOrganisation(), look);
    await it.open(address);
    await it.page.locator('form').waitFor();
    const { examine, findings } = examinerOf(it.page, `copilot settings ${name}`);
    await examine('form');
    expect(findings).toEqual([]);
  });
});
