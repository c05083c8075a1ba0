import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { customerSays, customerTypes, offerConversation } from '#src/testing/fake-conversation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openActive() {
  const desk = await openConsole(browser, {}, { viewport: { width: 1360, height: 850 } });
  await desk.open('/desk/');
  const conversation = offerConversation(desk.wire);
  await desk.page.getByRole('button', { name: 'Accept' }).click();
  const composer = desk.page.getByRole('textbox', { name: 'Message to the customer' });
  await composer.waitFor();
  return { desk, conversation, composer };
}

describe('the desk in trouble', () => {
  it('keeps list and conversation while the server is down, with one notice', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    const { page } = it;
    await page.getByText('That is a week ago').waitFor();
    await page.route(/\/(api|tandem)\//, (route) => route.abort());
    it.wire.dropSockets();
    // Coming back to the window reads everything again.
    const look = () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    const notice = page.getByText(/Tandem reconnects by itself/);
    await notice.waitFor();
    let asked = false;
    page.on('request', (request) => {
      asked ||= /conversations\/messages/.test(request.url());
    });
    // What was read a moment ago is not read again.
    await expect
      .poll(
        async () => {
          await page.evaluate(look);
          return asked;
        },
        { interval: 500 },
      )
      .toBe(true);
    expect(await page.getByRole('button', { name: /Selin Kaya/ }).count()).toBe(1);
    expect(await page.getByText('That is a week ago').count()).toBe(1);
    expect(await composer.count()).toBe(1);
    expect([await notice.count(), await page.getByText('Try again').count()]).toEqual([1, 0]);
    await page.unroute(/\/(api|tandem)\//);
    await notice.waitFor({ state: 'detached' });
  }, 60_000);

  it('shows nobody typing whose message has come', async () => {
    const { desk, conversation } = await openActive();
    await using it = desk;
    const { page } = it;
    const shown = ['Selin Kaya is typing', 'is typing…'].map((text) => page.getByText(text));
    // Told again until it is shown: it is believed for a few seconds.
    await expect
      .poll(
        () => {
          customerTypes(it.wire, conversation);
          return Promise.all(shown.map((one) => one.count()));
        },
        { interval: 500 },
      )
      .toEqual([1, 1]);
    customerSays(it.wire, conversation, { text: 'Here I am' });
    await page.getByRole('article').getByText('Here I am').waitFor();
    await expect.poll(() => page.getByText('Selin Kaya is typing').count()).toBe(0);
    await expect.poll(() => page.getByText('is typing…').count()).toBe(0);
  });

  it('stays at the end when something opens below it', async () => {
    const { desk, conversation, composer } = await openActive();
    await using it = desk;
    const { page } = it;
    for (const text of Array.from({ length: 20 }, (_, index) => `Line ${index}`))
      customerSays(it.wire, conversation, { text });
    await page.getByRole('article').getByText('Line 19').waitFor();
    const left = () =>
      page
        .getByRole('log')
        .evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
    await page.route('**/communications/*/messages?*', (route) =>
      route.fulfill({ status: 400, json: { message: 'No', code: 'bad.request' } }),
    );
    await composer.fill('refused');
    await composer.press('Enter');
    await page.getByRole('button', { name: 'Send again' }).waitFor();
    await expect.poll(left).toBeLessThan(2);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End conversation' }).click();
    await page.getByRole('combobox', { name: 'Wrap-up code' }).waitFor();
    await expect.poll(left).toBeLessThan(2);
  });

  it('says that the virus scanner has refused a file, and takes it away', async () => {
    const { desk } = await openActive();
    await using it = desk;
    const { page } = it;
    await page.route('**/fake-media/*', (route) =>
      route.fulfill({ status: 400, json: { message: 'Eicar', code: 'file.infected' } }),
    );
    const file = { name: 'list.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Not sent. The virus scanner has refused this file.').waitFor();
    expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(() => page.getByText('list.pdf').count()).toBe(0);
  });

  it('says which kind of file is not allowed, and takes it away', async () => {
    const { desk } = await openActive();
    await using it = desk;
    const { page } = it;
    await page.route('**/media/uploads', (route) =>
      route.fulfill({ status: 400, json: { message: 'x-ms-dos', code: 'media.type.not.allowed' } }),
    );
    const file = { name: 'setup.exe', mimeType: 'application/x-ms-dos', buffer: Buffer.from('x') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Not sent. Files of type EXE are not allowed here.').waitFor();
    expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(() => page.getByText('setup.exe').count()).toBe(0);
  });
});
