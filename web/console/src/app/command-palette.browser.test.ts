import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('the palette leads onto the page that was chosen, and back to where one was without a choice', async () => {
  await using it = await openConsole(browser, createFakeOrganisation(), { locale: 'en-GB' });
  const { page } = it;
  await it.open('/console/queues');
  const link = page.getByRole('navigation').getByRole('link', { name: 'Users' });
  const search = page.getByRole('textbox', { name: 'Search pages' });
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await link.focus();
  await page.keyboard.press('Control+k');
  await search.waitFor();
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
  await expect.poll(() => link.evaluate((one) => one === document.activeElement)).toBe(true);

  await page.keyboard.press('Control+k');
  await search.fill('Skills');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Skills' }).waitFor();
  await search.waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('main');

  // The page one is on already, too.
  await link.focus();
  await page.keyboard.press('Control+k');
  await search.fill('Skills');
  await page.keyboard.press('Enter');
  await search.waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('main');
  expect(it.complaints).toEqual([]);
});
