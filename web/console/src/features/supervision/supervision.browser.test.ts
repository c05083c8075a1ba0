import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { supervisionRoutes } from '#src/testing/fake-supervision-routes.ts';
import { examinerOf, LOOKS } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const PAGE = '/console/supervision';

async function openSupervision(look: object = {}, permissions?: readonly string[]) {
  const deeds: string[] = [];
  const supervision = await openConsole(
    browser,
    {
      routes: (state) => supervisionRoutes(state, deeds),
      ...(permissions ? { permissions } : {}),
    },
    look,
  );
  await supervision.open(PAGE);
  return { supervision, deeds };
}

describe('supervision', () => {
  it.each(LOOKS)('shows queues, conversations and agents: %s', async (name, look) => {
    const { supervision } = await openSupervision(look);
    await using it = supervision;
    await it.page.getByText('Selin Kaya').waitFor();
    const looks = examinerOf(it.page, 'supervision');
    await looks.examine(name);
    expect(looks.findings).toEqual([]);
    expect(it.wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('gives what waits past the queue, and takes from the agent who has it', async () => {
    const { supervision, deeds } = await openSupervision();
    await using it = supervision;
    const { page, wire } = it;
    const row = page.getByRole('row', { name: /Selin Kaya/ });
    await row.getByRole('img', { name: 'Service level missed' }).waitFor();
    await row.getByRole('button', { name: 'Actions for Selin Kaya' }).click();
    await page.getByRole('menuitem', { name: 'Assign to…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Agent' }).click();
    await page.getByRole('option', { name: /Berk Demir · In conversation · 2 of 4/ }).click();
    const looks = examinerOf(page, 'supervision');
    await looks.examine('assign');
    expect(looks.findings).toEqual([]);
    await dialog.getByRole('button', { name: 'Assign' }).click();
    const berk = wire.state.users[1]?.id;
    await expect.poll(() => deeds).toEqual([`assign waiting1 ${berk}`]);
    await page.getByRole('button', { name: 'Actions for Deniz' }).click();
    await page.getByRole('menuitem', { name: 'Take over' }).click();
    // The offer comes at the desk.
    await page.getByRole('switch', { name: 'On queue' }).waitFor();
    expect(deeds[1]).toBe(`replace agent-parked ${wire.state.me.id}`);
    expect(wire.mistakes).toEqual([]);
  });

  it('looks in, and ends a conversation after asking', async () => {
    const { supervision, deeds } = await openSupervision();
    await using it = supervision;
    const { page, wire } = it;
    await page.getByRole('button', { name: 'Actions for Deniz' }).click();
    await page.getByRole('menuitem', { name: 'End' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End conversation' }).click();
    await expect.poll(() => page.getByText('Deniz').count()).toBe(0);
    await page.getByRole('button', { name: 'Actions for Selin Kaya' }).click();
    await page.getByRole('menuitem', { name: 'Look in' }).click();
    await page.getByRole('switch', { name: 'On queue' }).waitFor();
    expect(deeds).toEqual(['end parked12', 'monitor customer-waiting1']);
    expect(wire.mistakes).toEqual([]);
  });

  it('offers nothing that one may not do', async () => {
    const { supervision } = await openSupervision({}, [
      'monitor:live:view',
      'monitor:conversation:view',
    ]);
    await using it = supervision;
    await it.page.getByText('Selin Kaya').waitFor();
    expect(await it.page.getByRole('button', { name: /Actions for/ }).count()).toBe(0);
  });
});

describe('reassignment of a queue', () => {
  it('is set beside its members', async () => {
    await using it = await openConsole(browser, { routes: (state) => supervisionRoutes(state) });
    const { page, wire } = it;
    await it.open('/console/queues');
    await page.getByRole('button', { name: /Members and codes of Support/ }).click();
    await page.getByRole('tab', { name: 'Reassignment' }).click();
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('textbox', { name: 'Time to answer in seconds' }).fill('120');
    await panel.getByRole('switch', { name: 'Also when the agent is signed out' }).check();
    await panel.getByRole('combobox', { name: 'It goes to' }).click();
    await page.getByRole('option', { name: 'Sales' }).click();
    const looks = examinerOf(page, 'reassignment');
    await looks.examine('tab');
    expect(looks.findings).toEqual([]);
    const saved = page.waitForResponse(
      (response) =>
        response.request().method() === 'PUT' && response.url().includes('reassignment'),
    );
    await panel.getByRole('button', { name: 'Save' }).click();
    expect(await (await saved).json()).toEqual({
      answerSeconds: 120,
      onSignOut: true,
      moveTo: 'queue-Sales',
    });
    expect(wire.mistakes).toEqual([]);
  });
});
