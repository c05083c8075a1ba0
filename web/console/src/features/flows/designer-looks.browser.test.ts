import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { createFakeOrganisation } from '#src/testing/fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const ADDRESS = '/console/flows/platform/flow-greeting';
type Kept = ReturnType<typeof createFakeOrganisation>['flows']['platform'][number];

/** The designer on a laptop in German, with the flow as it is made here. */
const openInGerman = async (change: (kept: Kept) => void) => {
  const { routes, flows } = createFakeOrganisation();
  const [kept] = flows.platform;
  if (kept) change(kept);
  const look = { locale: 'de-DE', viewport: { width: 1280, height: 800 } };
  const admin = await openConsole(browser, { routes }, look);
  await admin.open(ADDRESS);
  await admin.page.getByRole('region', { name: 'Zeichenfläche' }).waitFor();
  return admin;
};

const boxOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on the page.`);
  return box;
};

const actionsOf = ({ versions }: Kept) =>
  (versions[0]?.document ?? {}) as unknown as {
    actions: { name: string; settings: object; position?: object }[];
    variables: object[];
    edges: object[];
  };

describe('the designer on a laptop', () => {
  it('keeps its head in one row, whoever has locked the flow', async () => {
    const people = ['00000000-0000-4000-8000-000000000001', 'somebody-else'];
    for (const id of people) {
      await using admin = await openInGerman(({ flow }) =>
        Object.assign(flow, {
          name: 'Begrüßung und Übergabe an die zuständige Abteilung',
          lockedBy: { id, name: 'Maximiliane Mustermann-Ottensen' },
          labels: { Dev: 1, Test: 1, Live: 1 },
        }),
      );
      const head = await boxOf(admin.page, 'main header');
      expect(head.height).toBeLessThan(60);
      const live = await boxOf(admin.page, 'main header :text("Live: 1")');
      const views = await boxOf(admin.page, 'main header [role=radiogroup]');
      expect(live.x + live.width).toBeLessThan(views.x);
      expect(await axeFindings(admin.page)).toEqual([]);
    }
  });

  it('opens with the start in sight and names that can be read, and folds the navigation', async () => {
    await using admin = await openInGerman((kept) => {
      for (const [index, action] of actionsOf(kept).actions.entries())
        action.position = { x: index * 900, y: index * 700 };
    });
    const { page } = admin;
    const canvas = await boxOf(page, '.react-flow');
    await expect
      .poll(async () => (await boxOf(page, '.react-flow__node-entry')).width)
      .toBeGreaterThanOrEqual(232 * 0.7 - 1);
    const start = await boxOf(page, '[data-id="@start"]');
    expect(start.x).toBeGreaterThanOrEqual(canvas.x);
    expect(start.y).toBeGreaterThanOrEqual(canvas.y);
    expect(start.y + start.height).toBeLessThan(canvas.y + canvas.height);
    expect(canvas.x).toBeLessThan(240);
  });

  it('says in the language of the person what is wrong, and where', async () => {
    await using admin = await openInGerman((kept) => {
      const document = actionsOf(kept);
      document.variables.push({ name: '1x' });
      const [first, second] = document.actions;
      if (first) first.settings = { text: '{{ queueId | upcase }} {{ nobody }}' };
      if (second) second.settings = {};
      document.edges.push({ from: 'a1', outlet: 'error', to: 'gone' });
    });
    const { page } = admin;
    await page.getByRole('tab', { name: /Probleme/ }).click();
    const pane = page.getByRole('complementary');
    for (const words of [
      '„1x“ kann keine Variable heißen.',
      'Zeile 1, Spalte 14: Es gibt keinen Filter „upcase“.',
      'Erforderlich',
      'Die Verbindung von Greeting (Fehler) zu gone führt nirgendwohin.',
    ])
      await pane.getByText(words, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Veröffentlichen', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Veröffentlichen' });
    await dialog.getByText(/^FC1020 Greeting · Nachricht: Zeile 1/).waitFor();
    expect(await dialog.getByRole('checkbox', { name: 'Live' }).isChecked()).toBe(true);
    expect(admin.complaints).toEqual([]);
  });

  it('says how many errors there are beyond those it lists', async () => {
    await using admin = await openInGerman((kept) => {
      const names = Array.from({ length: 600 }, (_, index) => `{{ nobody${index} }}`);
      const [first] = actionsOf(kept).actions;
      if (first) first.settings = { text: names.join(' ') };
    });
    const { page } = admin;
    await page.getByRole('tab', { name: /Probleme/ }).click();
    const number = page.getByRole('tab', { name: /Probleme/ }).getByText(/^60\d$/);
    const isCut = () => number.evaluate((one) => one.scrollWidth > one.clientWidth);
    await expect.poll(isCut).toBe(false);
    const pane = page.getByRole('complementary');
    await pane.getByText(/^Die ersten 500 von 60\d Fehlern sind aufgeführt\.$/).waitFor();
    await page.getByRole('button', { name: 'Veröffentlichen', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Veröffentlichen' });
    await dialog.getByText(/^60\d Fehler verhindern/).waitFor();
    await dialog.getByText(/^… und 59\d weitere: siehe Probleme/).waitFor();
  });
});
