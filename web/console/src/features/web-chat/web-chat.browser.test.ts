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

const openWebChat = async (look: Parameters<typeof openConsole>[2] = {}) => {
  const { routes } = createFakeOrganisation();
  const admin = await openConsole(browser, { routes }, look);
  const { page } = admin;
  await admin.open('/console/bots');
  await page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
  await page.getByRole('link', { name: 'Web chat: look and visitors' }).click();
  await page.getByRole('heading', { level: 1, name: 'Web chat' }).waitFor();
  return admin;
};

describe('the web chat of an endpoint', () => {
  it('refuses colours that are none, and warns of those that vanish', async () => {
    await using admin = await openWebChat();
    const { page } = admin;
    const color = page.getByRole('textbox', { name: 'Colour' });
    await color.fill('#ffffff');
    await page.getByText('This colour hardly stands out').waitFor();
    await color.fill('blue');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('A colour as #rrggbb.').waitFor();
    expect(admin.complaints).toEqual([]);
  });

  it('is set in every language, saved, and shown again', async () => {
    await using admin = await openWebChat();
    const { page } = admin;
    const title = page.getByRole('textbox', { name: 'Title', exact: true });
    const inGerman = async () => {
      await page.getByRole('combobox', { name: 'Texts in' }).click();
      await page.getByRole('option', { name: 'German' }).click();
    };
    await page.getByRole('switch', { name: 'Ask for consent' }).check();
    await title.fill('Help');
    await inGerman();
    await title.fill('Hilfe');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Web chat saved').waitFor();
    await inGerman();
    await expect.poll(() => title.inputValue()).toBe('Hilfe');
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('says how signed visitors are checked, with a secret in the three ways', async () => {
    await using admin = await openWebChat({ colorScheme: 'dark' });
    const { page } = admin;
    await page.getByRole('combobox', { name: 'How identities are checked' }).click();
    await page.getByRole('option', { name: 'Shared secret (HS256)' }).click();
    await page.getByRole('switch', { name: 'Only signed visitors' }).check();
    await page.getByRole('textbox', { name: 'Audience' }).fill('shop');
    await page.getByRole('group', { name: 'Identity secret' }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});
