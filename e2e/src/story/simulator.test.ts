import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

const action = (id: string, type: string, name: string, settings: object) => ({
  ...{ id, type, name, settings },
});

const chatting = {
  ...{ language: 1, kind: 'inboundMessage', start: 'ask' },
  variables: [{ name: 'answer', type: 'String' }],
  actions: [
    action('ask', 'sendResponse', 'Ask', {
      ...{ text: 'Which colour?', content: 'quickReplies' },
      quickReplies: [
        { text: 'Red', payload: 'red' },
        { text: 'Blue', payload: 'blue' },
      ],
    }),
    action('wait', 'waitForInput', 'Wait', { variable: 'answer', timeout: 60 }),
    action('so', 'sendResponse', 'So', { text: 'You said {{ answer }}' }),
    action('acd', 'transferToAcd', 'Transfer', { queue: 'Sales' }),
    action('none', 'sendResponse', 'None', { text: 'Nobody is there' }),
  ],
  edges: [
    { from: 'ask', outlet: 'next', to: 'wait' },
    { from: 'wait', outlet: 'next', to: 'so' },
    { from: 'so', outlet: 'next', to: 'acd' },
    { from: 'acd', outlet: 'failure', to: 'none' },
  ],
};

/** The simulator against a whole Tandem: the draft on the canvas runs, and no conversation comes of it. */
describe('the simulator', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem(), launchBrowser()]);
    admin = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
    const { id } = await tandem.admin.ok<{ id: string }>('POST', '/tandem/platform/flows', {
      ...{ name: 'Colours', kind: 'inboundMessage', document: chatting },
    });
    await admin.page.goto(`${tandem.url}/console/flows/platform/${id}`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });
  const panel = () => admin.page.getByRole('complementary', { name: 'Simulator' });
  const press = (name: string) => panel().getByRole('button', { name, exact: true }).click();

  it('talks with the draft, by a quick reply and by the keyboard', async () => {
    const { page } = admin;
    await page.getByText('Simulate', { exact: true }).click();
    await panel().getByLabel('First message of the customer').fill('Hello');
    await page.keyboard.press('Enter');
    const log = panel().getByRole('log', { name: 'Chat' });
    await log.getByText('Which colour?').waitFor();
    expect(await findingsInBothLooks(page, 'simulator-chat')).toEqual([]);
    await press('Blue');
    await log.getByText('You said Blue').waitFor();
    await log.getByText('Would transfer to the queue Sales').waitFor();
    // Without the mouse: the choice is where the keyboard is.
    const choice = panel().getByRole('group', { name: 'How does it go?' });
    const outcome = choice.getByRole('button').first();
    await expect
      .poll(async () => [
        await choice.evaluate((one) => one === one.ownerDocument.activeElement),
        await outcome.isEnabled(),
      ])
      .toEqual([true, true]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await log.getByText('Nobody is there').waitFor();
    await panel().getByText('The flow has ended.').waitFor();
    expect(await log.getByText('Hello', { exact: true }).count()).toBe(1);
  });

  it('shows every step on the canvas with its variables', async () => {
    const { page } = admin;
    const canvas = page.getByRole('region', { name: 'Canvas' });
    await panel().getByRole('tab', { name: 'Steps' }).click();
    await expect
      .poll(() => panel().getByRole('listitem').getByText(/^\d\./).allTextContents())
      .toEqual(['1. Ask', '2. Wait', '3. So', '4. Transfer', '5. None']);
    await expect.poll(() => canvas.getByText(/^Waits/).count()).toBe(0);
    await panel().getByRole('button', { name: /Wait/ }).click();
    await panel().getByText('"answer": "Blue"').first().waitFor();
    expect(await findingsInBothLooks(page, 'simulator-steps')).toEqual([]);
    await canvas.getByText(/^Done/).first().waitFor();
  });

  it('begins again, with the time running out, and leaves nothing behind', async () => {
    await press('Start again');
    expect(await findingsInBothLooks(admin.page, 'simulator-start')).toEqual([]);
    await press('Start');
    await press('Let the waiting time run out');
    await panel().getByText('The flow has ended.').waitFor();
    const { entities } = await tandem.admin.ok<{ entities?: unknown[] }>(
      'GET',
      '/api/v2/conversations/messages',
    );
    expect(entities ?? []).toEqual([]);
  });

  it('gives inputs to an automation flow, shows what it puts out, and what is wrong with a draft', async () => {
    const { page } = admin;
    const greet = {
      ...{ language: 1, kind: 'automation', start: 'set', edges: [] },
      variables: [
        { name: 'person', type: 'String', input: true },
        { name: 'greeting', type: 'String', output: true },
      ],
      actions: [
        action('set', 'setVariable', 'Greet', {
          assignments: [{ variable: 'greeting', value: 'Hello {{ person }}' }],
        }),
      ],
    };
    const { id } = await tandem.admin.ok<{ id: string }>('POST', '/tandem/gateway/flows', {
      ...{ name: 'Greeter', kind: 'automation', document: greet },
    });
    await page.goto(`${tandem.url}/console/flows/gateway/${id}`);
    await page.getByText('Simulate', { exact: true }).click();
    await panel().getByLabel('person').fill('Ada');
    await press('Start');
    await panel().getByText('"greeting": "Hello Ada"').waitFor();
    await page.getByText('Design', { exact: true }).click();
    await page.locator('section[aria-busy="false"]').waitFor();
    await page.getByRole('group', { name: /^Greet,/ }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('{{ nobody }}');
    await page.getByText('Simulate', { exact: true }).click();
    await press('Start');
    await panel()
      .getByRole('alert')
      .getByText(/The draft cannot run: .*nobody/)
      .waitFor();
  });
});
