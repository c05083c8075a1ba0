import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { offerConversation, sendTranscript } from '#src/testing/fake-conversation.ts';
import { announce, participantOf } from '#src/testing/fake-desk-routes.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const languages = [
  ['en-GB', 1360, 'Left for later', 'a wish to be called back', 'Call back at', 'Callback wanted:'],
  [
    'de-DE',
    390,
    'Für später hinterlassen',
    'einen Rückrufwunsch',
    'Rückruf unter',
    'Rückruf gewünscht:',
  ],
  [
    'tr-TR',
    1360,
    'Sonrası için bırakılan',
    'geri arama isteği',
    'Geri arama numarası',
    'Geri arama isteği:',
  ],
] as const;

describe('what a customer has left for later', () => {
  it.each(languages)('stands at the desk in %s, %i', async (locale, width, ...words) => {
    const [label, kind, number, head] = words;
    const look = { locale, viewport: { width, height: 850 } };
    await using desk = await openConsole(browser, {}, look);
    await desk.open('/desk/');
    const { page, wire } = desk;
    await page.getByRole('switch').first().waitFor();
    const conversation = offerConversation(wire);
    const customer = participantOf(conversation, 'customer');
    Object.assign(customer?.['attributes'] as object, {
      ...{ handoverLeft: 'callback', callbackNumber: '+49 30 1234' },
    });
    announce(wire.state, wire.publish, conversation);
    for (const one of ['+49 30 1234', label, kind, number])
      await page.getByText(one).filter({ visible: true }).first().waitFor();
    await page.keyboard.press('Alt+a');
    sendTranscript(wire, conversation, '— Transcript —\nCallback wanted: +49 30 5678\nBot: Hello');
    await page.getByText(`${head} +49 30 5678`).waitFor();
    expect(await page.getByText('Handover left').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });
});
