import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { openConsole } from './console-page.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('API destinations', () => {
  it('say which of them events wait for, and why', async () => {
    await using console = await openConsole(browser, { routes: createFakeOrganisation().routes });
    await console.open('/console/api-destinations');
    const row = (name: string) => console.page.getByRole('row', { name });
    await row('ticket-system').getByText('3 events wait').waitFor();
    expect(await row('ticket-system').innerText()).toContain('http.503 ·');
    expect(await row('hub').innerText()).toContain('Nothing waits');
  });
});
