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

const LANGUAGES = [
  {
    locale: 'de-DE',
    runs: 'Läufe',
    failed: /Fehlgeschlagen/,
    pane: 'Schritte',
    words: [
      'http.unreachable: users.example ist nicht zu erreichen: die Verbindung wird abgelehnt.',
      'GET https://users.example/api/v2/users?q=•••••• → keine Antwort',
      '→ Fehler · 24 ms · 3 Versuche',
      /found: Pfad fand nichts$/,
      'Only the server knows.',
      '3 Schritte',
    ],
  },
  {
    locale: 'tr-TR',
    runs: 'Çalışmalar',
    failed: /Başarısız/,
    pane: 'Adımlar',
    words: [
      'http.unreachable: users.example adresine ulaşılamıyor: bağlantıyı reddediyor.',
      /24 ms · 3 deneme$/,
    ],
  },
] as const;

describe('a run', () => {
  it('tells of an HTTP request address, answer, attempts and time, and errors in the language of the person', async () => {
    for (const { locale, runs, failed, pane, words } of LANGUAGES) {
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, { locale });
      const { page } = admin;
      await admin.open('/console/flows/gateway/flow-lookup');
      await page.getByText(runs, { exact: true }).click();
      await page.getByRole('button', { name: failed }).click();
      const steps = page.getByRole('complementary', { name: pane });
      for (const said of words) await steps.getByText(said, { exact: true }).first().waitFor();
      await expect.poll(() => steps.getByRole('listitem').count()).toBe(3);
      // A tooltip under the mouse is no part of the page.
      await page.mouse.move(0, 0);
      await page.getByRole('tooltip').waitFor({ state: 'hidden' });
      expect(await axeFindings(page)).toEqual([]);
      expect(admin.wire.mistakes).toEqual([]);
      expect(admin.complaints).toEqual([]);
    }
  }, 60_000);
});
