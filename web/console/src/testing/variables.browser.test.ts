import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { openConsole } from './console-page.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openAt(path: string, permissions?: readonly string[]) {
  const { routes } = createFakeOrganisation();
  const opened = await openConsole(browser, permissions ? { routes, permissions } : { routes });
  await opened.open(path);
  return opened;
}

describe('variables', () => {
  it('are made, sealed, changed and deleted; nobody is shown a sealed value', async () => {
    await using console = await openAt('/console/variables');
    const { page } = console;
    await page.getByRole('button', { name: 'Create variable' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Name' }).fill('1st');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Begins with a letter').waitFor();
    await form.getByRole('textbox', { name: 'Name' }).fill('api_key');
    await form.getByRole('switch', { name: 'Secure' }).check();
    await form.getByRole('textbox', { name: 'Value' }).fill('planted-value');
    await form.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('row', { name: /api_key/ });
    await row.getByText('Secure').waitFor();
    expect(await page.content()).not.toContain('planted-value');
    await row.getByRole('button', { name: 'Edit api_key' }).click();
    await form.getByRole('textbox', { name: 'Description' }).fill('Of the shop');
    await form.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Of the shop').waitFor();
    await row.getByText('Secure').waitFor();
    await row.getByRole('button', { name: 'Delete api_key' }).click();
    await page.getByText('that name it find nothing').waitFor();
    await form.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    expect(console.wire.mistakes).toEqual([]);
    expect(console.complaints).toEqual([]);
  });

  it('of the environment can only be looked at', async () => {
    await using console = await openAt('/console/variables');
    const { page } = console;
    const row = page.getByRole('row', { name: /CRM_TOKEN/ });
    await row.getByText('Environment (read-only)').waitFor();
    expect(await row.getByRole('button', { name: /Edit|Delete/ }).count()).toBe(0);
    await row.getByRole('button', { name: 'CRM_TOKEN' }).click();
    const form = page.getByRole('dialog');
    await form.getByText('Set where the server is started').waitFor();
    expect(await form.getByRole('textbox', { name: 'Name' }).isDisabled()).toBe(true);
    expect(await form.getByRole('button', { name: 'Save' }).count()).toBe(0);
  });

  it('are only read by who may do no more', async () => {
    await using console = await openAt('/console/variables', ['vault:variable:view']);
    const { page } = console;
    await page.getByRole('row', { name: /base_url/ }).waitFor();
    expect(await page.getByRole('button', { name: /Create|Edit|Delete/ }).count()).toBe(0);
  });
});

describe('the secret of a connection', () => {
  it('may be a variable, chosen by its name', async () => {
    await using console = await openAt('/console/connections/new');
    const { page } = console;
    await page.getByRole('textbox', { name: 'Connection name' }).fill('CRM');
    await page.getByRole('textbox', { name: 'Region or address' }).fill('mypurecloud.de');
    await page.getByRole('textbox', { name: 'Client ID' }).fill('client');
    const secret = page.getByRole('group', { name: 'Client secret or private key' });
    await secret.getByRole('combobox', { name: 'Credential of the vault' }).waitFor();
    await secret.getByText('Variable', { exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await secret.getByText('Please fill in').waitFor();
    await secret.getByRole('combobox', { name: 'Name of the variable' }).click();
    await page.getByRole('option', { name: 'crm_key' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'CRM' }).waitFor();
    const stored = page.getByRole('combobox', { name: 'Name of the variable' });
    await expect.poll(() => stored.inputValue()).toBe('crm_key');
    expect(console.wire.mistakes).toEqual([]);
    expect(console.complaints).toEqual([]);
  });
});
