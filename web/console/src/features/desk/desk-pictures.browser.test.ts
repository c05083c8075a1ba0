import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { customerSays, offerConversation } from '#src/testing/fake-conversation.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const names = {
  en: { accept: 'Accept', show: 'Show picture from files.example' },
  de: { accept: 'Annehmen', show: 'Bild von files.example anzeigen' },
  tr: { accept: 'Kabul et', show: 'files.example adresindeki resmi göster' },
} as const;

/** One grey dot. */
const dot =
  '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90" fill="gray"/></svg>';

describe.each(LOOKS)('pictures of other servers at the desk: %s', (name, look) => {
  it('are loaded when the agent asks for them', async () => {
    await using desk = await openConsole(browser, {}, look);
    const { page, wire } = desk;
    const words = names[look.locale];
    const loaded: string[] = [];
    await page.route('https://files.example/**', (route) => {
      loaded.push(new URL(route.request().url()).pathname);
      return route.fulfill({ contentType: 'image/svg+xml', body: dot });
    });
    const looks = examinerOf(page, `pictures ${name}`);
    await desk.open('/desk/');
    await page.getByRole('switch').first().waitFor();
    const conversation = offerConversation(wire);
    await page.getByRole('button', { name: words.accept }).click();
    const attachment = {
      ...{ mediaType: 'Image', mime: 'image/png', filename: 'shoe.png', text: 'A shoe' },
      url: 'https://files.example/shoe.png',
    };
    customerSays(wire, conversation, {
      text: 'Is it this one?',
      content: [{ contentType: 'Attachment', attachment }],
    });
    const show = page.getByRole('button', { name: words.show });
    await show.waitFor();
    await looks.examine('not asked for');
    expect(loaded).toEqual([]);
    await show.click();
    const picture = page.getByRole('img', { name: 'A shoe' });
    await picture.waitFor();
    expect(await picture.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(loaded).toEqual(['/shoe.png']);
    await looks.examine('shown');
    const header = { type: 'Media', media: { url: 'https://files.example/header.png' } };
    customerSays(wire, conversation, {
      text: 'Your order',
      content: [{ contentType: 'Template', template: { header, body: { text: 'Is on its way' } } }],
    });
    await page.getByText('Is on its way').waitFor();
    await show.waitFor();
    expect(loaded).toEqual(['/shoe.png']);
    await show.click();
    await expect.poll(() => loaded).toEqual(['/shoe.png', '/header.png']);
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});
