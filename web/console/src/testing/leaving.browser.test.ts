import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openForm(path: string) {
  const { routes } = createFakeOrganisation();
  const refused = {
    ...{ code: 'api.destination.url.invalid', message: 'url: "ftp://x" is not an address.' },
    details: [{ errorCode: 'invalid.value', fieldName: 'url' }],
  };
  const answers: typeof routes = (state) => ({
    ...routes(state),
    'POST /tandem/events/api-destinations': () => ({ status: 400, body: refused }),
  });
  const look = { viewport: { width: 1200, height: 600 } };
  const form = await openConsole(browser, { routes: answers }, look);
  await form.open(path);
  return form;
}

const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });

describe('what was typed', () => {
  it('into a rule is not left behind without a question', async () => {
    await using form = await openForm('/console/event-buses/bus-1/rules/new');
    const { page } = form;
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('mine');
    await page.getByRole('link', { name: 'Event bus', exact: true }).click();
    await question(page).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await question(page).getByRole('button', { name: 'Stay' }).click();
    await question(page).waitFor({ state: 'hidden' });
    expect(await name.inputValue()).toBe('mine');
    await page.getByRole('link', { name: 'Event bus', exact: true }).click();
    await question(page).getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(/event-buses\/bus-1$/);
  });

  it('keeps its page and address until the question of the browser’s Back is answered', async () => {
    await using form = await openForm('/console/event-buses/bus-1');
    const { page } = form;
    const here = /rules\/new$/;
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.waitForURL(here);
    await page.getByRole('textbox', { name: 'Name' }).fill('mine');
    await page.evaluate(() => history.back());
    await question(page).waitFor();
    await expect.poll(() => page.url()).toMatch(here);
    await question(page).getByRole('button', { name: 'Stay' }).click();
    await question(page).waitFor({ state: 'hidden' });
    expect(page.url()).toMatch(here);
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('mine');
    await page.evaluate(() => history.back());
    await question(page).getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(/event-buses\/bus-1$/);
    await page.getByRole('button', { name: 'New rule' }).waitFor();
  });

  it('into a drawer is not lost with a click beside it, and nothing is asked where nothing was typed', async () => {
    await using form = await openForm('/console/api-destinations');
    const { page } = form;
    const drawer = page.getByRole('dialog', { name: 'New API destination' });
    await page.getByRole('button', { name: 'New API destination' }).click();
    await drawer.waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'New API destination' }).click();
    const name = drawer.getByRole('textbox', { name: 'Name' });
    await name.fill('mine');
    await page.keyboard.press('Escape');
    await question(page).waitFor();
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'hidden' });
    expect(await name.inputValue()).toBe('mine');
    await page.keyboard.press('Escape');
    await question(page).getByRole('button', { name: 'Leave' }).click();
    await drawer.waitFor({ state: 'hidden' });
  });
});

describe('what the server objects to', () => {
  it('stands at its field and in view, and is gone when the form is sent again', async () => {
    await using form = await openForm('/console/api-destinations');
    const { page } = form;
    await page.getByRole('button', { name: 'New API destination' }).click();
    const drawer = page.getByRole('dialog', { name: 'New API destination' });
    await drawer.getByRole('textbox', { name: 'Name' }).fill('mine');
    const url = drawer.getByRole('textbox', { name: 'Address', exact: true });
    await url.fill('http://x.example');
    await drawer.getByText('The address is not encrypted').waitFor();
    await url.fill('ftp://x');
    await expect.poll(() => drawer.getByText('The address is not encrypted').count()).toBe(0);
    await drawer.getByRole('combobox', { name: 'Authorisation' }).click();
    await page.getByRole('option', { name: 'None' }).click();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('"ftp://x" is not an address.', { exact: true }).waitFor();
    await expect.poll(() => url.evaluate((field) => field === document.activeElement)).toBe(true);
    const top = async () => (await url.boundingBox())?.y ?? -1;
    await expect.poll(async () => (await top()) >= 0 && (await top()) < 600).toBe(true);
    await drawer.getByText('Address: "ftp://x" is not an address.').waitFor();
    await drawer.getByRole('textbox', { name: 'Name' }).fill('');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => drawer.getByRole('alert').count()).toBe(0);
  });
});

describe('the way back', () => {
  it('from what was made leads past its empty form to the list', async () => {
    await using form = await openForm('/console/connections');
    const { page } = form;
    await page.getByRole('button', { name: 'Create connection' }).click();
    await page.getByRole('textbox', { name: 'Connection name' }).fill('Ours');
    await page.getByRole('textbox', { name: 'Region or address' }).fill('mypurecloud.de');
    await page.getByRole('textbox', { name: 'Client ID' }).fill('client');
    const secret = page.getByRole('group', { name: 'Client secret or private key' });
    await secret.getByRole('combobox', { name: 'Credential of the vault' }).waitFor();
    await secret.getByText('Variable', { exact: true }).click();
    await secret.getByRole('combobox', { name: 'Name of the variable' }).click();
    await page.getByRole('option', { name: 'crm_key' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Ours' }).waitFor();
    await page.goBack();
    await page.waitForURL(/connections$/);
  });
});
