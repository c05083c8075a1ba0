import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem } from '../harness/tandem.ts';
import { openWindow, signIn } from './window.ts';

/** Pages that belong to one half; the others are of both. */
const pagesOf = {
  platform: ['/desk/', '/console/platforms', '/console/queues', '/console/deliveries'],
  gateway: ['/console/bots', '/console/bot-conversations'],
} as const;
const other = { platform: 'gateway', gateway: 'platform' } as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each(['platform', 'gateway'] as const)('the console of the %s alone', (half) => {
  it('lists its own pages only, each works, and it has administrators of its own', async () => {
    const email = `admin@${half}.example`;
    await using tandem = await startTandem({
      TANDEM_HALVES: half,
      TANDEM_DEMO: 'on',
      TANDEM_ADMIN_EMAIL: email,
      TANDEM_ADMIN_PASSWORD: `the password of the ${half}`,
    });
    await using admin = await openWindow(browser);
    const { page, complaints } = admin;
    const failures: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400)
        failures.push(`${page.url()}: ${response.status()} ${response.url()}`);
    });
    await page.goto(tandem.url);
    const doors = await page
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')?.split('?')[0] ?? ''));
    expect(doors.includes('/desk/')).toBe(half === 'platform');
    expect(doors.some((path) => path.startsWith('/demo/'))).toBe(half === 'gateway');
    await page.goto(`${tandem.url}/console/`);
    await signIn(page, { email, password: `the password of the ${half}` });
    const paths = await page
      .locator('nav')
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    for (const path of pagesOf[half]) expect(paths).toContain(path);
    for (const path of pagesOf[other[half]]) expect(paths).not.toContain(path);
    expect(paths).toContain('/console/users');
    for (const path of paths) {
      await page.goto(`${tandem.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'hidden' });
    }
    expect(failures).toEqual([]);
    expect(complaints).toEqual([]);
    const desk = await fetch(`${tandem.url}/desk/`);
    expect(desk.status).toBe(half === 'platform' ? 200 : 404);
  }, 300_000);
});
