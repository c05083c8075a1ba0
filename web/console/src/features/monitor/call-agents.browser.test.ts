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
  ['en-GB', 'light', 'Call agents', 'Why'],
  ['de-DE', 'dark', 'Agenten rufen', 'Grund'],
  ['tr-TR', 'dark', 'Temsilci çağır', 'Neden'],
] as const;

describe('a conversation that its bot has', () => {
  it.each(languages)('is given to agents, in %s, %s', async (locale, colorScheme, call, why) => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, { locale, colorScheme });
    await admin.open('/console/bot-conversations/bot-conversation-2');
    const { page } = admin;
    await page.getByRole('button', { name: call }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: why }).fill('Sounds angry');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: call }).click();
    await page.getByText('Sounds angry').waitFor();
    await expect.poll(() => page.getByRole('button', { name: call }).count()).toBe(0);
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('is given to nobody who may not, nor once agents have it', async () => {
    const { routes } = createFakeOrganisation();
    const permissions = ['gateway:conversation:view'];
    await using viewer = await openConsole(browser, { routes, permissions });
    await viewer.open('/console/bot-conversations/bot-conversation-2');
    await viewer.page.getByText('Web shop chat').first().waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Call agents' }).count()).toBe(0);
    await using admin = await openConsole(browser, { routes });
    await admin.open('/console/bot-conversations/bot-conversation-1');
    await admin.page.getByText('Ada Agent').first().waitFor();
    expect(await admin.page.getByRole('button', { name: 'Call agents' }).count()).toBe(0);
  });
});
