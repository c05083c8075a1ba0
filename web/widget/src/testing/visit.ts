import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { FakeDirectLine } from './fake-direct-line.ts';
import { servePage } from './open-page.ts';

export interface Visit {
  readonly browser: Browser;
  readonly bundle: Buffer;
  readonly fake: FakeDirectLine;
  readonly options?: BrowserContextOptions;
  /** Of the script tag. */
  readonly attributes?: string;
}

/** A visitor's browser on the page, and the problems of the page. */
export async function visit({ browser, bundle, fake, options = {}, attributes = '' }: Visit) {
  servePage(fake, { bundle, attributes });
  const context = await browser.newContext({ viewport: { width: 900, height: 760 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
  await page.goto(fake.origin);
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

export const openChat = (page: Page) => page.getByRole('button', { name: 'Open chat' }).click();

export const write = async (page: Page, text: string) => {
  await page.getByLabel('Your message').fill(text);
  await page.keyboard.press('Enter');
};

export const shown = (page: Page, text: string) => page.getByRole('log').getByText(text).waitFor();

/** What axe finds against WCAG 2.2 AA. */
export const violations = async (page: Page) => {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};
