import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

/** The designer against a whole Tandem: what is drawn in it is what runs. */
describe('the designer', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  const toolbox = () => admin.page.getByRole('region', { name: 'Toolbox' });
  const canvas = () => admin.page.getByRole('region', { name: 'Canvas' });
  const node = (name: string) => admin.page.getByRole('group', { name: new RegExp(`^${name},`) });
  const middle = async (one: Locator) => {
    const box = await one.boundingBox();
    if (!box) throw new Error('Not on the page.');
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };

  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem(), launchBrowser()]);
    admin = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
    at = consoleOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  it('makes an automation flow with a variable, two actions drawn and connected with the mouse', async () => {
    const { page } = admin;
    await at.go('Flows');
    await at.press('New flow');
    await at.field('Name').fill('Greeter');
    await at.choose('Kind', 'Automation flow', page.getByRole('dialog'));
    await at.press('Save');
    await page.getByRole('heading', { level: 1, name: 'Greeter' }).waitFor();
    await page.getByRole('tab', { name: 'Variables' }).click();
    for (const [name, flag] of [
      ['person', 'Input'],
      ['greeting', 'Output'],
    ] as const) {
      await at.press('Add variable');
      await at.field('Name of the variable').fill(name);
      await page.keyboard.press('Enter');
      await page.getByRole('checkbox', { name: flag, exact: true }).check();
    }
    const drop = (tool: string, x: number) =>
      toolbox()
        .getByRole('button', { name: tool, exact: true })
        .dragTo(canvas(), { targetPosition: { x, y: 200 } });
    await drop('Set Variable', 60);
    await at.press('Add row: Assignments');
    await at.field('Variable').fill('greeting');
    await at.field('Value').fill('Hello {{ person }}');
    await drop('Log', 350);
    await at.field('Message').fill('{{ greeting }}');
    const [fromX, fromY] = await middle(node('Set Variable').locator('[data-handleid="next"]'));
    const [toX, toY] = await middle(node('Log').locator('[data-handleid="in"]'));
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    await page.mouse.move(toX, toY, { steps: 8 });
    await page.mouse.up();
    await page.getByRole('tab', { name: /Problems/ }).click();
    await page.getByText('FC1004').waitFor({ state: 'hidden' });
    await expect.poll(() => page.getByText('FC1038').count()).toBe(0);
  });

  it('saves and publishes it, and keeps what was drawn over a reload', async () => {
    const { page } = admin;
    await page.keyboard.press('ControlOrMeta+s');
    await at.said('Version 2 saved');
    await at.press('Publish');
    await at.press('Publish now');
    await at.said('Greeter is published as version 2');
    await page.getByText('Live: 2').waitFor();
    await page.reload();
    // The canvas moves what is on it until it has taken its first view.
    await page.locator('section[aria-busy="false"]').waitFor();
    await node('Set Variable').click();
    await expect.poll(() => at.field('Value').inputValue()).toBe('Hello {{ person }}');
    await expect.poll(() => page.getByRole('combobox', { name: 'Next' }).inputValue()).toBe('Log');
  });

  it('runs it by hand and shows every step with its variables', async () => {
    const { page } = admin;
    await page.getByText('Runs', { exact: true }).click();
    await at.press('Run now');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('person').fill('Ada');
    await dialog.getByRole('button', { name: 'Start' }).click();
    const steps = page.getByRole('complementary', { name: 'Steps' });
    await steps.getByText('Ended', { exact: true }).waitFor();
    await steps.getByRole('button', { name: /^1\. Set Variable/ }).click();
    await steps.getByText('"greeting": "Hello Ada"').first().waitFor();
    await canvas().getByText(/^Done/).first().waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect
      .poll(() =>
        page
          .getByRole('complementary', { name: 'Runs' })
          .getByText(/Run again|By hand/)
          .count(),
      )
      .toBe(2);
  });

  it('gives it a schedule that says when it runs next', async () => {
    const { page } = admin;
    await at.press('Add trigger');
    await at.field('Cron expression').fill('0 6 * * *');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    const triggers = page.getByRole('region', { name: 'Triggers' });
    await triggers.getByText('Next:').waitFor();
    await triggers.getByText('0 6 * * *').waitFor();
  });

  it('tries expressions and paths, shows versions with their differences, and rolls back', async () => {
    const { page } = admin;
    await page.getByText('Design', { exact: true }).click();
    await page.getByRole('tab', { name: 'Tester' }).click();
    await at.field('Expression').fill('{{ person | upper }}');
    await at.field('Sample values').fill('{"person":"ada"}');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByLabel('Value (string)', { exact: true }).getByText('ADA').waitFor();
    await node('Log').click();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await at.field('Message').fill('Greeted {{ person }}');
    await at.press('Publish');
    const publishing = page.getByRole('dialog', { name: 'Publish' });
    const live = publishing.getByRole('checkbox', { name: 'Live' });
    await publishing.getByText('Runs version 2').waitFor();
    expect(await live.isChecked()).toBe(false);
    await live.check();
    await at.press('Publish now');
    await at.said('Greeter is published as version 3');
    await at.press('Versions');
    const before = page.getByRole('listitem', { name: 'Version 2' });
    await before.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('+ Greeted {{ person }}').waitFor();
    await at.press('All versions');
    await at.press('Labels of version 2');
    await page.getByRole('menuitem', { name: 'Point Live here' }).click();
    await at.said('Live runs version 2');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByText('Live: 2').waitFor();
    expect(admin.complaints).toEqual([]);
  });
});
