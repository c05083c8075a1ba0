import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openForm(path: string) {
  const { routes } = createFakeOrganisation();
  const look = { viewport: { width: 1200, height: 600 } };
  const form = await openConsole(browser, { routes }, look);
  await form.open(path);
  return form;
}

/** The name of the field that has the caret, and whether it can be seen. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const field = document.activeElement;
    const box = field?.getBoundingClientRect();
    const isSeen = box !== undefined && box.top >= 0 && box.bottom <= innerHeight;
    return [field?.getAttribute('name'), field?.getAttribute('aria-invalid'), isSeen];
  });

describe('what a form objects to', () => {
  it('is brought into view, and gone once it is mended', async () => {
    await using form = await openForm('/console/connections/new');
    const { page } = form;
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => focused(page)).toEqual(['name', 'true', true]);
    expect(await axeFindings(page)).toEqual([]);
    const name = page.getByRole('textbox', { name: 'Name' });
    const required = page.getByText('Please fill in');
    const before = await required.count();
    await name.fill('CRM');
    await expect.poll(() => required.count()).toBe(before - 1);
    await expect.poll(() => name.getAttribute('aria-invalid')).toBeNull();
  });

  it('moves no button, and leaves an example to be seen as one', async () => {
    await using form = await openForm('/console/platforms/new');
    const { page } = form;
    const url = page.getByRole('textbox', { name: 'Outbound Notification Webhook URL' });
    const secret = page.locator('input[name="secret"]');
    const colour = () => url.evaluate((one) => getComputedStyle(one, '::placeholder').color);
    const middleOf = async (one: typeof url) => {
      const box = await one.boundingBox();
      return Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2);
    };
    const before = await colour();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Please fill in').first().waitFor();
    expect(await colour()).toBe(before);
    const generate = page.getByRole('button', { name: 'Generate' });
    expect(await middleOf(generate)).toBe(await middleOf(secret));
  });

  it('is the secret when it was saved for another address', async () => {
    await using form = await openForm('/console/connections/connection-1');
    const { page } = form;
    await page.getByRole('textbox', { name: 'Region or address' }).fill('mypurecloud.ie');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => focused(page)).toEqual(['clientSecret', 'true', true]);
  });

  it('stands at the fields of a credential', async () => {
    await using form = await openForm('/console/vault/locker-1/new');
    const { page } = form;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The credential needs a name.').waitFor();
    await page.getByText('Every attribute needs a name.').waitFor();
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await name.fill('CRM');
    await expect.poll(() => page.getByText('The credential needs a name.').count()).toBe(0);
    expect(await page.getByText('Every attribute needs a name.').count()).toBe(1);
  });
});
