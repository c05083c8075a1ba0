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
    ...{ provider: 'Handover provider', none: 'No handover', save: 'Save', remove: 'Delete' },
    ...{ runs: '2 handovers run', move: 'End handovers and save', saved: 'Endpoint saved' },
    ...{ end: 'End handovers and delete', ended: 'its handovers have ended' },
    problem: 'Handovers that run by the settings of the endpoint: 2.',
    told: 'the contact centre is told',
  },
  'de-DE': {
    ...{ provider: 'Handover-Anbieter', none: 'Keine Übergabe', save: 'Speichern' },
    ...{ runs: '2 Übergaben laufen', move: 'Übergaben beenden und speichern', remove: 'Löschen' },
    ...{ saved: 'Endpunkt gespeichert', end: 'Übergaben beenden und löschen' },
    ended: 'die Übergaben sind beendet',
    problem: 'Übergaben, die mit den Einstellungen des Endpunkts laufen: 2.',
    told: 'Das Contact Center erfährt es',
  },
} as const;

describe.each(Object.entries(WORDS))(
  'an endpoint with handovers that run, in %s',
  (locale, say) => {
    const open = async () => {
      const { routes } = createFakeOrganisation();
      const admin = await openConsole(browser, { routes }, { locale });
      await admin.open('/console/bots');
      return admin;
    };

    it('hands over elsewhere once they are ended, or stays as it was', async () => {
      await using admin = await open();
      const { page } = admin;
      await page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
      await page.getByRole('combobox', { name: say.provider, exact: true }).click();
      await page.getByRole('option', { name: say.none, exact: true }).click();
      const dialog = page.getByRole('dialog');
      const save = page.getByRole('button', { name: say.save, exact: true }).first();
      await save.click();
      await dialog.getByText(say.runs).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      const chosen = page.getByRole('combobox', { name: say.provider, exact: true });
      expect(await chosen.inputValue()).toBe(say.none);
      await save.click();
      await dialog.getByRole('button', { name: say.move }).click();
      await page.getByText(say.saved).waitFor();
      await dialog.waitFor({ state: 'detached' });
      expect(admin.complaints.filter((text) => !text.includes('409'))).toEqual([]);
    });

    it('is switched off once they are ended, and says that the contact centre is told', async () => {
      await using admin = await open();
      const { page } = admin;
      await page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
      await page.locator('input[name="active"]').click();
      await page.getByRole('button', { name: say.save, exact: true }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(say.runs).waitFor();
      await dialog.getByText(say.told).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await dialog.getByRole('button', { name: say.move }).click();
      await page.getByText(say.saved).waitFor();
      await dialog.waitFor({ state: 'detached' });
      expect(admin.complaints.filter((text) => !text.includes('409'))).toEqual([]);
    });

    it('is deleted with them where that is asked for', async () => {
      await using admin = await open();
      const { page } = admin;
      const row = page.getByRole('row').filter({ hasText: 'Web shop chat' });
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
