import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const words = {
  en: { search: 'Selin', merge: 'Merge', other: 'The other contact', both: /become one contact/ },
  de: {
    search: 'Selin',
    merge: 'Zusammenführen',
    other: 'Der andere Kontakt',
    both: /werden ein Kontakt/,
  },
  tr: { search: 'Selin', merge: 'Birleştir', other: 'Diğer kişi', both: /tek kişi olur/ },
} as const;

describe.each(LOOKS)('external contacts: %s', (name, look) => {
  it('are searched, looked at, and two are made one after a question', async () => {
    const { routes } = createFakeOrganisation();
    await using it = await openConsole(browser, { routes }, look);
    const { page, wire } = it;
    const say = words[look.locale];
    const looks = examinerOf(page, `contacts ${name}`);
    await it.open('/console/contacts');
    await page.getByRole('link', { name: 'Guest' }).waitFor();
    await looks.examine('list');
    await page.getByRole('searchbox').fill(say.search);
    await expect.poll(() => page.getByRole('link', { name: 'Guest' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Selin Kaya' }).click();
    await page.getByRole('heading', { level: 1, name: 'Selin Kaya' }).waitFor();
    await page.getByText('Ada Agent').first().waitFor({ state: 'attached' });
    await looks.examine('contact');
    await page.getByRole('button', { name: say.merge, exact: true }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: say.merge, exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: say.other }).fill('gue');
    await page.getByRole('option', { name: /Guest/ }).click();
    await dialog.getByText(say.both).waitFor();
    await looks.examine('question');
    await confirm.click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.getByText('+4930123456').waitFor();
    await looks.examine('merged');
    await it.open('/console/contacts/contact-guest');
    await page.getByRole('link', { name: /Open that one|Diesen öffnen|Onu aç/ }).click();
    await page.getByText('selin@example.org').first().waitFor();
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });
});
