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

const WORDS = {
  'en-GB': {
    ...{ save: 'Save', saved: 'Channel saved', remove: 'Delete' },
    ...{ runs: '2 customers of this channel', move: 'End handovers and save' },
    ...{ end: 'End handovers and delete', ended: 'its handovers have ended' },
  },
  'de-DE': {
    ...{ save: 'Speichern', saved: 'Kanal gespeichert', remove: 'Löschen' },
    ...{ runs: '2 Kunden dieses Kanals', move: 'Übergaben beenden und speichern' },
    ...{ end: 'Übergaben beenden und löschen', ended: 'die Übergaben sind beendet' },
  },
  'tr-TR': {
    ...{ save: 'Kaydet', saved: 'Kanal kaydedildi', remove: 'Sil' },
    ...{ runs: 'Bu kanalın 2 müşterisi', move: 'Devirleri bitir ve kaydet' },
    ...{ end: 'Devirleri bitir ve sil', ended: 'devirleri bitti' },
  },
} as const;

describe.each(Object.entries(WORDS))(
  'a channel whose customers talk to agents, in %s',
  (locale, say) => {
    const open = async () => {
      const { routes } = createFakeOrganisation();
      const admin = await openConsole(browser, { routes }, { locale });
      await admin.open('/console/channels');
      return admin;
    };

    it('is switched off once their handovers are ended', async () => {
      await using admin = await open();
      const { page } = admin;
      await page.getByRole('link', { name: 'Shop app', exact: true }).click();
      await page.locator('input[name="active"]').click();
      const save = page.getByRole('button', { name: say.save, exact: true }).first();
      await save.click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(say.runs).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await save.click();
      await dialog.getByRole('button', { name: say.move }).click();
      await page.getByText(say.saved).waitFor();
      await dialog.waitFor({ state: 'detached' });
      expect(admin.complaints.filter((text) => !text.includes('409'))).toEqual([]);
    });

    it('is deleted with them where that is asked for', async () => {
      await using admin = await open();
      const { page } = admin;
      const row = page.getByRole('row').filter({ hasText: 'Shop app' });
      await row.getByRole('button', { name: new RegExp(say.remove, 'i') }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: say.remove, exact: true }).click();
      await dialog.getByText(say.runs).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await dialog.getByRole('button', { name: say.end }).click();
      await page.getByText(say.ended).waitFor();
      await row.waitFor({ state: 'detached' });
      expect(admin.complaints.filter((text) => !text.includes('409'))).toEqual([]);
    });
  },
);
