import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('shell', () => {
  it('signs in, returns to the page asked for, and signs out for good', async () => {
    await using it = await openConsole(browser);
    await it.open('/console/queues');
    await it.page.getByRole('heading', { name: 'Queues' }).waitFor();
    expect(new URL(it.page.url()).pathname).toBe('/console/queues');
    expect(it.page.url()).not.toContain('code=');
    await it.page.getByRole('button', { name: 'Account' }).click();
    await it.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await it.page.getByRole('heading', { name: 'Signed out' }).waitFor();
    expect(it.complaints).toEqual([]);
    expect(it.wire.mistakes).toEqual([]);
  });

  it('signs in again when the token ends and keeps the page', async () => {
    await using it = await openConsole(browser);
    await it.open('/console/queues');
    await it.page.getByText('Sales').waitFor();
    it.wire.revoke();
    await it.page.getByRole('searchbox').fill('Ret');
    await it.page.getByText('Returns').waitFor();
    expect(new URL(it.page.url()).pathname).toBe('/console/queues');
  });

  it('stops instead of going round when a fresh token is refused', async () => {
    await using it = await openConsole(browser);
    it.wire.giveUselessTokens();
    await it.open('/console/');
    await it.page.getByRole('heading', { name: 'Sign-in did not complete' }).waitFor();
    await it.page.getByText('Invalid login credentials.').waitFor();
  });

  it('shows only what the roles include', async () => {
    await using it = await openConsole(browser, { permissions: ['routing:queue:view'] });
    await it.open('/console/queues');
    await it.page.getByText('Sales').waitFor();
    expect(await it.page.getByRole('button', { name: 'New queue' }).count()).toBe(0);
    expect(await it.page.getByRole('button', { name: 'Delete Sales' }).count()).toBe(0);
    const navigation = it.page.getByRole('navigation', { name: 'Pages' });
    expect(await navigation.getByText('Agent desk').count()).toBe(0);
    await it.open('/desk/');
    await it.page.getByText('Your roles do not include this page').waitFor();
    await it.open('/console/nothing');
    await it.page.getByText('This page does not exist').waitFor();
  });

  it('tells who has no role yet whom to ask', async () => {
    await using it = await openConsole(browser, { permissions: [] });
    await it.open('/desk/');
    await it.page.getByText('You have no role yet').waitFor();
    await it.page.getByText('give ada.agent@example.org a role').waitFor();
    expect(await axeFindings(it.page)).toEqual([]);
  });

  it('changes the own password from the menu of the person, on the desk too', async () => {
    const { routes } = createFakeOrganisation();
    await using it = await openConsole(browser, { routes });
    await it.open('/desk/');
    await it.page.getByRole('button', { name: 'Account' }).click();
    await it.page.getByRole('menuitem', { name: 'Change password' }).click();
    const dialog = it.page.getByRole('dialog', { name: 'Change your password' });
    const fill = async (current: string, next: string, again: string) => {
      await dialog.getByLabel('Current password').fill(current);
      await dialog.getByLabel(/^New password( \*)?$/).fill(next);
      await dialog.getByLabel('New password again').fill(again);
      await dialog.getByRole('button', { name: 'Change password' }).click();
    };
    await fill('', 'short', '');
    await dialog.getByText('Please fill in.').waitFor();
    await dialog.getByText('At least 8 characters.', { exact: true }).waitFor();
    await fill('a guess', 'a long new one', 'another one');
    await dialog.getByText('The two are not the same.').waitFor();
    await fill('a guess', 'a long new one', 'a long new one');
    await dialog.getByText('This is not your current password.').waitFor();
    expect(await axeFindings(it.page)).toEqual([]);
    await fill('right password', 'a long new one', 'a long new one');
    await it.page.getByText('Password changed; you are signed out everywhere else').waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(it.complaints).toEqual([]);
    expect(it.wire.mistakes).toEqual([]);
  });

  it('hides the contact centre when the server has only the gateway', async () => {
    await using it = await openConsole(browser, { halves: ['gateway'] });
    await it.open('/console/');
    await it.page.getByRole('heading', { name: /Welcome/ }).waitFor();
    const navigation = it.page.getByRole('navigation', { name: 'Pages' });
    expect(await navigation.getByText('Queues').count()).toBe(0);
    expect(await navigation.getByText('Agent desk').count()).toBe(0);
  });

  it('finds pages by name from the keyboard', async () => {
    await using it = await openConsole(browser);
    await it.open('/console/');
    await it.page.getByRole('heading', { name: /Welcome/ }).waitFor();
    await it.page.keyboard.press('Control+k');
    await it.page.getByPlaceholder('Search pages').fill('queu');
    await it.page.keyboard.press('Enter');
    await it.page.getByRole('heading', { name: 'Queues', level: 1 }).waitFor();
  });

  it('switches and remembers language and colour scheme', async () => {
    await using it = await openConsole(browser);
    await it.open('/console/queues');
    await it.page.getByRole('button', { name: 'Language' }).click();
    await it.page.getByRole('menuitem', { name: 'Türkçe' }).click();
    await it.page.getByRole('heading', { name: 'Kuyruklar' }).waitFor();
    await it.page.getByRole('button', { name: 'Renk düzeni' }).click();
    await it.page.getByRole('menuitem', { name: 'Koyu' }).click();
    await it.page.reload();
    await it.page.getByRole('heading', { name: 'Kuyruklar' }).waitFor();
    const html = it.page.locator('html');
    await expect.poll(() => html.getAttribute('lang')).toBe('tr');
    await expect.poll(() => html.getAttribute('data-mantine-color-scheme')).toBe('dark');
  });
});

describe('queues', () => {
  it('creates, refuses a taken name with the correlation id, edits and deletes', async () => {
    await using it = await openConsole(browser);
    const { page } = it;
    await it.open('/console/queues');
    await page.getByRole('button', { name: 'New queue' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Please fill in').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Name' }).fill('Sales');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A queue named "Sales" exists already.').waitFor();
    await page.getByText('fake-correlation-id').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Billing');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Edit Billing' }).click();
    await page.getByLabel('Description').fill('Invoices');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => it.wire.state.queues.at(-1)?.['description']).toBe('Invoices');
    await page.getByRole('button', { name: 'Delete Billing' }).click();
    await page.getByText('flows that transfer to this queue fail').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => it.wire.state.queues.length).toBe(3);
    expect(it.wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('adds and removes members', async () => {
    await using it = await openConsole(browser);
    const { page, wire } = it;
    await it.open('/console/queues');
    await page.getByRole('button', { name: 'Members and codes of Sales' }).click();
    await page.getByRole('combobox', { name: 'Add people' }).click();
    await page.getByRole('option', { name: 'Clara Vogt' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Clara Vogt' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete Ada Agent' }).click();
    await expect.poll(() => wire.state.members.get('queue-Sales')?.length).toBe(1);
    expect(wire.mistakes).toEqual([]);
  });
});

const LOOKS = [
  ['light, wide', 'light', 1280],
  ['dark, phone', 'dark', 390],
] as const;

describe.each(LOOKS)('accessibility: %s', (_, colorScheme, width) => {
  it.each(['/console/', '/console/queues', '/desk/'])('%s', async (path) => {
    const look = { colorScheme, viewport: { width, height: 800 } };
    await using it = await openConsole(browser, {}, look);
    await it.open(path);
    await it.page.locator('h1').waitFor();
    await it.page.waitForLoadState('networkidle');
    expect(await axeFindings(it.page)).toEqual([]);
  });
});
