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

const languages = [
  ['en-GB', 'Web chat', 'Add channel', 'Add Telegram', 'Bot token'],
  ['de-DE', 'Webchat', 'Kanal hinzufügen', 'Telegram hinzufügen', 'Bot-Token'],
  ['tr-TR', 'Web sohbeti', 'Kanal ekle', 'Telegram ekle', 'Bot belirteci'],
] as const;

describe('channels', () => {
  it.each(languages)(
    'are listed and added in the language of %s',
    async (locale, web, add, tile, token) => {
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, { locale });
      const { page } = admin;
      await admin.open('/console/channels');
      await page.getByText('Shop bot').first().waitFor();
      await page.getByText(web).first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: add }).click();
      await page.getByRole('link', { name: tile }).click();
      await page.getByText(token).first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(admin.complaints).toEqual([]);
    },
  );

  it('takes a channel from its tile to its vendor, and sends what was given up once more', async () => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, { locale: 'en-GB' });
    const { page } = admin;
    await admin.open('/console/channels/new/telegram');
    // The token is fetched before there is a channel to save it in.
    await page.getByText('@BotFather in Telegram').waitFor();
    await page.getByText('The address is here once the channel is saved.').waitFor();
    await page.getByLabel('Name', { exact: false }).first().fill('Second bot');
    // Where the vault has something to choose, a secret begins with that.
    await expect
      .poll(() => page.getByRole('radio', { name: 'Credential' }).first().isChecked())
      .toBe(true);
    await page.getByText('Insecure string', { exact: true }).first().click();
    await page.getByRole('combobox', { name: 'Endpoint' }).click();
    await page.getByRole('option', { name: 'Web shop chat' }).click();
    await page
      .getByRole('textbox', { name: 'Bot token' })
      .fill('123456789:AAplantedTokenOfTheTests_0123');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('https://tandem.example.com/channels/', { exact: false })
      .or(page.getByLabel('Address', { exact: true }))
      .first()
      .waitFor();
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toContain(
      '/channels/c-',
    );
    await page.getByText('@BotFather in Telegram').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('The token is of the bot @shop_bot.').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await admin.open('/console/channels');
    await page.getByText('Shop bot').first().click();
    await page.getByText('blocked by the user').waitFor();
    await page.getByRole('button', { name: 'Send once more' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send once more' }).click();
    await page.getByText('2 messages are sent again').waitFor();
    expect(admin.complaints).toEqual([]);
  });
});
