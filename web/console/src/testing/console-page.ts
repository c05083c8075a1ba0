import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type FakeWire, type FakeWireOptions, startFakeWire } from './fake-wire.ts';

export type ConsolePage = AsyncDisposable & {
  readonly page: Page;
  readonly wire: FakeWire;
  /** What the browser complained about. */
  readonly complaints: string[];
  readonly open: (path: string) => Promise<void>;
};

/** A page of its own over a fake wire of its own. */
export async function openConsole(
  browser: Browser,
  options: FakeWireOptions = {},
  look: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const wire = await startFakeWire(options);
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Refused calls are logged by the browser itself; tests provoke them on purpose.
    const refused = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) complaints.push(message.text());
  });
  return {
    page,
    wire,
    complaints,
    async open(path) {
      await page.goto(wire.origin + path);
      // While somebody is taken to the sign-in page and back, the next address would be fetched in vain.
      await page.locator('main:not([aria-busy="true"])').waitFor();
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await wire.close();
    },
  };
}

/**
 * What axe finds wrong with the page as it stands, one line each. The pages have no frames: axe runs in the page itself,
 * which takes a quarter of the time it needs to collect frames in a second one.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
  );
}
