import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'light', viewport: { width: 400, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 400, height: 800 } },
] as const;

describe('a trigger that was made over the API', () => {
  it('stands with the others, and its runs name it', async () => {
    const trigger = {
      ...{ id: 'trigger-1', name: 'After the chat', version: 1, enabled: true },
      topicName: 'v2.detail.events.conversation.{id}.customer.end',
      target: { type: 'Workflow', id: 'flow-lookup' },
    };
    const other = { ...trigger, id: 'trigger-2', name: 'Of another flow', target: { id: 'x' } };
    const { routes } = createFakeOrganisation();
    const withTrigger: typeof routes = (state) => {
      const before = routes(state);
      const key = 'GET /tandem/gateway/flows/{flowId}/executions';
      return {
        ...before,
        'GET /api/v2/processautomation/triggers': () => ({
          status: 200,
          body: { entities: [trigger, other] },
        }),
        [key]: async (call) => {
          const reply = (await before[key]?.(call)) as { body: { entities: object[] } };
          const [first, ...rest] = reply.body.entities;
          const run = { ...first, origin: 'api', trigger: { id: 'trigger-1' } };
          return { status: 200, body: { ...reply.body, entities: [run, ...rest] } };
        },
      };
    };
    await using admin = await openConsole(browser, { routes: withTrigger }, LOOKS[0]);
    const { page } = admin;
    await admin.open('/console/flows/gateway/flow-lookup');
    await page.getByText('Runs', { exact: true }).click();
    await page.getByRole('region', { name: 'Triggers' }).getByText('After the chat').waitFor();
    await page.getByText(/^Trigger After the chat · /).waitFor();
    expect(await page.getByText('Of another flow').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(admin.complaints).toEqual([]);
  }, 60_000);
});

describe('the drawer of a trigger', () => {
  it('is accessible with a list open and after a refusal, in light and dark, wide and narrow', async () => {
    for (const look of LOOKS) {
      const { routes } = createFakeOrganisation();
      await using admin = await openConsole(browser, { routes }, look);
      const { page } = admin;
      await admin.open('/console/flows/gateway/flow-lookup');
      await page.getByText('Runs', { exact: true }).click();
      await page.getByRole('button', { name: 'Add trigger' }).click();
      const drawer = page.getByRole('dialog', { name: 'Add trigger' });
      await drawer.getByRole('combobox', { name: 'Kind' }).click();
      await page.getByRole('option', { name: 'Event' }).click();
      await drawer.getByRole('button', { name: 'Save' }).click();
      const event = drawer.getByRole('combobox', { name: 'Type of event' });
      await expect.poll(() => event.getAttribute('aria-invalid')).toBe('true');
      await event.click();
      await drawer.getByRole('option', { name: /handover\.changed/ }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await drawer.getByRole('option', { name: /handover\.changed/ }).click();
      await drawer.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('region', { name: 'Triggers' }).getByText('handover.changed').waitFor();
      await page.getByRole('button', { name: 'Edit handover.changed' }).click();
      await page.getByRole('dialog', { name: 'Edit trigger' }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(admin.wire.mistakes).toEqual([]);
      expect(admin.complaints).toEqual([]);
    }
  }, 120_000);
});
