import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { adminEmail, adminPassword, startTandem, type TestTandem } from '../harness/tandem.ts';
import { openWindow, signIn } from './window.ts';

const chosen = 'a long password of my own';

describe('people and their accounts', () => {
  let tandem: TestTandem;
  let browser: Browser;
  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  it('get roles when they are made; who has none is told whom to ask', async ({ task }) => {
    const emailOf = (name: string) => `${name}${task.result?.retryCount ?? 0}@acme.example`;
    await using admin = await openWindow(browser);
    const { page } = admin;
    await page.goto(`${tandem.url}/console/users`);
    await signIn(page);
    for (const [name, role] of [
      ['Nora', null],
      ['Ada', 'Agent'],
    ] as const) {
      await page.goto(`${tandem.url}/console/users`);
      await page.getByRole('button', { name: 'New user' }).click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
      await page.getByRole('textbox', { name: 'E-mail address' }).fill(emailOf(name));
      await page.getByRole('textbox', { name: 'Name for customers' }).fill(`Team of ${name}`);
      await page.getByRole('textbox', { name: 'Password' }).fill(chosen);
      if (role) {
        await page.getByRole('combobox', { name: 'Roles' }).click();
        await page.getByRole('option', { name: role }).click();
        await page.keyboard.press('Escape');
      }
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      const alias = page.getByRole('textbox', { name: 'Name for customers' });
      await expect.poll(() => alias.inputValue()).toBe(`Team of ${name}`);
      await using person = await openWindow(browser);
      await person.page.goto(`${tandem.url}/desk/`);
      await signIn(person.page, { email: emailOf(name), password: chosen });
      const shown = role ? 'Agent desk' : 'You have no role yet';
      await person.page.getByRole('heading', { name: shown, level: 1 }).waitFor();
    }
    expect(admin.complaints).toEqual([]);
  });

  // The last one: the administrator has another password afterwards.
  it('change their password: elsewhere they are signed out; signing out holds for every tab', async () => {
    await using here = await openWindow(browser);
    await using elsewhere = await openWindow(browser);
    for (const { page } of [here, elsewhere]) {
      await page.goto(`${tandem.url}/console/`);
      await signIn(page);
    }
    await here.page.getByRole('button', { name: 'Account' }).click();
    await here.page.getByRole('menuitem', { name: 'Change password' }).click();
    const dialog = here.page.getByRole('dialog', { name: 'Change your password' });
    await dialog.getByLabel('Current password').fill(adminPassword);
    await dialog.getByLabel(/^New password( \*)?$/).fill(chosen);
    await dialog.getByLabel('New password again').fill(chosen);
    await dialog.getByRole('button', { name: 'Change password' }).click();
    await here.page.getByText('Password changed').waitFor();
    await here.page.reload();
    await here.page.getByRole('heading', { name: /Welcome/ }).waitFor();
    await elsewhere.page.reload();
    await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor();

    await here.page.getByRole('button', { name: 'Account' }).click();
    await here.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await here.page.getByRole('heading', { name: 'Signed out' }).waitFor();
    const tab = await here.page.context().newPage();
    await tab.goto(`${tandem.url}/console/`);
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(tab, { email: adminEmail, password: chosen });
    expect(here.complaints).toEqual([]);
  });
});
