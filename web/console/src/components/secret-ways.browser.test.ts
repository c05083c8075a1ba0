import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import type { FakeState } from '#src/testing/fake-data.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const one = {
  ...{ id: 'credential-1', name: 'CRM', attributes: [{ id: 'attribute-1', name: 'Key' }] },
};
const listing = (entities: readonly unknown[]) => ({
  status: 200,
  body: { entities, total: entities.length, pageNumber: 1, pageSize: 200, pageCount: 1 },
});

/** A vault that answers when it is told to, with what it is given then. */
function slowVault() {
  const organisation = createFakeOrganisation();
  let answer: (credentials: readonly unknown[]) => void = () => {};
  const first = new Promise<readonly unknown[]>((resolve) => {
    answer = resolve;
  });
  let later: readonly unknown[] | null = null;
  const routes = (state: FakeState) => ({
    ...organisation.routes(state),
    'GET /tandem/vault/credentials': async () => listing(later ?? (await first)),
  });
  return {
    routes,
    answer,
    change(credentials: readonly unknown[]) {
      later = credentials;
    },
  };
}

it('a new secret has no way before it is known what there is to choose, and keeps the one it begins with', async () => {
  const vault = slowVault();
  await using form = await openConsole(browser, { routes: vault.routes }, { locale: 'en-GB' });
  const { page } = form;
  await form.open('/console/channels/new/slack');
  const way = (name: string) => page.getByRole('radio', { name, exact: true }).first();
  await way('Credential').waitFor({ state: 'attached' });
  const chosen = () =>
    Promise.all(['Credential', 'Variable', 'Insecure string'].map((name) => way(name).isChecked()));
  expect(await chosen()).toEqual([false, false, false]);
  vault.answer([]);
  await expect.poll(chosen).toEqual([false, false, true]);

  // A credential that is made meanwhile is offered; the field stays as it is.
  vault.change([one]);
  const asked = page.waitForResponse(/vault\/credentials/);
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  );
  await asked;
  await page.getByText('Credential', { exact: true }).last().click();
  await page.getByRole('combobox', { name: 'Credential of the vault' }).click();
  await page.getByRole('option', { name: 'CRM' }).waitFor();
  expect(await chosen()).toEqual([false, false, true]);
  expect(form.complaints).toEqual([]);
});

it('an insecure string is warned about once it is typed', async () => {
  const vault = slowVault();
  vault.answer([]);
  await using form = await openConsole(browser, { routes: vault.routes }, { locale: 'en-GB' });
  const { page } = form;
  await form.open('/console/channels/new/slack');
  const token = page.getByRole('textbox', { name: 'Bot token' });
  await token.waitFor();
  const warning = page.getByText('An insecure string', { exact: false });
  expect(await warning.count()).toBe(0);
  await token.fill('xoxb-1');
  await warning.waitFor();
  await token.fill('');
  await expect.poll(() => warning.count()).toBe(0);
});
