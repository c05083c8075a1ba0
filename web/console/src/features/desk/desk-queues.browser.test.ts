import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('the desk hears of a queue that an administrator has put the agent into', async () => {
  await using desk = await openConsole(browser);
  const { page, wire } = desk;
  await desk.open('/desk/');
  const before = wire.state.queues.length;
  await page.getByRole('button', { name: `${before} of ${before} queues` }).waitFor();
  wire.state.queues.push({ ...wire.state.queues[0], id: 'queue-new', name: 'New queue' });
  const told = page.getByRole('button', { name: `${before + 1} of ${before + 1} queues` });
  // Once, as soon as the desk listens: an event after the other would have it ask anew without end.
  await expect
    .poll(() =>
      wire.publish(`v2.users.${wire.state.me.id}.activity`, {
        ...{ id: wire.state.me.id, dateActiveQueuesChanged: '2026-02-01T10:00:00.000Z' },
      }),
    )
    .toBeGreaterThan(0);
  await told.waitFor();
});

it('the desk does not wait for conversations where the agent takes part in no queue', async () => {
  await using desk = await openConsole(browser);
  const { page, wire } = desk;
  wire.state.queues.length = 0;
  await desk.open('/desk/');
  await page.getByRole('switch', { name: 'On queue' }).click();
  await page.getByText('You take part in no queue').waitFor();
});
