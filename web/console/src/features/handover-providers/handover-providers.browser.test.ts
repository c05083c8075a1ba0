import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const words = {
  'en-GB': {
    ...{ make: 'New handover provider', name: 'Name', kind: 'Kind', address: 'Chatwoot address' },
    ...{
      account: 'Account id',
      inbox: 'Inbox',
      token: 'API access token',
      typed: 'Insecure string',
      save: 'Save',
    },
    ...{ test: 'Test connection', webhook: 'Webhook URL', longest: '10000 characters' },
    ...{ use: 'Flow Opening hours', failed: 'Platform or inbox: fails' },
  },
  'de-DE': {
    ...{
      make: 'Neuer Handover-Anbieter',
      name: 'Name',
      kind: 'Art',
      address: 'Adresse von Chatwoot',
    },
    ...{
      account: 'Konto-Id',
      inbox: 'Posteingang',
      token: 'API-Zugriffstoken',
      typed: 'Unsichere Zeichenfolge',
      save: 'Speichern',
    },
    ...{ test: 'Verbindung testen', webhook: 'Webhook-URL', longest: '10000 Zeichen' },
    ...{ use: 'Flow Opening hours', failed: 'Plattform oder Posteingang: fehlgeschlagen' },
  },
  'tr-TR': {
    ...{ make: 'Yeni devir sağlayıcısı', name: 'Ad', kind: 'Tür', address: 'Chatwoot adresi' },
    ...{
      account: 'Hesap kimliği',
      inbox: 'Gelen kutusu',
      token: 'API erişim belirteci',
      typed: 'Güvensiz metin',
    },
    ...{ save: 'Kaydet', test: 'Bağlantıyı sına', webhook: 'Webhook URL’si' },
    ...{ longest: '10000 karakter', use: 'Akış Opening hours' },
    failed: 'Platform veya gelen kutusu: başarısız',
  },
} as const;

describe('handover providers', () => {
  it.each(Object.entries(words))('are made, tried and told about in %s', async (locale, say) => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, { locale });
    await admin.open('/console/handover-providers');
    const { page } = admin;
    await page.getByRole('button', { name: say.make }).click();
    const box = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}( |$)`) });
    await box(say.name).fill('Day desk');
    await page.getByRole('combobox', { name: say.kind, exact: true }).click();
    await page.getByRole('option', { name: 'Chatwoot' }).click();
    await box(say.address).fill('https://chat.example.com');
    await box(say.account).fill('1');
    await box(say.inbox).fill('Tandem');
    await page.getByText(say.typed, { exact: true }).first().click();
    await page.locator('input[type="password"]:visible').first().fill('a-token-of-somebody');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: say.save }).click();
    const address = page.getByLabel(say.webhook, { exact: true });
    expect(await address.inputValue()).toContain('/handover/chatwoot/');
    await page.getByRole('button', { name: say.test }).click();
    await page.getByText(say.failed).waitFor();
    await page.getByText(say.longest).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('are told with who uses them, and offered at an endpoint', async () => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, { locale: 'en-GB' });
    await admin.open('/console/handover-providers');
    const { page } = admin;
    await page.getByText('Night desk').first().click();
    await page.getByText('Flow Opening hours').waitFor();
    await page.getByText('?token=').first().waitFor();
    await admin.open('/console/bots/new');
    await page.getByRole('combobox', { name: 'Handover provider' }).click();
    await page.getByRole('option', { name: 'A handover provider of the organisation' }).click();
    await page.getByRole('combobox', { name: 'Provider of the organisation' }).click();
    await page.getByRole('option', { name: 'Night desk' }).waitFor();
    expect(admin.complaints).toEqual([]);
  });

  const gone = {
    'en-GB': ['Delete', '3 handovers run', 'End handovers and delete', 'its handovers have ended'],
    'de-DE': ['Löschen', '3 Übergaben laufen', 'Übergaben beenden und löschen', 'sind beendet'],
    'tr-TR': ['Sil', '3 devir sürüyor', 'Devirleri bitir ve sil', 'devirleri bitti'],
  } as const;

  it.each(Object.entries(gone))(
    'end what runs with them only where that is asked for, in %s',
    async (locale, say) => {
      const [remove, count, end, ended] = say;
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, { locale });
      const { page } = admin;
      await admin.open('/console/handover-providers');
      const row = page.getByRole('row').filter({ hasText: 'Closed desk' });
      const ask = async () => {
        await row.getByRole('button', { name: new RegExp(remove, 'i') }).click();
        await page.getByRole('dialog').getByRole('button', { name: remove, exact: true }).click();
        await page.getByRole('dialog').getByText(count).waitFor();
      };
      await ask();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await row.waitFor();
      await ask();
      await page.getByRole('dialog').getByRole('button', { name: end }).click();
      await page.getByText(ended).waitFor();
      await row.waitFor({ state: 'detached' });
      expect(admin.complaints.filter((text) => !text.includes('409'))).toEqual([]);
    },
  );

  it('say in the person’s language what a test found', async () => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, { locale: 'de-DE' });
    const { page } = admin;
    await admin.open('/console/handover-providers');
    await page.getByText('Night desk').first().click();
    await page.getByRole('button', { name: 'Verbindung testen' }).click();
    const found = page.getByRole('list', { name: /Verbindung/ });
    await found.getByText('Das Token gehört Ada im Konto „Shop“.').waitFor();
    const text = (await found.textContent()) ?? '';
    expect(text).toContain('Das Token sieht keinen Posteingang „Website“.');
    expect(text).toMatch(
      /Die Zustellung vom 22\.11\.2026, \d\d:00 war mit diesem Geheimnis signiert/,
    );
    expect(text).toContain('Das Token gehört keinem Administrator');
    // What the page has no words for yet is told as the server does.
    expect(text).toContain('The team is new.');
    expect(admin.complaints).toEqual([]);
  });

  it.each(LOOKS)('can be read: %s', async (name, look) => {
    const { routes } = createFakeOrganisation();
    await using admin = await openConsole(browser, { routes }, look);
    const { page } = admin;
    const examiner = examinerOf(page, `handover providers ${name}`);
    await admin.open('/console/handover-providers');
    await page.getByText('Night desk').first().waitFor();
    await examiner.examine('list');
    await page.getByText('Night desk').first().click();
    await page.getByText('Opening hours').waitFor();
    await page
      .getByRole('button', { name: /Test connection|Verbindung testen|Bağlantıyı sına/ })
      .click();
    await page.getByText(/no administrator|keinem Administrator|bir yöneticinin değil/).waitFor();
    await examiner.examine('page');
    expect(examiner.findings).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});
