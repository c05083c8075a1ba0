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
  ['en-GB', 'OpenAI-compatible chat', 'System prompt', 'Direct Line secret'],
  ['de-DE', 'OpenAI-kompatibler Chat', 'Systemanweisung', 'Direct-Line-Geheimnis'],
  ['tr-TR', 'OpenAI uyumlu sohbet', 'Sistem talimatı', 'Direct Line anahtarı'],
] as const;

describe('an endpoint with a bot of another maker', () => {
  it.each(languages)(
    'has its settings in the language of %s',
    async (locale, model, prompt, key) => {
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, { locale });
      await admin.open('/console/bots/new');
      const { page } = admin;
      const choose = async (kind: string | RegExp) => {
        await page.getByRole('combobox', { name: 'Bot', exact: true }).click();
        await page.getByRole('option', { name: kind }).click();
      };
      await choose(model);
      const area = page.getByLabel(prompt, { exact: true });
      expect(await area.evaluate(({ tagName }) => tagName)).toBe('TEXTAREA');
      expect(await axeFindings(page)).toEqual([]);
      await choose(/^Direct Line/);
      await page.getByText(key).first().waitFor();
      expect(await area.count()).toBe(0);
      await choose('Rasa');
      await page.getByText('/webhooks/rest/webhook').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(admin.complaints).toEqual([]);
    },
  );
});
