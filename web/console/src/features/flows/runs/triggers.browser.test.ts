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

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'light', viewport: { width: 400, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 400, height: 800 } },
] as const;

describe('the drawer of a trigger', () => {
  it('is accessible with a list open and after a refusal, in light and dark, wide and narrow', async () => {
    for (const look of LOOKS) {
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, look);
      const { page } = admin;
      await admin.open('/console/flows/gateway/flow-lookup');
      await page.getByText('Runs', { exact: true }).click();
      await page.getByRole('button', { name: 'Add trigger' }).click();
      const drawer = page.getByRole('dialog', { name: 'Add trigger' });
      await drawer.getByRole('combobox', { name: 'Kind' }).click();
      await page.getByRole('option', { name: 'Event' }).click();
      await drawer.getByRole('button', { name: 'Save' }).click();
      const event = drawer.getByRole('combobox', { name: 'Type of event' });
      await expect.poll(() => event.getAttribute('aria-invalid')).toBe('true');
      await event.click();
      await drawer.getByRole('option', { name: /handover\.changed/ }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await drawer.getByRole('option', { name: /handover\.changed/ }).click();
      await drawer.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('region', { name: 'Triggers' }).getByText('handover.changed').waitFor();
      await page.getByRole('button', { name: 'Edit handover.changed' }).click();
      await page.getByRole('dialog', { name: 'Edit trigger' }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(admin.wire.mistakes).toEqual([]);
      expect(admin.complaints).toEqual([]);
    }
  }, 120_000);
});
