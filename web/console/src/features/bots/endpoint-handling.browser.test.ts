import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const languages = [
  ['en-GB', 'Conversations with agents', 'Opening hours', 'Cancel and end'],
  ['de-DE', 'Gespräche mit Agenten', 'Öffnungszeiten', 'Abbrechen und beenden'],
  ['tr-TR', 'Temsilcilerle görüşmeler', 'Çalışma saatleri', 'Vazgeçme ve bitirme'],
] as const;

/** Long ways through a form, on a machine that has much to do. */
const patience = 60_000;

const openEndpoint = async (look: { readonly locale?: string } = {}) => {
  const { routes } = createFakeOrganisation();
  const admin = await openConsole(browser, { routes }, look);
  await admin.open('/console/bots');
  await admin.page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
  return admin;
};

describe('how conversations with agents go at an endpoint', () => {
  it.each(languages)('is told in the language of %s', async (locale, options, hours, ending) => {
    await using admin = await openEndpoint({ locale });
    const { page } = admin;
    await page.getByRole('button', { name: options }).click();
    await page.getByRole('button', { name: hours }).click();
    await page.getByRole('button', { name: ending }).click();
    await page.getByRole('textbox', { name: /Word that ends|Wort zum Beenden|Bitiren/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it(
    'keeps options, and hours with several blocks and holidays',
    async () => {
      await using admin = await openEndpoint();
      const { page } = admin;
      await page.getByRole('button', { name: 'Conversations with agents' }).click();
      const panel = page.getByRole('region', { name: 'Conversations with agents' });
      await panel.getByLabel('Said when it begins').fill('One moment.');
      await panel.getByRole('button', { name: 'When nobody comes' }).click();
      await panel.getByRole('combobox', { name: 'When no agent comes' }).click();
      await page.getByRole('option', { name: 'Leave a message' }).click();
      await panel.getByLabel('Ask for an e-mail address').click();
      await panel.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Endpoint saved').waitFor();
      await page.getByRole('button', { name: 'Opening hours' }).click();
      const times = page.getByRole('region', { name: 'Opening hours' });
      await times.getByLabel('Only at certain times').click();
      await times.getByRole('button', { name: 'Save' }).click();
      await times.getByText('agents are never called').waitFor();
      await times.getByLabel('Monday').fill('9 to 5');
      await times.getByRole('button', { name: 'Save' }).click();
      await times.getByText('Write times such as').waitFor();
      await times.getByLabel('Monday').fill('09:00–12:00, 13:00-17:00');
      await times.getByRole('combobox', { name: 'Holidays' }).fill('12-25 Christmas');
      await times.getByRole('combobox', { name: 'Holidays' }).press('Enter');
      await times.getByRole('button', { name: 'Save' }).click();
      await vi.waitFor(async () => {
        const kept = await times.getByLabel('Monday').inputValue();
        expect(kept).toBe('09:00–12:00, 13:00–17:00');
      });
      await times.getByText('12-25 Christmas').waitFor();
      await times.getByText('agents are never called').waitFor({ state: 'hidden' });
      expect(await panel.getByLabel('Said when it begins').inputValue()).toBe('One moment.');
      expect(admin.wire.mistakes.filter((one) => one.includes('handling'))).toEqual([]);
      expect(admin.complaints).toEqual([]);
    },
    patience,
  );

  it(
    'folds the sections that nobody has set, opens them by the keyboard, and where something is wrong',
    async () => {
      await using admin = await openEndpoint();
      const { page } = admin;
      await page.getByRole('button', { name: 'Conversations with agents' }).click();
      const panel = page.getByRole('region', { name: 'Conversations with agents' });
      const section = (name: string) => panel.getByRole('button', { name });
      const isOpen = (name: string) => section(name).getAttribute('aria-expanded');
      expect(await isOpen('Messages to the customer')).toBe('true');
      expect(await isOpen('Waiting and silence')).toBe('false');
      await section('Messages in other languages').press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const minutes = panel.getByLabel('Silent customer (minutes)');
      await minutes.fill('2000');
      await section('Waiting and silence').click();
      await minutes.waitFor({ state: 'hidden' });
      await section('Waiting and silence').getByText('1 set').waitFor();
      await panel.getByRole('button', { name: 'Save' }).click();
      await panel.getByText('At most 1440').waitFor();
      await expect.poll(() => minutes.evaluate((one) => one === document.activeElement)).toBe(true);
      await minutes.fill('20');
      await panel.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Endpoint saved').waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Conversations with agents' }).click();
      expect(await isOpen('Waiting and silence')).toBe('true');
      await expect.poll(() => minutes.inputValue()).toBe('20');
      expect(await isOpen('Survey')).toBe('false');
      expect(admin.complaints).toEqual([]);
    },
    patience,
  );

  it(
    'keeps what customers of a language read, in a section of its own',
    async () => {
      await using admin = await openEndpoint();
      const { page } = admin;
      await page.getByRole('button', { name: 'Conversations with agents' }).click();
      const panel = page.getByRole('region', { name: 'Conversations with agents' });
      await panel.getByLabel('Said at the end').fill('Bye.');
      await panel.getByRole('button', { name: 'Messages in other languages' }).click();
      const languages = panel.getByRole('combobox', { name: 'Languages' });
      await languages.fill('Plattdeutsch');
      await languages.press('Enter');
      await panel.getByRole('button', { name: 'Save' }).click();
      await panel.getByText('Write a language as de or pt-BR.').waitFor();
      await languages.press('Backspace');
      await languages.fill('pt-BR');
      await languages.press('Enter');
      const section = panel.getByRole('region', { name: 'Brazilian Portuguese' });
      await section.getByLabel('Said at the end').fill('Tchau.');
      expect(await axeFindings(page)).toEqual([]);
      await panel.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Endpoint saved').waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Conversations with agents' }).click();
      await expect.poll(() => section.getByLabel('Said at the end').inputValue()).toBe('Tchau.');
      expect(admin.complaints).toEqual([]);
    },
    patience,
  );
});
