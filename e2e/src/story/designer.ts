import type { Locator, Page } from 'playwright-core';
import { consoleOn } from './console.ts';

type Scope = Page | Locator;
type Kind = 'Inbound message flow' | 'Bot flow' | 'Automation flow';

const middleOf = async (one: Locator) => {
  const box = await one.boundingBox();
  if (!box) throw new Error('The dot is not on the canvas.');
  return [box.x + box.width / 2, box.y + box.height / 2] as const;
};

/** What the designer does: toolbox, canvas and the settings beside it. A window of 1440 × 900 shows all of it. */
const drawingOn = (page: Page) => {
  const at = consoleOn(page);
  const toolbox = page.getByRole('region', { name: 'Toolbox' });
  const canvas = page.getByRole('region', { name: 'Canvas' });
  const settings = page.getByRole('complementary', { name: 'Details' });
  const tool = (name: string) => toolbox.getByRole('button', { name, exact: true });
  const node = (name: string) => canvas.getByRole('group', { name: new RegExp(`^${name},`) });
  const field = (label: string, scope: Scope = settings) => at.field(label, scope);
  return {
    ...{ canvas, settings, node, field },
    /** What leads from one action to the next, also from the start. */
    connections: canvas.locator('.react-flow__edge'),
    /** Drags an action onto the canvas; the place is counted from the canvas's corner. */
    drop: (name: string, place: { readonly x: number; readonly y: number }) =>
      tool(name).dragTo(canvas, { targetPosition: place }),
    /** Adds an action behind the chosen one. */
    add: (name: string) => tool(name).click(),
    /** Draws an exit to an action with the mouse. */
    async connect(from: string, exit: string, to: string) {
      const [fromX, fromY] = await middleOf(node(from).locator(`[data-handleid="${exit}"]`));
      const [toX, toY] = await middleOf(node(to).locator('[data-handleid="in"]'));
      await page.mouse.move(fromX, fromY);
      await page.mouse.down();
      await page.mouse.move((fromX + toX) / 2, (fromY + toY) / 2, { steps: 4 });
      await page.mouse.move(toX, toY, { steps: 4 });
      await page.mouse.up();
    },
    /** Chooses an action on the canvas, all of which is brought into sight first. */
    async open(name: string) {
      await page.getByRole('button', { name: 'Show everything' }).click();
      await node(name).click();
      await settings.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    },
    /** Gives the chosen action another name. */
    rename: (name: string) =>
      settings.getByRole('textbox', { name: 'Name', exact: true }).fill(name),
    fill: (label: string, value: string) => field(label).fill(value),
    choose: (label: string, option: string) => at.choose(label, option, settings),
    /** Adds a row to a list of the chosen action and fills its columns. */
    async row(list: string, columns: Readonly<Record<string, string>>) {
      const rows = settings.getByRole('group', { name: new RegExp(`^${list} \\d+$`) });
      const count = await rows.count();
      await settings.getByRole('button', { name: `Add row: ${list}` }).click();
      const row = settings.getByRole('group', { name: `${list} ${count + 1}`, exact: true });
      for (const [label, value] of Object.entries(columns)) {
        await field(label, row).fill(value);
        // Suggestions to a name would lie over what comes next.
        await field(label, row).press('Tab');
      }
    },
    /** Declares a variable of the flow with some of its marks. */
    async variable(name: string, ...marks: readonly string[]) {
      await page.getByRole('tab', { name: 'Variables' }).click();
      await at.press('Add variable');
      await field('Name of the variable').fill(name);
      await page.keyboard.press('Enter');
      for (const mark of marks)
        await settings.getByRole('checkbox', { name: mark, exact: true }).check();
      await settings.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    },
  };
};

/** Saves, publishes and runs. */
const deedsOn = (page: Page) => {
  const at = consoleOn(page);
  const steps = page.getByRole('complementary', { name: 'Steps' });
  return {
    steps,
    /** Makes a flow, from scratch or from a template, and opens it. */
    async create(name: string, { kind, template }: { kind: Kind; template?: RegExp }) {
      const drawer = page.getByRole('dialog');
      await at.go('Flows');
      await at.press('New flow');
      await at.field('Name', drawer).fill(name);
      await at.choose('Kind', kind, drawer);
      if (template) {
        await drawer.getByRole('combobox', { name: 'Begin with' }).click();
        await page.getByRole('option', { name: template }).click();
      }
      await at.press('Save', drawer);
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    },
    async save() {
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await at.said(/^Version \d+ saved$/);
    },
    async publish(name: string) {
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await at.press('Publish now');
      await at.said(new RegExp(`^${name} is published as version \\d+$`));
    },
    /** What the run that is shown put out. */
    async outputs(): Promise<unknown> {
      const shown = await steps.getByLabel('Outputs', { exact: true }).textContent();
      return JSON.parse(shown ?? 'null');
    },
    /** Starts the published flow by hand with its inputs and waits for the end. */
    async run(inputs: Readonly<Record<string, string>> = {}, status = 'Ended') {
      await page.getByText('Runs', { exact: true }).click();
      await at.press('Run now');
      const dialog = page.getByRole('dialog');
      for (const [name, value] of Object.entries(inputs))
        await dialog.getByLabel(name, { exact: true }).fill(value);
      await dialog.getByRole('button', { name: 'Start' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await steps.getByText(status, { exact: true }).waitFor();
    },
  };
};

/** The flow designer as somebody uses it who builds flows. */
export const designerOn = (page: Page) => ({ ...drawingOn(page), ...deedsOn(page) });

export type Designer = ReturnType<typeof designerOn>;
