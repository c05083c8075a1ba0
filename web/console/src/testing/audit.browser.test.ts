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

const looks = [
  ['light, wide, English', 'light', { width: 1280, height: 800 }, 'en'],
  ['dark, phone, German', 'dark', { width: 390, height: 844 }, 'de'],
] as const;

describe.each(looks)('the audit log: %s', (_, colorScheme, viewport, locale) => {
  const [changed, row, hidden, field] =
    locale === 'en'
      ? (['Changed', 'Created', 'Changed, not shown', 'After-call work (ms)'] as const)
      : (['Geändert', 'Angelegt', 'Geändert, wird nicht gezeigt', 'Nachbearbeitung (ms)'] as const);

  it('shows words for codes, hides secrets and can be filtered', async () => {
    const { routes } = createFakeOrganisation();
    await using console = await openConsole(browser, { routes }, { colorScheme, viewport, locale });
    const { page } = console;
    await console.open('/console/audit');
    await page.getByText(changed, { exact: true }).first().waitFor();
    await page.waitForLoadState('networkidle');
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(wide).toBe(false);
    await page.getByRole('row').filter({ hasText: row }).getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText(hidden).waitFor();
    await drawer.getByText(field).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('select').first().selectOption('role');
    await page.getByText(row, { exact: true }).waitFor({ state: 'detached' });
    expect(console.wire.mistakes).toEqual([]);
    expect(console.complaints).toEqual([]);
  }, 60_000);
});
