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

const looks = [
  ['en-GB', 'light', 1280, '75% of the conversations', 'of 5; 80 of 200', 'Nothing began'],
  ['de-DE', 'dark', 390, '75 % der Gespräche', 'von 5; 80 von 200', 'begann nichts'],
  ['tr-TR', 'dark', 1280, 'görüşmelerin %75 kadarı', '5 üzerinden; 200', 'hiçbir şey başlamadı'],
] as const;

describe('figures of handovers', () => {
  it.each(looks)('are read in %s, %s, %i', async (locale, colorScheme, width, ...texts) => {
    const [share, rating, nothing] = texts;
    const { routes } = createFakeOrganisation();
    const look = { locale, colorScheme, viewport: { width, height: 850 } };
    await using admin = await openConsole(browser, { routes }, look);
    await admin.open('/console/handover-figures');
    const { page } = admin;
    await page.getByText(share).waitFor();
    await page.getByText(rating).waitFor();
    await page.getByText('00:42').waitFor();
    await page.getByText('1:06:40').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const asked = page.waitForRequest((request) => request.url().includes('endpointId='));
    await page.locator('select:visible').last().selectOption({ label: 'FAQ' });
    await asked;
    await page.getByText(nothing).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});
