import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { chatOn } from './chat.ts';
import { consolePaths } from './console-paths.ts';
import { showOnFailure } from './failure.ts';
import { letCustomersWait } from './queue-without-agents.ts';
import { openWindow, signIn, type Window } from './window.ts';

/** What only machines say: dotted keys, dates as they are sent, codes in capitals. */
const machineWords: Readonly<Record<string, RegExp>> = {
  key: /(?<![\w@/.:-])[a-z][a-zA-Z]*(?:\.[a-z][a-zA-Z]+){1,4}(?![\w@/:-])/g,
  date: /\d{4}-\d\d-\d\dT\d\d:\d\d/g,
  code: /(?<![\w"'-])[A-Z]{2,}(?:_[A-Z]+)+(?!\w)/g,
};

/** Names that are given, not translated: hosts, and what a person typed. */
const given = /^(?:tandem\.local|example\.com|localhost|mypurecloud\.\w+|[a-z.]+\.example\.com)$/;

/** Text that a person sees, without what is shown as code: payloads, addresses, ids, names of the wire. */
const visibleText = (page: Page) =>
  page.evaluate(`(() => {
    const quiet = 'pre, code, kbd, samp, input, textarea, script, style, title, [translate=no]';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement.closest(quiet)) texts.push(node.data);
    return texts.join('\\n');
  })()`) as Promise<string>;

const wordsOf = (text: string) =>
  Object.entries(machineWords).flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)]
      .map(([word]) => word)
      .filter((word) => !given.test(word))
      .map((word) => `${kind} ${word}`),
  );

/** Pages about the wire itself, whose names are meant to be read. */
const aboutTheWire = /\/console\/(api-reference|topics|webhook-tester)/;

const languages = ['en-GB', 'de-DE', 'tr-TR'] as const;

describe('every page of the console, in every language', () => {
  let tandem: TestTandem;
  let browser: Browser;
  const windows: Window[] = [];

  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem({ TANDEM_DEMO: 'on' }), launchBrowser()]);
    await letCustomersWait(tandem.admin);
    await using visitor = await openWindow(browser);
    await visitor.page.goto(tandem.url);
    await visitor.page.getByRole('link', { name: 'Open demo web chat' }).click();
    await chatOn(visitor.page).shows('I am the demo bot');
    await chatOn(visitor.page).say('agent');
    await chatOn(visitor.page).waiting.waitFor();
  });
  afterEach(showOnFailure(() => windows));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  it.each(languages)(
    'complains of nothing, asks for nothing in vain and speaks to people: %s',
    async (locale) => {
      const admin = await openWindow(browser, { locale });
      windows.splice(0, windows.length, admin);
      const { page } = admin;
      const findings: string[] = [];
      page.on('response', (response) => {
        if (response.status() >= 400)
          findings.push(`${response.status()} ${response.request().method()} ${response.url()}`);
      });
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
          findings.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', ({ message }) => findings.push(`thrown: ${message}`));
      await page.goto(`${tandem.url}/console/`);
      await signIn(page);
      const wanted = locale.slice(0, 2);
      for (const path of await consolePaths(page, tandem)) {
        const before = findings.length;
        await page.goto(`${tandem.url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.locator('main [aria-busy=true]').first().waitFor({ state: 'hidden' });
        await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(wanted);
        if (!aboutTheWire.test(path)) findings.push(...wordsOf(await visibleText(page)));
        for (let at = before; at < findings.length; at += 1)
          findings[at] = `${path}: ${findings[at]}`;
      }
      expect([...new Set(findings)]).toEqual([]);
      await admin[Symbol.asyncDispose]();
    },
    300_000,
  );
});
