import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { customerSays, offerConversation } from './fake-conversation.ts';
import type { FakeRoutes } from './fake-http.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const removalRoutes = (waiting: number, removals: unknown[]): FakeRoutes => ({
  'GET /tandem/queues/{queueId}/load': () => ({ status: 200, body: { waiting, active: 1 } }),
  'POST /tandem/queues/{queueId}/removal': ({ params, body }) => {
    removals.push({ ...params, ...body });
    return { status: 202, body: { waiting, active: 1 } };
  },
});

const openDeletion = async (waiting: number, isOnly = false) => {
  const removals: unknown[] = [];
  const it = await openConsole(browser, { routes: () => removalRoutes(waiting, removals) });
  const oldQueue = [{ id: 'queue-Old', name: 'Old queue', memberCount: 0, joinedMemberCount: 0 }];
  it.wire.state.queues.push(...oldQueue, {
    id: 'queue-New',
    name: 'New home',
    memberCount: 0,
    joinedMemberCount: 0,
  });
  if (isOnly) it.wire.state.queues.splice(0, it.wire.state.queues.length, ...oldQueue);
  await it.open('/console/queues');
  await it.page.getByRole('button', { name: 'Delete Old queue' }).click();
  const dialog = it.page.getByRole('dialog');
  await dialog.getByText('1 conversation is with an agent').waitFor();
  return { it, dialog, removals, confirm: dialog.getByRole('button', { name: 'Delete' }) };
};

describe('deleting a queue', () => {
  it('asks what becomes of those who wait, and once more', async () => {
    const { it: opened, dialog, removals, confirm } = await openDeletion(3);
    await using it = opened;
    await dialog.getByText('3 customers wait in this queue.').waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('checkbox', { name: /3 waiting customers/ }).check();
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: 'Queue they move to' }).click();
    await it.page.getByRole('option', { name: 'New home' }).click();
    expect(await axeFindings(it.page)).toEqual([]);
    await confirm.click();
    await dialog.waitFor({ state: 'detached' });
    expect(removals).toEqual([{ queueId: 'queue-Old', moveTo: 'queue-New' }]);
    expect(it.wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('takes a last message instead, and asks nothing when nobody waits', async () => {
    const first = await openDeletion(1);
    await using one = first.it;
    await first.dialog.getByRole('radio', { name: 'Their conversations end' }).check();
    await first.dialog.getByRole('textbox', { name: 'Last message' }).fill('Goodbye');
    await first.dialog.getByRole('checkbox').check();
    await first.confirm.click();
    await first.dialog.waitFor({ state: 'detached' });
    expect(first.removals).toEqual([{ queueId: 'queue-Old', farewell: 'Goodbye' }]);
    expect(one.complaints).toEqual([]);
    const second = await openDeletion(0);
    await using two = second.it;
    await second.dialog.getByText('Nobody waits in this queue.').waitFor();
    await second.confirm.click();
    await second.dialog.waitFor({ state: 'detached' });
    expect(second.removals).toEqual([{ queueId: 'queue-Old' }]);
    expect(two.complaints).toEqual([]);
  });
});

describe('deleting the only queue', () => {
  it('leaves one choice to those who wait, and says why', async () => {
    const { it: opened, dialog, removals, confirm } = await openDeletion(1, true);
    await using it = opened;
    await dialog.getByText('There is no other queue.').waitFor();
    await expect
      .poll(() => dialog.getByRole('radio', { name: /They move/ }).isDisabled())
      .toBe(true);
    await expect
      .poll(() => dialog.getByRole('radio', { name: /conversations end/ }).isChecked())
      .toBe(true);
    expect(await axeFindings(it.page)).toEqual([]);
    await dialog.getByRole('checkbox').check();
    await confirm.click();
    await dialog.waitFor({ state: 'detached' });
    expect(removals).toEqual([{ queueId: 'queue-Old' }]);
  });
});

describe('the desk', () => {
  const openDesk = async () => {
    const it = await openConsole(browser, {}, { viewport: { width: 1360, height: 850 } });
    await it.open('/desk/');
    await it.page.getByRole('switch', { name: 'On queue' }).check();
    await it.page.getByText('Waiting for conversations').waitFor();
    return it;
  };

  it('names the presence while on queue, and counts what comes out of view', async () => {
    await using it = await openDesk();
    const { page, wire } = it;
    await page.getByRole('button', { name: 'On queue' }).waitFor();
    const first = offerConversation(wire, { customer: 'Deniz' });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    offerConversation(wire, { customer: 'Mira' });
    await page.getByRole('button', { name: /^Mira/ }).click();
    customerSays(wire, first, { text: 'Are you there?' });
    customerSays(wire, first, { text: 'Hello?' });
    await page.getByLabel('2 new messages').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Deniz/ }).click();
    await page.getByLabel('2 new messages').waitFor({ state: 'detached' });
    expect(it.complaints).toEqual([]);
  });

  it('says why nothing comes after a decline', async () => {
    await using it = await openDesk();
    offerConversation(it.wire, { customer: 'Deniz' });
    await it.page.getByRole('button', { name: 'Decline' }).click();
    await it.page.getByText('You declined.').waitFor();
    expect(await axeFindings(it.page)).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('transfers while staying, and shows who reads along', async () => {
    await using it = await openDesk();
    const { page, wire } = it;
    const one = offerConversation(wire, { customer: 'Deniz' });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Transfer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Stay until somebody accepts' }).check();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    (one['participants'] as object[]).push(
      {
        id: 'm',
        purpose: 'monitor',
        state: 'connected',
        name: 'Sam Supervisor',
        user: { id: 's' },
      },
      { id: 'a', purpose: 'acd', state: 'connected', name: 'Billing', queue: { id: 'b' } },
    );
    customerSays(wire, one, { text: 'Well?' });
    await page.getByText('Sam Supervisor reads along').waitFor();
    await page.getByText('Billing is asked to take over').waitFor();
    await page.getByRole('button', { name: 'Take back' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(it.complaints).toEqual([]);
  });
});
