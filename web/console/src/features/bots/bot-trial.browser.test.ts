import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const languages = [
  ['en-GB', 'What a customer says', 'Try bot', 'With 1 file or card', 'It asks for an agent.'],
  ['de-DE', 'Was ein Kunde sagt', 'Bot ausprobieren', 'Mit 1 Datei oder Karte', 'Er verlangt'],
  ['tr-TR', 'Müşterinin söylediği', 'Botu dene', '1 dosya veya kart ile', 'Temsilci istiyor.'],
] as const;

describe('the bot of an endpoint', () => {
  it.each(languages)('is tried on its page, in %s', async (locale, label, run, files, agent) => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, { locale });
    await admin.open('/console/bots');
    const { page } = admin;
    await page.getByRole('link', { name: 'Web shop chat', exact: true }).click();
    const words = page.getByRole('textbox', { name: label });
    await words.fill('my shoe');
    await words.press('Enter');
    await page.getByText('heard my shoe').waitFor();
    for (const text of ['Small', files, agent]) await page.getByText(text).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await words.fill('down');
    await page.getByRole('button', { name: run }).click();
    await page.getByText('answered with HTTP 503').waitFor();
    expect(await page.getByText('heard my shoe').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await words.fill(' ');
    expect(await page.getByRole('button', { name: run }).isDisabled()).toBe(true);
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});
