import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const isFocused = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => element === element.ownerDocument.activeElement);

/** Goes there with the Tab key alone, as often as it takes. */
const tabTo = async (page: Page, one: Locator): Promise<void> => {
  await one.waitFor();
  for (let presses = 0; presses < 200; presses += 1) {
    if (await isFocused(one)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${one}.`);
};

const press = async (page: Page, one: Locator): Promise<void> => {
  await tabTo(page, one);
  await page.keyboard.press('Enter');
};

/** Chooses from a list that is walked through with the arrow keys. */
const choose = async (page: Page, list: Locator, option: string): Promise<void> => {
  await tabTo(page, list);
  await page.keyboard.press('ArrowDown');
  const wanted = page.getByRole('option', { name: option, exact: true });
  await wanted.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await wanted.getAttribute('data-combobox-selected')) !== null) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect.poll(() => list.inputValue()).toBe(option);
};

const add = async (page: Page, tool: string): Promise<void> => {
  const toolbox = page.getByRole('region', { name: 'Toolbox' });
  await tabTo(page, toolbox.getByRole('searchbox'));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(tool);
  await press(page, toolbox.getByRole('button', { name: tool, exact: true }));
  await page.getByRole('heading', { level: 2, name: tool }).waitFor();
};

describe('a flow', () => {
  it('is made, connected, set and published with the keyboard alone', async () => {
    const { routes, flows } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes });
    const { page } = admin;
    await admin.open('/console/flows');
    await press(page, page.getByRole('button', { name: 'New flow' }));
    const drawer = page.getByRole('dialog', { name: 'New flow' });
    await tabTo(page, drawer.getByRole('textbox', { name: 'Name' }));
    await page.keyboard.type('By keys');
    await choose(
      page,
      drawer.getByRole('combobox', { name: 'Kind', exact: true }),
      'Automation flow',
    );
    await press(page, drawer.getByRole('button', { name: 'Save' }));
    await page.getByRole('heading', { level: 1, name: 'By keys' }).waitFor();

    await add(page, 'Log');
    await tabTo(page, page.getByRole('textbox', { name: 'Message' }));
    await page.keyboard.type('Good morning');
    await add(page, 'Wait');
    await tabTo(page, page.getByRole('textbox', { name: 'Duration' }));
    await page.keyboard.type('5');
    await add(page, 'End Flow');
    // The way back from the last action to the settings of the first leads over the canvas.
    await tabTo(page, page.getByRole('group', { name: /^Wait,/ }));
    await page.keyboard.press('Enter');
    await choose(page, page.getByRole('combobox', { name: 'Error' }), 'End Flow');

    await press(page, page.getByRole('button', { name: 'Publish', exact: true }));
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    await press(page, dialog.getByRole('button', { name: 'Publish now' }));
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(/^Published \d$/).waitFor();
    const kept = flows.gateway.find(({ flow }) => flow['name'] === 'By keys');
    const ends = kept?.versions.at(-1)?.document as unknown as {
      readonly start: string;
      readonly actions: readonly { readonly id: string; readonly type: string }[];
      readonly edges: readonly { readonly from: string; readonly outlet: string }[];
    };
    const typeOf = (id: string) => ends.actions.find((one) => one.id === id)?.type;
    expect(typeOf(ends.start)).toBe('log');
    expect(ends.edges.map(({ from, outlet }) => `${typeOf(from)} ${outlet}`).sort()).toEqual([
      'log next',
      'wait error',
      'wait next',
    ]);
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  }, 120_000);
});
