import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const names = {
  en: { pages: 'Pages', security: 'Security', bots: 'Bots', toggle: 'Open or close navigation' },
  de: {
    pages: 'Seiten',
    security: 'Sicherheit',
    bots: 'Bots',
    toggle: 'Navigation öffnen oder schließen',
  },
  tr: {
    pages: 'Sayfalar',
    security: 'Güvenlik',
    bots: 'Botlar',
    toggle: 'Gezinmeyi aç veya kapat',
  },
} as const;

describe.each(LOOKS)('the navigation: %s', (name, look) => {
  it('folds by its sections, keeps that in the browser, and has the current one open', async () => {
    const words = names[look.locale];
    await using it = await openConsole(browser, createFakeOrganisation(), look);
    await it.open('/console/queues');
    const { page } = it;
    const looks = examinerOf(page, `navigation ${name}`);
    const pages = page.getByRole('navigation', { name: words.pages });
    const unfold = async () => {
      if (look.viewport.width < 600) await page.getByRole('button', { name: words.toggle }).click();
      await pages.waitFor();
    };
    await unfold();
    const security = pages.getByRole('button', { name: words.security, exact: true });
    const linksOf = (group: string) => pages.getByRole('region', { name: group }).getByRole('link');
    expect(await linksOf(words.security).count()).toBeGreaterThan(3);
    expect(await security.getAttribute('aria-expanded')).toBe('true');

    await security.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => linksOf(words.security).count()).toBe(0);
    expect(await security.getAttribute('aria-expanded')).toBe('false');
    await pages.getByRole('button', { name: words.bots, exact: true }).click();
    await looks.examine('folded');

    // What was folded is so after a reload; where one is cannot be put away.
    await it.open('/console/vault');
    await unfold();
    await expect.poll(() => linksOf(words.security).count()).toBeGreaterThan(3);
    expect(await linksOf(words.bots).count()).toBe(0);
    expect(await security.count()).toBe(0);
    expect(looks.findings).toEqual([]);
    expect(it.complaints).toEqual([]);
  }, 60_000);
});
