import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import type { FakeState } from './fake-data.ts';
import type { FakeRoutes } from './fake-http.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openPage(path: string, more: FakeRoutes = {}) {
  const { routes } = createFakeOrganisation();
  const all = (state: FakeState) => ({ ...routes(state), ...more });
  const vault = await openConsole(browser, { routes: all });
  await vault.open(path);
  return vault;
}

describe('a credential', () => {
  it('is taken out of its locker and deleted in one dialog', async () => {
    const deeds: unknown[] = [];
    await using vault = await openPage('/console/vault/locker-1/credential-1', {
      'PUT /tandem/vault/credentials/{credentialId}': ({ body }) => {
        deeds.push({ lockerId: body['lockerId'] });
        return { status: 200, body: {} };
      },
      'DELETE /tandem/vault/credentials/{credentialId}': ({ params }) => {
        deeds.push(params['credentialId']);
        return { status: 204 };
      },
    });
    const { page } = vault;
    await page.getByRole('button', { name: 'Delete credential' }).click();
    await page.getByText('It is taken out of the locker Payments first').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Payments' }).waitFor();
    expect(deeds).toEqual([{ lockerId: null }, 'credential-1']);
    expect(vault.wire.mistakes).toEqual([]);
  });

  it('is offered the external store only where there is one, and leads back to its locker', async () => {
    await using without = await openPage('/console/vault/locker-1/new');
    const places = without.page.getByRole('combobox', { name: 'Where the values are' });
    await expect.poll(() => places.getByRole('option').allTextContents()).toEqual(['In Tandem']);
    await without.page.getByRole('link', { name: 'Payments' }).click();
    await without.page.getByRole('heading', { name: 'Payments' }).waitFor();
    await using withOne = await openPage('/console/vault/locker-1/new', {
      'GET /tandem/vault/policy': () => ({
        status: 200,
        body: { insecureStrings: 'allowed', externalStore: true },
      }),
    });
    const both = withOne.page.getByRole('combobox', { name: 'Where the values are' });
    await expect.poll(() => both.getByRole('option').count()).toBe(2);
  });
});

describe('signing in to a connection', () => {
  it('waits for the other window no longer than it is open', async () => {
    await using vault = await openPage('/console/connections/connection-1', {
      'POST /tandem/connections/{connectionId}/signin': () => ({
        status: 200,
        body: { url: 'about:blank#provider' },
      }),
    });
    const { page } = vault;
    const opening = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const provider = await opening;
    const waiting = page.getByText('Sign in in the other window.');
    await waiting.waitFor();
    await provider.close();
    await waiting.waitFor({ state: 'detached' });
  });
});

describe('the outcome of a test', () => {
  it('of a connection goes when the settings or the state change', async () => {
    let saved: Record<string, unknown> = {};
    await using vault = await openConsole(browser, {
      routes: (state: FakeState) => {
        const all = createFakeOrganisation().routes(state);
        const read = all['GET /tandem/connections/{connectionId}'];
        return {
          ...all,
          'GET /tandem/connections/{connectionId}': (request) => {
            const answer = read?.(request);
            return { status: 200, body: { ...(answer as { body: object }).body, ...saved } };
          },
          'PUT /tandem/connections/{connectionId}': ({ body }) => {
            saved = { name: body['name'], version: 2 };
            return { status: 200, body: saved };
          },
          'POST /tandem/connections/{connectionId}/deactivate': () => {
            saved = { ...saved, state: 'inactive' };
            return { status: 200, body: saved };
          },
          'POST /tandem/connections/{connectionId}/test': () => ({
            status: 200,
            body: { ok: false, message: 'Nobody has signed in.' },
          }),
        };
      },
    });
    await vault.open('/console/connections/connection-1');
    const { page } = vault;
    const outcome = page.getByText('Nobody has signed in.');
    const run = page.getByRole('button', { name: 'Test connection' });
    await run.click();
    await outcome.waitFor();
    await page.getByRole('textbox', { name: 'Connection name' }).fill('Another name');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Another name' }).waitFor();
    await outcome.waitFor({ state: 'detached' });
    await run.click();
    await outcome.waitFor();
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Activate', exact: true }).waitFor();
    await outcome.waitFor({ state: 'detached' });
    expect(vault.wire.mistakes).toEqual([]);
  });
});
