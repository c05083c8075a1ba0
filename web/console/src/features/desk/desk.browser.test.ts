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

async function openDesk() {
  const desk = await openConsole(browser, {}, { viewport: { width: 1360, height: 850 } });
  await desk.open('/desk/');
  await desk.page.getByRole('switch', { name: 'On queue' }).check();
  await expect.poll(() => desk.wire.state.me['routingStatus']).toEqual({ status: 'IDLE' });
  await desk.page.getByText('Waiting for conversations').waitFor();
  return desk;
}

async function openActive() {
  const desk = await openDesk();
  const conversation = offerConversation(desk.wire);
  // Nothing is in view yet: the offer opens by itself.
  await desk.page.getByRole('button', { name: 'Accept' }).click();
  const composer = desk.page.getByRole('textbox', { name: 'Message to the customer' });
  await composer.waitFor();
  return { desk, conversation, composer };
}

describe('desk', () => {
  it('takes a conversation from the offer to the wrap-up code', async () => {
    const { desk, conversation, composer } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    await page.getByText('That is a week ago').waitFor();
    await page.getByText('4711', { exact: true }).waitFor();
    await composer.fill('Good morning');
    await composer.press('Enter');
    await page
      .getByRole('article', { name: /Ada Agent/ })
      .getByText('Good morning')
      .waitFor();
    expect(wire.state.typing).toEqual([conversation.id]);
    await expect
      .poll(
        () => {
          customerTypes(wire, conversation);
          return page.getByText('Selin Kaya is typing').count();
        },
        { interval: 500 },
      )
      .toBe(1);
    customerSays(wire, conversation, { text: 'Thank you!' });
    await page
      .getByRole('article', { name: /Selin Kaya/ })
      .getByText('Thank you!')
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    expect(wire.state.conversations.size).toBe(1);
    await page.getByRole('dialog').getByRole('button', { name: 'End conversation' }).click();
    const done = page.getByRole('button', { name: 'Done' });
    expect(await done.isDisabled()).toBe(true);
    await page.getByRole('combobox', { name: 'Wrap-up code' }).click();
    await page.getByRole('option', { name: 'Resolved' }).click();
    await done.click();
    await page.getByText('No conversation chosen').waitFor();
    expect(wire.state.conversations.size).toBe(0);
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('alerts while something is offered, and lets it be declined by keyboard', async () => {
    await using it = await openDesk();
    offerConversation(it.wire, { customer: 'Deniz' });
    await expect.poll(() => it.page.title()).toMatch(/^\(1\) /);
    await it.page.keyboard.press('Alt+1');
    await it.page.getByRole('button', { name: 'Decline' }).waitFor();
    expect(await axeFindings(it.page)).toEqual([]);
    await it.page.keyboard.press('Alt+d');
    await expect.poll(() => it.page.title()).not.toMatch(/^\(/);
    expect(it.wire.state.conversations.size).toBe(0);
  });

  it('accepts the oldest offer by keyboard and the chosen one in the list, while another conversation is in view', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    const waiting = ['Deniz', 'Robin'];
    for (const customer of waiting) {
      offerConversation(wire, { customer });
      await page.getByRole('button', { name: customer }).waitFor();
    }
    const accept = page.getByRole('button', { name: 'Accept' });
    expect(await accept.count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await composer.press('Alt+a');
    const view = page.getByRole('region', { name: 'Conversation', exact: true });
    await view.getByRole('heading', { name: 'Deniz' }).waitFor();
    await accept.click();
    await view.getByRole('heading', { name: 'Robin' }).waitFor();
    await expect.poll(() => accept.count()).toBe(0);
    await expect.poll(() => page.title()).not.toMatch(/^\(/);
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('sends a picture with its caption', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    const file = { name: 'shoe.png', mimeType: 'image/png', buffer: Buffer.from('picture') };
    await it.page.locator('input[type=file]').setInputFiles(file);
    await composer.fill('Is it this one?');
    await it.page.getByRole('button', { name: 'Send' }).click();
    await it.page.getByText('Is it this one?').waitFor();
    await it.page.getByRole('article').getByText('shoe.png').waitFor();
    expect([...it.wire.state.uploads.values()]).toMatchObject([{ size: 7, mime: 'image/png' }]);
    expect(it.wire.mistakes).toEqual([]);
  });

  it('keeps drafts over a reload and sends nothing twice when the answer is lost', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    await composer.fill('half a sentence');
    await it.page.reload();
    await composer.waitFor();
    await expect.poll(() => composer.inputValue()).toBe('half a sentence');
    let lost = 0;
    await it.page.route('**/communications/*/messages?*', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await composer.press('Enter');
    await it.page.getByRole('article').getByText('half a sentence').waitFor();
    const texts = [...it.wire.state.messages.values()].map((message) => message['textBody']);
    expect(texts.filter((text) => text === 'half a sentence')).toHaveLength(1);
    expect(lost).toBe(1);
  });

  it('offers to send again what was refused', async () => {
    const { desk, composer } = await openActive();
    await using it = desk;
    await it.page.route('**/communications/*/messages?*', (route) =>
      route.fulfill({ status: 400, json: { message: 'Not allowed here', code: 'bad.request' } }),
    );
    await composer.fill('try me');
    await composer.press('Enter');
    await it.page.getByText('Not allowed here').waitFor();
    await it.page.unroute('**/communications/*/messages?*');
    await it.page.getByRole('button', { name: 'Send again' }).click();
    await it.page.getByRole('article').getByText('try me').waitFor();
  });

  it('is accessible on a phone in the dark, conversation, context and after-call work', async () => {
    const look = {
      colorScheme: 'dark',
      viewport: { width: 390, height: 800 },
      locale: 'de-DE',
    } as const;
    await using it = await openConsole(browser, {}, look);
    const { page } = it;
    await it.open('/desk/');
    await page.getByRole('switch').waitFor();
    offerConversation(it.wire);
    await page.getByRole('button', { name: 'Zurück zur Liste' }).click();
    await page.getByRole('button', { name: /Selin Kaya/ }).click();
    await page.getByRole('button', { name: 'Annehmen' }).click();
    await page.getByRole('textbox', { name: /Nachricht an/ }).fill('Guten Tag');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Guten Tag').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Kunde und Kontext anzeigen' }).click();
    await page.getByRole('dialog').getByText('4711').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Beenden' }).click();
    await page.getByRole('button', { name: 'Gespräch beenden' }).click();
    await page.getByRole('combobox', { name: 'Abschlusscode' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
  });

  it('transfers to a queue', async () => {
    const { desk, conversation } = await openActive();
    await using it = desk;
    await it.page.keyboard.press('Alt+t');
    await it.page.getByRole('dialog').waitFor();
    expect(await axeFindings(it.page)).toEqual([]);
    await it.page.getByRole('dialog').getByRole('combobox', { name: 'Queue' }).click();
    await it.page.getByRole('option', { name: 'Sales' }).click();
    await it.page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
    await it.page.getByRole('combobox', { name: 'Wrap-up code' }).waitFor();
    expect(JSON.stringify(conversation)).toContain('"disconnectType":"transfer"');
  });

  it('transfers to a person who is there; who is away only on request', async () => {
    const { desk } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    await page.keyboard.press('Alt+t');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Person', { exact: true }).click();
    await dialog.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: /Berk Demir/ }).waitFor();
    expect(await page.getByRole('option', { name: /Clara Vogt/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.getByRole('switch', { name: 'Show people who are away too' }).check();
    await dialog.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: 'Clara Vogt · Offline' }).click();
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await page.getByRole('combobox', { name: 'Wrap-up code' }).waitFor();
    expect(wire.mistakes).toEqual([]);
  });

  it('reads everything again after the connection was lost', async () => {
    await using it = await openDesk();
    it.wire.dropSockets();
    offerConversation(it.wire, { customer: 'Meanwhile' });
    await it.page.getByRole('button', { name: /Meanwhile/ }).waitFor();
    const second = offerConversation(it.wire, { customer: 'Afterwards' });
    await it.page.getByRole('button', { name: /Afterwards/ }).waitFor();
    expect(second.id).toBeTruthy();
  });
});
