import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { axeFindings } from './accessibility.ts';
import { chatOn } from './chat.ts';
import { consolePaths } from './console-paths.ts';
import { showOnFailure } from './failure.ts';
import { letCustomersWait } from './queue-without-agents.ts';
import { consoleWire, foreignTraffic, notImplemented } from './traffic.ts';
import { openWindow, signIn, type Window } from './window.ts';

const findings = async (page: Page, rules?: readonly string[]) => {
  const { pathname } = new URL(page.url());
  return (await axeFindings(page, rules)).map((finding) => `${pathname} ${finding}`);
};

/** Colours on their way from one to the other are neither: waits until every movement that ends has ended. */
const look = async (page: Page, colorScheme: 'light' | 'dark') => {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(`Promise.all(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => undefined)))`);
};

/** Everything in the light, then in the dark what the scheme changes. */
const findingsOf = async (page: Page) => {
  await look(page, 'light');
  const light = await findings(page);
  await look(page, 'dark');
  const dark = await findings(page, ['color-contrast']);
  return [...light, ...dark.map((finding) => `dark: ${finding}`)];
};

describe('every page of the console, with its server', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;

  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem({ TANDEM_DEMO: 'on' }), launchBrowser()]);
    admin = await openWindow(browser);
    // A conversation that waits in the queue, so that no page is empty.
    await letCustomersWait(tandem.admin);
    await using visitor = await openWindow(browser);
    await visitor.page.goto(tandem.url);
    await visitor.page.getByRole('link', { name: 'Open demo web chat' }).click();
    await chatOn(visitor.page).shows('I am the demo bot');
    await chatOn(visitor.page).say('agent');
    await chatOn(visitor.page).waiting.waitFor();
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  it('the first page and the sign-in page are accessible in light and dark', async () => {
    const { page } = admin;
    await page.goto(tandem.url);
    expect(await findingsOf(page)).toEqual([]);
    await page.goto(`${tandem.url}/console/`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await signIn(page);
  });

  it('every other page is accessible in light and dark, and asks only for what exists', async () => {
    const { page } = admin;
    const paths = await consolePaths(page, tandem);
    expect(paths.length).toBeGreaterThan(30);
    const all: string[] = [];
    for (const path of paths) {
      await page.goto(`${tandem.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'hidden' });
      const found = await findingsOf(page);
      // What was seen in the middle of a fade is gone at the second look.
      if (found.length > 0) all.push(...(await findingsOf(page)));
    }
    expect(all).toEqual([]);
    expect(foreignTraffic(admin, { origin: tandem.url, allowed: consoleWire })).toEqual([]);
    expect(await notImplemented(admin)).toEqual([]);
  }, 600_000);
});
