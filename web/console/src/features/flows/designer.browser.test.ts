import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openFlows(path: string, halves?: readonly ('platform' | 'gateway')[]) {
  const { routes, flows } = createFakeOrganisation();
  const admin = await openConsole(browser, halves ? { routes, halves } : { routes });
  await admin.open(path);
  return { ...admin, flows };
}

type Document = {
  readonly start: string | null;
  readonly onError?: string | null;
  readonly variables: readonly { readonly name: string }[];
  readonly actions: readonly {
    readonly id: string;
    readonly type: string;
    readonly name: string;
    readonly settings: object;
    readonly position: { readonly x: number; readonly y: number };
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly outlet: string;
    readonly to: string;
  }[];
};

const newFlow = async (page: Page, name: string, kind: string) => {
  await page.getByRole('button', { name: 'New flow' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('combobox', { name: 'Kind', exact: true }).click();
  await page.getByRole('option', { name: kind }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

const node = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^${name},`) });

/** The canvas moves what is on it until it has taken its first view. */
const canvasStands = (page: Page): Promise<void> =>
  page.locator('section[aria-busy="false"]').waitFor();

const middle = async (one: Locator) => {
  const box = await one.boundingBox();
  if (!box) throw new Error('Not on the page.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

const isWithin = async (inner: Locator, outer: Locator): Promise<boolean> => {
  const [a, b] = [await inner.boundingBox(), await outer.boundingBox()];
  if (!a || !b) return false;
  return (
    a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height
  );
};

/** Draws a connection with the mouse. */
const draw = async (page: Page, from: Locator, to: Locator) => {
  const [a, b] = [await middle(from), await middle(to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 4 });
  await page.mouse.move(b.x, b.y, { steps: 4 });
  await page.mouse.up();
};

const dot = (one: Locator, id: string) => one.locator(`[data-handleid="${id}"]`);

describe('the designer', () => {
  it('draws a flow by dragging and connecting, shows what is missing, saves and publishes it', async () => {
    await using admin = await openFlows('/console/flows');
    const { page, flows } = admin;
    await newFlow(page, 'Hello', 'Inbound message flow');
    const toolbox = page.getByRole('region', { name: 'Toolbox' });
    const canvas = page.getByRole('region', { name: 'Canvas' });
    const drop = async (tool: string, x: number, y: number) => {
      await toolbox.getByRole('searchbox').fill(tool);
      const button = toolbox.getByRole('button', { name: tool, exact: true });
      await button.dragTo(canvas, { targetPosition: { x, y } });
    };
    await drop('Send Response', 60, 120);
    await drop('Transfer to ACD', 350, 120);
    await node(page, 'Transfer to ACD').waitFor();
    await page.getByRole('tab', { name: /Problems/ }).click();
    await page.getByText('FC1004').waitFor();
    await draw(
      page,
      dot(node(page, 'Send Response'), 'next'),
      dot(node(page, 'Transfer to ACD'), 'in'),
    );
    await page.getByText('FC1004').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 errors keep this flow from being published').waitFor();
    await expect
      .poll(() => dialog.getByRole('button', { name: 'Publish now' }).isDisabled())
      .toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: /FC1015.*Send Response/ }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('Connected');
    await node(page, 'Transfer to ACD').click();
    await page.getByRole('combobox', { name: 'Queue' }).fill('Sup');
    await page.getByRole('option', { name: 'Support' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Draft 2').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByRole('checkbox', { name: 'Test' }).check();
    await dialog.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Published 2').waitFor();
    await page.getByText('Test: 2').waitFor();
    const kept = flows.platform.find(({ flow }) => flow['name'] === 'Hello');
    const document = kept?.versions[1]?.document as unknown as Document;
    const [send, transfer] = document.actions;
    expect(document.start).toBe(send?.id);
    expect(document.edges).toEqual([{ from: send?.id, outlet: 'next', to: transfer?.id }]);
    expect(transfer?.settings).toMatchObject({ queue: 'Support' });
    expect((transfer?.position.x ?? 0) - (send?.position.x ?? 0)).toBeGreaterThan(200);
    expect(kept?.flow['labels']).toEqual({ Live: 2, Test: 2 });
    await toolbox.getByRole('searchbox').fill('Call Bot Connector');
    await toolbox.getByRole('button', { name: 'Call Bot Connector', exact: true }).click();
    await page.getByRole('combobox', { name: 'Bot integration' }).fill('Shop');
    await page.getByRole('option', { name: 'Shop bots' }).click();
    await page.getByRole('combobox', { name: 'Bot name' }).click();
    await page.getByRole('option', { name: 'Orders' }).waitFor();
    expect(await page.getByRole('option', { name: 'Cards' }).count()).toBe(0);
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('works by keyboard alone: adds, connects, undoes, copies, and guards what is not saved', async () => {
    await using admin = await openFlows('/console/flows/gateway/flow-lookup');
    const { page } = admin;
    const toolbox = page.getByRole('region', { name: 'Toolbox' });
    await toolbox.getByRole('searchbox').fill('wait');
    await toolbox.getByRole('button', { name: 'Wait', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Duration' }).fill('5');
    const exit = page.getByRole('combobox', { name: 'Next' });
    await exit.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Done' }).click();
    await expect.poll(() => exit.inputValue()).toBe('Done');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => exit.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(() => exit.inputValue()).toBe('Done');
    const wait = node(page, 'Wait');
    const canvas = page.getByRole('region', { name: 'Canvas' });
    await expect.poll(() => isWithin(wait, canvas)).toBe(true);
    for (let times = 0; times < 4; times += 1)
      await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(() => isWithin(node(page, 'Done'), canvas)).toBe(false);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect.poll(() => isWithin(node(page, 'Done'), canvas)).toBe(true);
    await expect.poll(() => isWithin(wait, canvas)).toBe(true);
    await wait.focus();
    await page.keyboard.press('ControlOrMeta+c');
    await page.keyboard.press('ControlOrMeta+v');
    await node(page, 'Wait2').waitFor();
    await page.keyboard.press('Delete');
    await node(page, 'Wait2').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Back to the flows' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Flows' }).waitFor();
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });

  it('finds where a variable is used, renames it everywhere, and declares a new one on the spot', async () => {
    await using admin = await openFlows('/console/flows/gateway/flow-lookup');
    const { page, flows } = admin;
    await page.getByRole('tab', { name: 'Variables' }).click();
    await page.getByRole('button', { name: /^email/ }).click();
    await page.getByText('Used in 1 place').waitFor();
    await page.getByRole('textbox', { name: 'Name of the variable' }).fill('address');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'SearchUsers: Search for' }).click();
    const search = page.getByRole('textbox', { name: 'Search for' });
    await expect.poll(() => search.inputValue()).toBe('{{ address }}');
    await page.getByRole('combobox', { name: 'Dictionary', exact: true }).fill('people');
    await page.getByRole('button', { name: 'Declare the variable “people”' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Draft 2').waitFor();
    const document = flows.gateway[0]?.versions[1]?.document as unknown as Document;
    expect(document.variables.map(({ name }) => name)).toContain('people');
    expect(document.actions[1]?.settings).toMatchObject({
      value: '{{ address }}',
      dictionary: 'people',
    });
  });

  it('asks what to do when somebody else saved meanwhile, and puts a label back', async () => {
    await using admin = await openFlows('/console/flows/platform/flow-greeting');
    const { page, flows } = admin;
    const kept = flows.platform[0];
    await canvasStands(page);
    await node(page, 'Greeting').click();
    await page.getByRole('textbox', { name: 'Message' }).fill('Mine');
    const theirs = structuredClone(kept?.versions[0]?.document);
    if (kept && theirs) {
      kept.versions.push({ document: theirs, datePublished: '2026-05-03T08:00:00.000Z' });
      Object.assign(kept.flow, { savedVersion: 2, publishedVersion: 2, labels: { Live: 2 } });
    }
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog', { name: 'Version 2 was saved meanwhile' }).waitFor();
    await page.getByRole('button', { name: 'Save mine' }).click();
    await page.getByText('Draft 3').waitFor();
    expect(kept?.versions[2]?.document).toMatchObject({
      actions: [{ settings: { text: 'Mine' } }, {}, {}, {}],
    });
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Labels of version 1' }).click();
    await page.getByRole('menuitem', { name: 'Point Live here' }).click();
    await page.getByText('Live runs version 1').waitFor();
    expect(kept?.flow['labels']).toEqual({ Live: 1 });
    const first = page.getByRole('listitem', { name: 'Version 1' });
    await first.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('+ Hello').waitFor();
    await page.getByText('Action · Text', { exact: true }).waitFor();
  });

  it('tries expressions on sample data', async () => {
    await using admin = await openFlows('/console/flows/platform/flow-greeting');
    const { page } = admin;
    await page.getByRole('tab', { name: 'Tester' }).click();
    await page.getByRole('textbox', { name: 'Expression' }).fill('{{ queueId | upper }}');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByLabel('Value (string)', { exact: true }).getByText('QUEUEID').waitFor();
    expect(admin.wire.mistakes).toEqual([]);
  });

  it('draws what ran step by step, masks secure values until they are asked for, and stops a run', async () => {
    await using admin = await openFlows('/console/flows/gateway/flow-lookup');
    const { page } = admin;
    await page.getByText('Runs', { exact: true }).click();
    await page.getByRole('button', { name: /Failed/ }).click();
    const steps = page.getByRole('complementary', { name: 'Steps' });
    await steps.getByText(/^http\.unreachable: users\.example cannot be reached/).waitFor();
    await page.getByRole('region', { name: 'Canvas' }).getByText('Failed · 24 ms').waitFor();
    await steps.getByRole('button', { name: /^1\. SignIn/ }).click();
    const set = steps.getByLabel('Set by this step', { exact: true });
    await set.getByText('"clientSecret": "••••••"').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await steps.getByRole('button', { name: 'Show secure values' }).click();
    await set.getByText('"clientSecret": "opened"').waitFor();
    await page.getByRole('button', { name: /Waits.*By schedule/ }).click();
    await steps.getByRole('button', { name: 'Stop' }).click();
    await steps.getByText('Stopped').waitFor();
    expect(admin.wire.mistakes).toEqual([]);
    expect(admin.complaints).toEqual([]);
  }, 60_000);

  it('stays usable with five hundred actions', async () => {
    await using admin = await openFlows('/console/flows');
    const { page, flows } = admin;
    const ids = Array.from({ length: 500 }, (_, index) => `n${index}`);
    const kept = flows.gateway[0]?.versions[0];
    Object.assign(kept?.document ?? {}, {
      start: 'n0',
      onError: null,
      variables: [],
      actions: ids.map((id, index) => ({
        id,
        type: 'log',
        name: `Log ${index}`,
        description: 'One of many',
        settings: { level: 'info', message: 'x' },
      })),
      edges: ids.slice(1).map((id, index) => ({ from: `n${index}`, outlet: 'next', to: id })),
    });
    const started = performance.now();
    await page.getByRole('link', { name: 'User lookup', exact: true }).click();
    await page.getByRole('button', { name: 'Log 499', exact: true }).click();
    await node(page, 'Log 499').waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill('Still there');
    await page.getByRole('textbox', { name: 'Message' }).press('Tab');
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(admin.complaints).toEqual([]);
  }, 90_000);

  it('shows only the kinds its server has', async () => {
    await using admin = await openFlows('/console/flows', ['gateway']);
    const { page } = admin;
    await page.getByRole('link', { name: 'User lookup', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Greeting', exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByRole('combobox', { name: 'Kind', exact: true }).click();
    await expect
      .poll(() => page.getByRole('option').allTextContents())
      .toEqual(['Bot flow', 'Automation flow', 'Copilot flow']);
    expect(admin.wire.mistakes).toEqual([]);
  });

  it('is accessible with an action chosen, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { routes } = createFakeOrganisation();
      // Wide enough for every action to be in sight.
      const look = { colorScheme, viewport: { width: 1920, height: 1080 } };
      await using admin = await openConsole(browser, { routes }, look);
      const { page } = admin;
      await admin.open('/console/flows/gateway/flow-lookup');
      await canvasStands(page);
      await node(page, 'By status').click();
      await page.getByRole('textbox', { name: 'Value', exact: true }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Variables' }).click();
      await page.getByRole('button', { name: /^found/ }).click();
      expect(await axeFindings(page)).toEqual([]);
    }
  }, 120_000);
});
