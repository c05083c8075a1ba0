import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { offerConversation } from '#src/testing/fake-conversation.ts';
import { examinerOf } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openActive(permissions?: readonly string[]) {
  const desk = await openConsole(browser, permissions ? { permissions } : {}, {
    viewport: { width: 1360, height: 850 },
  });
  await desk.open('/desk/');
  await desk.page.getByRole('switch', { name: 'On queue' }).waitFor();
  offerConversation(desk.wire);
  await desk.page.getByRole('button', { name: 'Accept' }).click();
  const composer = desk.page.getByRole('textbox', { name: 'Message to the customer' });
  await composer.waitFor();
  return { desk, composer };
}

describe('canned responses at the desk', () => {
  it('are found by the key /, filled in and sent', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    await composer.press('/');
    const search = page.getByRole('textbox', { name: 'Search name and text' });
    await page.getByRole('option', { name: /Refund/ }).waitFor();
    const looks = examinerOf(page, 'canned responses');
    await looks.examine('picker');
    expect(looks.findings).toEqual([]);
    await search.fill('hello');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await search.press('Enter');
    await expect.poll(() => composer.inputValue()).toBe('Hello Selin, I am Ada.');
    await composer.press('Enter');
    await page.getByRole('article').getByText('Hello Selin, I am Ada.').waitFor();
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('go where the cursor stands, and select the place that nobody filled in', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    const { page } = it;
    await composer.fill('Good news. ');
    await page.keyboard.press('Alt+r');
    await page.getByRole('option', { name: /Order/ }).click();
    await expect
      .poll(() => composer.inputValue())
      .toBe('Good news. Your order 4711 left on {{day}}.');
    await page.getByText('still to be filled in').waitFor();
    await page.keyboard.type('Monday');
    await expect
      .poll(() => composer.inputValue())
      .toBe('Good news. Your order 4711 left on Monday.');
    await expect.poll(() => page.getByText('still to be filled in').count()).toBe(0);
  });

  it('are those of the libraries that the queue chose', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    const queue = wire.state.queues.find(({ id }) => id === 'queue-Support');
    Object.assign(queue ?? {}, {
      cannedResponseLibraries: { mode: 'SelectedOnly', libraryIds: ['library-2'] },
    });
    // The desk looks at the settings of a queue now and then only.
    await page.reload();
    await composer.waitFor();
    await composer.press('/');
    await page.getByRole('option', { name: /Refund/ }).waitFor();
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('option').count()).toBe(0);
    await page.keyboard.type('hi');
    await expect.poll(() => composer.inputValue()).toBe('hi');
  });

  it('are not offered to whoever may not read them: / is a letter', async () => {
    const { desk, composer } = await openActive(['conversation:message:create']);
    await using it = desk;
    await composer.press('/');
    await expect.poll(() => composer.inputValue()).toBe('/');
    expect(await it.page.getByRole('button', { name: 'Canned responses' }).count()).toBe(0);
  });
});

describe('libraries of canned responses', () => {
  it('are made, filled with responses that are changed and deleted', async () => {
    await using it = await openConsole(browser, {}, { viewport: { width: 1280, height: 800 } });
    const { page, wire } = it;
    await it.open('/console/canned-responses');
    await page.getByRole('button', { name: 'New library' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Farewells');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Farewells').click();
    await page.getByRole('heading', { level: 1, name: 'Farewells' }).waitFor();
    await page.getByRole('button', { name: 'New response' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Goodbye');
    await dialog.getByRole('textbox', { name: 'Text' }).fill('Goodbye {{customer.firstName}}!');
    const looks = examinerOf(page, 'canned responses');
    await looks.examine('form');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Goodbye {{customer.firstName}}!').waitFor();
    await looks.examine('library');
    await page.getByRole('button', { name: 'New response' }).click();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Survey');
    await dialog.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Template' }).click();
    await dialog.getByRole('textbox', { name: 'Text' }).fill('Was that helpful?');
    await dialog.getByRole('textbox', { name: 'Template name' }).fill('helpful');
    await dialog.getByRole('textbox', { name: 'Language' }).fill('en');
    const buttons = dialog.getByRole('combobox', { name: 'Buttons' });
    for (const button of ['Yes', 'Shop=https://shop.example/']) {
      await buttons.fill(button);
      await buttons.press('Enter');
    }
    await looks.examine('template');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Was that helpful?').waitFor();
    await page.getByRole('row', { name: /Survey Template/ }).waitFor();
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });
});
