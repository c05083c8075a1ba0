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

const looksOf = [
  ['en-GB', 'light', 1360, 'Labels'],
  ['de-DE', 'dark', 390, 'Labels'],
  ['tr-TR', 'dark', 1360, 'Etiketler'],
] as const;

describe('labels at the desk', () => {
  it.each(looksOf)('are put on and taken off: %s, %s, %i', async (locale, scheme, width, title) => {
    await using desk = await openConsole(
      browser,
      {},
      { locale, colorScheme: scheme, viewport: { width, height: 850 } },
    );
    await desk.open('/desk/');
    const { page, wire } = desk;
    await page.getByRole('switch').first().waitFor();
    const { id } = offerConversation(wire);
    wire.state.labels.set(id, ['Refund']);
    await page.keyboard.press('Alt+a');
    const badges = page.getByRole('list', { name: title });
    await badges.getByText('Refund').waitFor();
    if (width < 500) await page.locator('button:has(.tabler-icon-info-circle)').click();
    const field = page.getByRole('combobox', { name: title });
    await field.fill('Late delivery');
    await field.press('Enter');
    await expect.poll(() => wire.state.labels.get(id)).toEqual(['Late delivery', 'Refund']);
    // What others use is offered.
    await field.fill('vi');
    await page.getByRole('option', { name: 'VIP' }).click();
    await expect.poll(() => wire.state.labels.get(id)).toEqual(['Late delivery', 'Refund', 'VIP']);
    const looks = examinerOf(page, 'desk labels');
    await looks.examine(`labels ${locale}`);
    expect(looks.findings).toEqual([]);
    await field.press('Backspace');
    await expect.poll(() => wire.state.labels.get(id)).toEqual(['Late delivery', 'Refund']);
    // A colleague's change comes with the next look.
    wire.state.labels.set(id, ['Refund', 'Urgent']);
    if (width < 500) await page.keyboard.press('Escape');
    await badges.getByText('Urgent').waitFor();
    expect(await badges.getByText('Late delivery').count()).toBe(0);
    expect(wire.mistakes).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });

  it('of a conversation with many: the first are shown, and no more than twenty can be put on', async () => {
    await using desk = await openConsole(browser, {}, { viewport: { width: 1360, height: 850 } });
    await desk.open('/desk/');
    const { page, wire } = desk;
    await page.getByRole('switch').first().waitFor();
    const { id } = offerConversation(wire);
    const many = Array.from({ length: 20 }, (_, at) => `Label ${String(at).padStart(2, '0')}`);
    wire.state.labels.set(id, many);
    await page.keyboard.press('Alt+a');
    const badges = page.getByRole('list', { name: 'Labels' });
    await badges.getByText('Another 16').waitFor();
    expect(await badges.getByRole('listitem').count()).toBe(5);
    const looks = examinerOf(page, 'desk labels');
    await looks.examine('twenty labels');
    expect(looks.findings).toEqual([]);
    await page.getByText('A conversation has 20 labels at most').waitFor();
    await page.getByRole('combobox', { name: 'Labels' }).press('Backspace');
    await badges.getByText('Another 15').waitFor();
    await page.getByText('Colleagues read them').waitFor();
  });
});
