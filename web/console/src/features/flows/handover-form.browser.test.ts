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

/** The node that hands over, chosen in the designer. */
const openNode = async (
  settings: object,
  look: { readonly locale?: string; readonly colorScheme?: 'dark' } = {},
) => {
  const { routes, flows } = createFakeOrganisation();
  const [kept] = flows.gateway;
  const document = {
    ...{ language: 1, kind: 'bot', variables: [], start: 'h1', edges: [] },
    actions: [{ id: 'h1', type: 'handOverToAgent', name: 'People', settings }],
  };
  if (kept) {
    Object.assign(kept.flow, { kind: 'bot' });
    Object.assign(kept.versions[0] ?? {}, { document });
  }
  const viewport = { width: 1280, height: 800 };
  const admin = await openConsole(browser, { routes }, { ...look, viewport });
  await admin.open('/console/flows/gateway/flow-lookup');
  // The canvas moves what is on it until it has taken its first view.
  await admin.page.locator('section[aria-busy="false"]').waitFor();
  await admin.page.locator('.react-flow__node').getByText('People').click();
  return admin;
};

const languages = [
  ['en-GB', 'Routing', 'Messages to the customer', 'Said in the queue'],
  ['de-DE', 'Verteilung', 'Nachrichten an den Kunden', 'Gesagt in der Warteschlange'],
  ['tr-TR', 'Yönlendirme', 'Müşteriye mesajlar', 'Kuyrukta söylenen'],
] as const;

describe('the form of a handover in a flow', () => {
  it.each(languages)(
    'is in sections, in the language of %s',
    async (locale, first, second, label) => {
      await using admin = await openNode({}, { locale });
      const { page } = admin;
      const isOpen = (name: string) =>
        page.getByRole('button', { name, exact: true }).getAttribute('aria-expanded');
      expect(await isOpen(first)).toBe('true');
      expect(await isOpen(second)).toBe('false');
      await page.getByRole('button', { name: second, exact: true }).press('Enter');
      await page.getByLabel(label, { exact: true }).fill('In line.');
      await page.getByRole('button', { name: second }).getByText('1').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(admin.complaints).toEqual([]);
    },
  );

  it('opens with the sections that have values, and with those that have a mistake', async () => {
    await using admin = await openNode({ survey: 'yes', queueSeconds: 0 });
    const { page } = admin;
    const isOpen = (name: RegExp) =>
      page.getByRole('button', { name }).getAttribute('aria-expanded');
    expect(await isOpen(/^Survey/)).toBe('true');
    expect(await isOpen(/^Waiting and silence/)).toBe('true');
    expect(await isOpen(/^Cancel and end/)).toBe('false');
    expect(await isOpen(/^When nobody comes/)).toBe('false');
  });
});
