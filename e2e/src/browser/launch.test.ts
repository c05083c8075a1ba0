import { tmpdir } from 'node:os';
import { testFolder } from '@tandem/kit/testing';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch.ts';

describe('browser', () => {
  it('starts and runs a page', async () => {
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.setContent('<h1>ready</h1>');
    expect(await page.textContent('h1')).toBe('ready');
    await browser.close();
  }, 60_000);

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'unpacks the bundled browser once for two that ask at the same time',
    async () => {
      await using temp = await testFolder({ on: 'disk' });
      const ask = () => findBrowser({}, temp.path);
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(first).toEqual(second);
      const browser = await chromium.launch({
        executablePath: first.executablePath,
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
        env: { ...process.env, ...first.env } as Record<string, string>,
      });
      const page = await browser.newPage();
      await page.setContent('<h1><span>bundled</span></h1>');
      expect(await page.textContent('h1')).toBe('bundled');
      // Without fonts the text has no size, and nothing on a page counts as visible.
      const box = await page.locator('h1 span').boundingBox();
      expect(box?.width).toBeGreaterThan(20);
      await browser.close();
    },
    120_000,
  );

  it('says when the wished browser is not there', async () => {
    await expect(findBrowser({ TANDEM_TEST_BROWSER: '/nowhere' }, tmpdir())).rejects.toThrow(
      'there is no /nowhere',
    );
  });
});
