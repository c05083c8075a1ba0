import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { customerSays, offerConversation } from '#src/testing/fake-conversation.ts';
import { announce } from '#src/testing/fake-desk-routes.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const words = {
  en: { accept: 'Accept', size: '14 bytes', empty: 'empty.txt is empty.', gone: 'no longer knows' },
  de: { accept: 'Annehmen', size: '14 Byte', empty: 'empty.txt ist leer.', gone: 'nicht mehr' },
  tr: { accept: 'Kabul et', size: '14 bayt', empty: 'empty.txt boş.', gone: 'artık tanımıyor' },
} as const;

const file = (filename: string, contentSizeBytes?: number) => ({
  contentType: 'Attachment',
  attachment: { mediaType: 'File', mime: 'text/plain', filename, contentSizeBytes },
});
const long = `A name ${'x'.repeat(140)}.pdf`;

describe.each(LOOKS)('files at the desk: %s', (name, look) => {
  it('keep sign and size beside a long name, and tell what became of them in the agent’s language', async () => {
    await using desk = await openConsole(browser, {}, look);
    const { page, wire } = desk;
    const said = words[look.locale];
    await desk.open('/desk/');
    await page.getByRole('switch').first().waitFor();
    const conversation = offerConversation(wire);
    await page.getByRole('button', { name: said.accept }).click();
    customerSays(wire, conversation, { text: 'The file', content: [file(long, 14)] });
    const size = page.getByText(said.size);
    await size.waitFor();
    const lines = await size.evaluate((one) => one.getClientRects().length && one.clientHeight);
    expect(lines).toBeLessThan(24);
    const signs = page.locator('article').filter({ hasText: long }).locator('svg').first();
    expect((await signs.boundingBox())?.width).toBe(16);

    const reason =
      "empty.txt (text/plain) could not be fetched (it is empty); its address is the channel's own.";
    customerSays(wire, conversation, {
      text: '',
      content: [file('empty.txt')],
      reasons: [{ code: 'InvalidDestination', message: reason }],
    });
    await page.getByText(said.empty).waitFor();

    await page.getByRole('textbox').last().fill('Are you there?');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Are you there?').waitFor();
    failLast(wire, conversation);
    await page.getByRole('alert').getByText(said.gone).waitFor();
    const looks = examinerOf(page, `files ${name}`);
    await looks.examine('all');
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});

type Wire = Awaited<ReturnType<typeof openConsole>>['wire'];
type Shown = { messageId: string; messageStatus: string; errorInfo?: object };

/** The channel knows the customer of the agent's last message no more. */
function failLast(wire: Wire, conversation: ReturnType<typeof offerConversation>): void {
  const participants = conversation['participants'] as { purpose: string; messages: Shown[] }[];
  const last = participants.findLast(({ purpose }) => purpose === 'agent')?.messages.at(-1);
  if (!last) throw new Error('The agent has said nothing.');
  const errorInfo = { status: 400, code: 'ServerError', message: 'HTTP 404' };
  Object.assign(last, { messageStatus: 'delivery-failed', errorInfo });
  announce(wire.state, wire.publish, conversation);
}
