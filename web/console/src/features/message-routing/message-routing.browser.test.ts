import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation, type FakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const openRouting = async (before: (organisation: FakeOrganisation) => void = () => {}) => {
  const organisation = createFakeOrganisation();
  before(organisation);
  const { routes, messaging } = organisation;
  const admin = await openConsole(browser, { routes });
  await admin.open('/console/message-routing');
  return { ...admin, messaging };
};

describe('message routing', () => {
  it('keeps the flow that was chosen for an address while the addresses are asked for', async () => {
    await using admin = await openRouting();
    const { page } = admin;
    const asked = Promise.withResolvers<void>();
    await page.route(/recipients\?.*pageSize=100/, (route) =>
      asked.promise.then(() => route.continue()),
    );
    await page.getByRole('button', { name: 'Add routing' }).click();
    const flow = page.getByRole('combobox', { name: 'Flow' });
    await flow.click();
    await page.getByRole('option', { name: 'Greeting' }).click();
    asked.resolve();
    await page.getByRole('combobox', { name: 'Address' }).click();
    await page.getByRole('option', { name: 'Bank app' }).click();
    await expect.poll(() => flow.inputValue()).toBe('Greeting');
  });

  it('leads to the platforms while there is none to route', async () => {
    await using admin = await openRouting(({ messaging }) => {
      messaging.recipients.length = 0;
    });
    const { page } = admin;
    await page.getByText('Nothing to route yet').waitFor();
    expect(await page.getByRole('button', { name: 'Add routing' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Add platform' }).click();
    await page.getByRole('link', { name: 'Add Open Messaging' }).waitFor();
    expect(admin.complaints).toEqual([]);
  });

  it('routes an address to a flow', async () => {
    await using admin = await openRouting();
    const { page, messaging } = admin;
    await page.getByRole('button', { name: 'Add routing' }).click();
    await page.getByRole('combobox', { name: 'Flow' }).click();
    await page.getByRole('option', { name: 'Greeting' }).click();
    await page.getByRole('combobox', { name: 'Address' }).click();
    await expect
      .poll(() => page.getByRole('option').allTextContents())
      .toEqual(['Field service', 'Bank app']);
    await page.getByRole('option', { name: 'Bank app' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => messaging.recipients.find(({ name }) => name === 'Bank app')?.['flow'])
      .toEqual({ id: 'flow-greeting', name: 'Greeting' });
    expect(admin.wire.mistakes).toEqual([]);
  });
});
