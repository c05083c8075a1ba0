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

const fileOf = (content: string | Buffer) => ({
  ...{ name: 'knowledge.json', mimeType: 'application/json' },
  buffer: Buffer.from(content),
});
const article = { title: 'Returns', text: 'Print the label.', language: 'en' };
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]);

describe('an import of articles', () => {
  it.each([
    [
      'en-GB',
      'The file holds no articles.',
      'Article 2 has no title.',
      'Article 2 has none of the languages de, en, tr.',
      'Import done: 1 added',
    ],
    [
      'de-DE',
      'Die Datei enthält keine Artikel.',
      'Artikel 2 hat keinen Titel (title).',
      'Artikel 2 hat keine der Sprachen (language) de, en, tr.',
      'Import fertig: 1 hinzugefügt',
    ],
    [
      'tr-TR',
      'Dosyada makale yok.',
      '2. makalenin başlığı (title) yok.',
      '2. makalenin dili (language) şunlardan biri değil: de, en, tr.',
      'İçe aktarıldı: 1 eklendi',
    ],
  ])(
    'says what to mend in the file, and takes it once that is done: %s',
    async (locale, none, title, language, done) => {
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, { locale });
      const { page } = admin;
      const sent: unknown[] = [];
      await page.route('**/knowledge/import', (route) => {
        sent.push(route.request().postDataJSON());
        return route.fulfill({ json: { added: 1, replaced: 0 } });
      });
      await admin.open('/console/knowledge');
      const input = page.locator('input[type=file]');
      await input.setInputFiles(fileOf(picture));
      const alert = page.getByRole('alert');
      await alert.getByText(none).waitFor();
      await input.setInputFiles(
        fileOf(JSON.stringify({ articles: [article, { title: '', text: 'x' }] })),
      );
      await alert.getByText(title).waitFor();
      await alert.getByText(language).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      // The browser tells of no choice where the same file stands there already.
      expect(await input.inputValue()).toBe('');
      await input.setInputFiles(fileOf(JSON.stringify({ articles: [article] })));
      await page.getByText(done).waitFor();
      await alert.waitFor({ state: 'detached' });
      expect(sent).toEqual([{ articles: [article] }]);
    },
  );
});
