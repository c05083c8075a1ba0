import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeFindings } from './console-page.ts';

const wide = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** Ways to look at a page: colours, width and language. */
export const LOOKS = [
  ['light, wide, English', { colorScheme: 'light', viewport: wide, locale: 'en' }],
  ['dark, phone, German', { colorScheme: 'dark', viewport: phone, locale: 'de' }],
  ['light, wide, Turkish', { colorScheme: 'light', viewport: wide, locale: 'tr' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

const folder = process.env['SCREENSHOTS'];

/** Notes what is wrong with a page each time it is examined, under the name of the story that is told. */
export const examinerOf = (page: Page, story: string) => {
  const findings: string[] = [];
  const named = (what: string) => `${story} ${what}`.replaceAll(/\W+/g, '-');
  return {
    /** What axe found, and where the page was wider than the screen. */
    findings,
    /** @param what names the state of the page; a picture of it is taken when somebody asks for pictures. */
    async examine(what: string): Promise<void> {
      // Away from what would show a tooltip.
      await page.mouse.move(0, 0);
      const found = await axeFindings(page);
      const isWider = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      if (isWider) found.push('wider than the screen');
      findings.push(...found.map((finding) => `${what}: ${finding}`));
      if (folder) await page.screenshot({ path: `${folder}/${named(what)}.png`, fullPage: true });
    },
  };
};
