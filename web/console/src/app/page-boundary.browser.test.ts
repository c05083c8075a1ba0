import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A list in which there is nothing where a queue should be: drawing it throws. */
const brokenOnce = () => {
  const state = { broken: true };
  const routes = () => ({
    'GET /api/v2/routing/queues': () => ({
      status: 200,
      body: state.broken
        ? { entities: [null], total: 1, pageCount: 1, pageNumber: 1, pageSize: 25 }
        : { entities: [], total: 0, pageCount: 0, pageNumber: 1, pageSize: 25 },
    }),
  });
  return { state, routes };
};

describe('a page that throws', () => {
  it('says so with a reference, leaves the navigation, and comes back when it is loaded again', async () => {
    const { state, routes } = brokenOnce();
    await using it = await openConsole(browser, { routes });
    await it.open('/console/queues');
    const { page } = it;
    await page.getByRole('heading', { name: 'This page has stopped' }).waitFor();
    const reference = (await page.locator('code').textContent()) ?? '';
    expect(reference).toMatch(/^[\w-]{10}$/);
    await expect.poll(() => it.complaints.join('\n')).toContain(`[${reference}]`);
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Users' })
      .click();
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'This page has stopped' }).waitFor();
    state.broken = false;
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Queues', level: 1 }).waitFor();
  });

  it.each(LOOKS)('looks well: %s', async (name, look) => {
    await using it = await openConsole(browser, { routes: brokenOnce().routes }, look);
    await it.open('/console/queues');
    await it.page.getByRole('alert').waitFor();
    const { examine, findings } = examinerOf(it.page, `broken ${name}`);
    await examine('page');
    expect(findings).toEqual([]);
  });
});
