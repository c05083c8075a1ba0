import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { until } from '../harness/waiting.ts';

/** Where a person who looks at the pages finds pictures of them; nothing without it. */
export const pictures = process.env['TANDEM_TEST_PICTURES'];

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Rules that the page breaks as it stands, one line for each place. The pages have no frames: axe runs in the page
 * itself, which takes a quarter of the time it needs to collect frames in a second one.
 * @param rules only these; without them all of WCAG 2.2 AA and best practice.
 */
export const axeFindings = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe.withTags(tags)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  );
};

const looks = [
  ['light', { width: 1280, height: 900 }],
  ['dark', { width: 390, height: 844 }],
] as const;

const fits = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth';

/** What is wrong with the page, light and wide, then dark and narrow. */
export const findingsInBothLooks = async (page: Page, name: string): Promise<string[]> => {
  const found: string[] = [];
  for (const [colorScheme, viewport] of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    // The page follows the window a moment later.
    await until('it fits', () => page.evaluate<boolean>(fits), { withinMs: 5_000 }).catch(() =>
      found.push(`${name} ${colorScheme}: wider than the screen`),
    );
    const broken = await axeFindings(page);
    found.push(...broken.map((finding) => `${name} ${colorScheme} ${finding}`));
    if (pictures)
      await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(looks[0][1]);
  return found;
};
