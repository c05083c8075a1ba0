import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { offerConversation } from '#src/testing/fake-conversation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openDesk(viewport: { width: number; height: number }) {
  const desk = await openConsole(browser, {}, { viewport });
  await desk.open('/console/');
  await desk.open('/desk/');
  await desk.page.getByRole('switch').first().waitFor();
  offerConversation(desk.wire);
  await desk.page.getByRole('button', { name: 'Accept' }).first().waitFor();
  return desk;
}

describe('the browser’s Back at the desk', () => {
  it('leads from a conversation to the list on a phone, and Forward into it again', async () => {
    await using desk = await openDesk({ width: 390, height: 844 });
    const { page } = desk;
    const list = page.getByRole('region', { name: 'Conversations' });
    const view = page.getByRole('region', { name: 'Conversation', exact: true });
    await view.waitFor();
    await page.evaluate(() => history.back());
    await list.waitFor();
    expect(page.url()).toMatch(/\/desk\/$/);
    await page.evaluate(() => history.forward());
    await view.waitFor();
    // The desk's own way back takes the step away again.
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await list.waitFor();
    await expect.poll(() => page.evaluate(() => history.state.deskWork ?? 'none')).toBe('none');
    await list.getByText('Selin Kaya').click();
    await view.waitFor();
    await page.evaluate(() => history.back());
    await list.waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('leaves the desk where list and conversation stand side by side', async () => {
    await using desk = await openDesk({ width: 1280, height: 800 });
    const { page } = desk;
    expect(await page.evaluate(() => history.state.deskWork ?? 'none')).toBe('none');
  });
});

it('what came with a conversation is in view on a phone too', async () => {
  await using desk = await openDesk({ width: 390, height: 844 });
  const { page } = desk;
  const data = page.getByRole('button', { name: 'Order number: 4711' });
  await data.waitFor();
  await data.click();
  await page.getByRole('dialog', { name: 'Customer and context' }).waitFor();
});
