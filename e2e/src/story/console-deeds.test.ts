import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

describe('what the console says about what is done in it', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  const open = (path: string) => admin.page.goto(`${tandem.url}/console/${path}`);

  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem({ TANDEM_DEMO: 'on' }), launchBrowser()]);
    admin = await openWindow(browser);
    await open('');
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  it('a role says which OAuth clients hold it before it is deleted', async () => {
    const { page } = admin;
    await open('roles');
    const row = page.getByRole('row', { name: /^Demo bot side \(client/ });
    await expect
      .poll(() => row.getByRole('cell').allTextContents())
      .toEqual(expect.arrayContaining(['0', '1']));
    await row.getByRole('button', { name: /^Delete/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/The OAuth client Demo bot side loses them too/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('a flow that is used says where, and what is deleted is told', async () => {
    const { page } = admin;
    await open('flows');
    await page.getByRole('button', { name: 'Delete Demo: to Support' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It is used by: demo-web-chat.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await open('skills');
    await page.getByRole('button', { name: 'Delete Orders' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Orders was deleted').waitFor();
  });

  it('a new flow is opened without asking for what it has not yet', async () => {
    const { page, complaints } = admin;
    const before = complaints.length;
    const { id } = await tandem.admin.ok<{ id: string }>('POST', '/api/v2/flows', {
      name: 'Empty',
      type: 'INBOUNDSHORTMESSAGE',
    });
    await open(`flows/platform/${id}`);
    await page
      .getByRole('button', { name: /Publish/ })
      .first()
      .waitFor();
    expect(complaints.slice(before)).toEqual([]);
  });

  it('the capacity of everybody is asked for with its range', async () => {
    const { page } = admin;
    await open('users');
    await page.getByRole('button', { name: 'Capacity for everybody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Conversations at once for everybody').fill('99');
    await dialog.getByText('Give a whole number from 0 to 25.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Conversations at once for everybody').fill('3');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Capacity saved').waitFor();
  });

  it('the audit log names who and what', async () => {
    const { page } = admin;
    await open('audit');
    await page.getByRole('cell', { name: 'Demo set-up' }).first().waitFor();
    await page.getByRole('cell', { name: 'Command line or set-up' }).first().waitFor();
    const cells = await page.getByRole('cell').allTextContents();
    expect(cells.filter((text) => /[0-9a-f]{8}-[0-9a-f]{4}-/.test(text))).toEqual([]);
    expect(cells).not.toContain('Deleted client');
  });

  it('tables fit a phone, and topics can be read on a laptop', async () => {
    const { page } = admin;
    await open('topics');
    const cell = page.getByRole('row').nth(1).getByRole('cell').first();
    await cell.waitFor();
    expect((await cell.boundingBox())?.width).toBeGreaterThan(300);
    await using phone = await openWindow(browser, { viewport: { width: 390, height: 800 } });
    await phone.page.goto(`${tandem.url}/console/`);
    await signIn(phone.page);
    for (const path of ['users', 'audit']) {
      await phone.page.goto(`${tandem.url}/console/${path}`);
      await phone.page.getByRole('table').waitFor();
      const frame = phone.page.getByRole('table').locator('..');
      expect(await frame.evaluate((one) => one.scrollWidth - one.clientWidth), path).toBe(0);
    }
  });

  it('who only answers conversations comes to the desk', async ({ task }) => {
    const { admin: api } = tandem;
    const email = `agent${task.result?.retryCount ?? 0}@example.com`;
    const account = { email, password: 'a password of mine' };
    const { entities } = await api.ok<{ entities: { id: string; name: string }[] }>(
      'GET',
      '/api/v2/authorization/roles?pageSize=100',
    );
    const roles = entities.filter(({ name }) => ['Agent', 'employee', 'Employee'].includes(name));
    const { id } = await api.ok<{ id: string }>('POST', '/api/v2/users', {
      name: 'Agent',
      ...account,
      divisionId: (await api.ok<{ id: string }>('GET', '/api/v2/authorization/divisions/home')).id,
    });
    await api.ok(
      'PUT',
      `/api/v2/users/${id}/roles`,
      roles.map((role) => role.id),
    );
    await using agent = await openWindow(browser);
    await agent.page.goto(`${tandem.url}/console/`);
    await signIn(agent.page, account);
    await agent.page.waitForURL(`${tandem.url}/desk/`);
    await agent.page.getByRole('switch', { name: 'On queue' }).waitFor();
  });
});
