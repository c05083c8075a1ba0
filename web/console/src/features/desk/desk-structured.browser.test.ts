import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { offerConversation } from '#src/testing/fake-conversation.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const names = {
  en: {
    accept: 'Accept',
    message: 'Message to the customer',
    quick: 'Quick replies',
    tap: 'Answers to tap',
    send: 'Send template',
    retry: 'Send again',
    queue: 'On queue',
  },
  de: {
    accept: 'Annehmen',
    message: 'Nachricht an die Kundin oder den Kunden',
    quick: 'Schnellantworten',
    tap: 'Antworten zum Antippen',
    send: 'Vorlage senden',
    retry: 'Erneut senden',
    queue: 'In Warteschlange',
  },
  tr: {
    accept: 'Kabul et',
    message: 'Müşteriye ileti',
    quick: 'Hızlı yanıtlar',
    tap: 'Dokunulacak yanıtlar',
    send: 'Şablonu gönder',
    retry: 'Yeniden gönder',
    queue: 'Kuyrukta',
  },
} as const;

async function openActive(look: BrowserContextOptions & { locale: keyof typeof names }) {
  const desk = await openConsole(browser, {}, look);
  const words = names[look.locale];
  await desk.open('/desk/');
  await desk.page.getByRole('switch').first().waitFor();
  offerConversation(desk.wire);
  await desk.page.getByRole('button', { name: words.accept }).click();
  const composer = desk.page.getByRole('textbox', { name: words.message });
  await composer.waitFor();
  return { desk, composer, words };
}

const sent = (desk: Awaited<ReturnType<typeof openConsole>>) =>
  [...desk.wire.state.messages.values()].map((message) => message['normalizedMessage']).at(-1);

describe.each(LOOKS)('structured content at the desk: %s', (name, look) => {
  it('is sent as quick replies with their question, and as a template that is filled in', async () => {
    const { desk, composer, words } = await openActive(look);
    await using it = desk;
    const { page, wire } = it;
    const looks = examinerOf(page, `structured ${name}`);
    await page.getByRole('button', { name: words.quick }).hover();
    await page.getByRole('tooltip', { name: words.quick }).waitFor();
    await page.getByRole('button', { name: words.quick }).click();
    // The pointer is still there, and what it opened is to be seen.
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
    const replies = page.getByRole('combobox', { name: words.tap });
    await replies.pressSequentially('Ja, gern');
    await replies.press('Enter');
    await replies.fill('Nein');
    await replies.press('Enter');
    // Answers without a question are not sent.
    await composer.press('Enter');
    expect(sent(it)).not.toMatchObject({ type: 'Structured' });
    await composer.fill('?!');
    await looks.examine('quick replies');
    await composer.press('Enter');
    await page.getByRole('article').getByText('?!').waitFor();
    expect(sent(it)).toMatchObject({
      text: '?!',
      content: ['Ja, gern', 'Nein'].map((text) => ({ quickReply: { text, payload: text } })),
    });
    await expect.poll(() => replies.count()).toBe(0);

    await composer.press('/');
    await page.getByRole('option', { name: /Appointment/ }).click();
    const send = page.getByRole('button', { name: words.send });
    await send.waitFor();
    await expect.poll(() => send.isDisabled()).toBe(true);
    expect(await page.getByRole('textbox', { name: 'customer.firstName' }).inputValue()).toBe(
      'Selin',
    );
    await page.getByRole('textbox', { name: 'day' }).fill('Monday');
    await looks.examine('template');
    await page.getByRole('textbox', { name: 'day' }).press('Enter');
    await page.getByRole('article').getByText('Selin, Monday').waitFor();
    await looks.examine('sent');
    await expect.poll(() => send.count()).toBe(0);
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('stays open with its values when a template is refused, and is in the outbox without an answer', async () => {
    const { desk, composer, words } = await openActive(look);
    await using it = desk;
    const { page, wire } = it;
    const looks = examinerOf(page, `template ${name}`);
    const said = 'The value of day is too long.';
    const body = { status: 400, code: 'responses.value.too.long', message: said };
    const path = /communications\/[^/]+\/messages(\?|$)/;
    await page.route(path, (route) => route.fulfill({ status: 400, json: body }));
    await composer.press('/');
    await page.getByRole('option', { name: /Appointment/ }).click();
    const send = page.getByRole('button', { name: words.send });
    const day = page.getByRole('textbox', { name: 'day' });
    await day.fill('Monday');
    await day.press('Enter');
    await page.getByRole('alert').getByText(said).waitFor();
    await looks.examine('refused');
    expect(await day.inputValue()).toBe('Monday');
    // What the form shows is not shown in the conversation a second time.
    expect(await page.getByText(said).count()).toBe(1);

    await page.unroute(path);
    await page.route(path, (route) => route.abort());
    await day.fill('Tuesday');
    await send.click();
    await send.waitFor({ state: 'detached' });
    await page.unroute(path);
    await page.getByRole('button', { name: words.retry }).click();
    await page.getByRole('article').getByText('Selin, Tuesday').waitFor();
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
  });
});
