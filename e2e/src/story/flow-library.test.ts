import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

const colleague = { email: 'bo@acme.example', password: 'a long password of my own' };

const document = {
  ...{ language: 1, kind: 'automation', start: 'told', edges: [] },
  variables: [{ name: 'person', type: 'String', input: true }],
  actions: [
    {
      ...{ id: 'told', type: 'log', name: 'Told', description: 'Tells who came' },
      settings: { level: 'info', message: 'Hello {{ person }}' },
    },
  ],
};

const foreign = {
  ...{ flowType: 'FLOW', name: 'From elsewhere', description: '' },
  variables: [],
  process: {
    activities: Object.fromEntries(
      ['NewPhoneContact', 'Music'].map((id, index) => [
        id,
        {
          ...{ id, name: id, group: index === 0 ? 'start' : 'action' },
          properties: { name: id, activityName: index === 0 ? id : 'play-music' },
        },
      ]),
    ),
    links: [],
  },
};

/** What is done with whole flows, by two people on one Tandem. */
describe('the library of flows', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let ada: Window;
  let bo: Window;
  let at: Console;
  let flowId = '';
  const file = (name: string, content: object) => ({
    ...{ name, mimeType: 'application/json' },
    buffer: Buffer.from(JSON.stringify(content)),
  });
  const row = (name: string) => ada.page.getByRole('row', { name: new RegExp(`^${name}`) });
  const flows = () => `${tandem.url}/console/flows`;
  const savedOf = async (name: string) => {
    const { entities = [] } = await tandem.admin.ok<{
      entities?: readonly { id: string; name: string; kind: string }[];
    }>('GET', '/tandem/gateway/flows?pageSize=100');
    const found = entities.find((one) => one.name === name);
    const { document: saved } = await tandem.admin.ok<{ document: object }>(
      'GET',
      `/tandem/gateway/flows/${found?.id}/versions/1`,
    );
    return { kind: found?.kind, document: saved };
  };

  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem(), launchBrowser()]);
    const { admin } = tandem;
    const made = await admin.ok<{ id: string }>('POST', '/tandem/gateway/flows', {
      ...{ name: 'Teller', kind: 'automation', document },
    });
    flowId = made.id;
    const { id: division } = await admin.ok<{ id: string }>(
      'GET',
      '/api/v2/authorization/divisions/home',
    );
    const { id } = await admin.ok<{ id: string }>('POST', '/api/v2/users', {
      ...{ name: 'Bo Builder', ...colleague, divisionId: division },
    });
    const { entities: roles } = await admin.ok<{ entities: { id: string; name: string }[] }>(
      'GET',
      '/api/v2/authorization/roles?pageSize=100',
    );
    const role = roles.find(({ name }) => /^admin/i.test(name));
    await admin.ok('PUT', `/api/v2/users/${id}/roles`, [role?.id]);
    ada = await openWindow(browser, { acceptDownloads: true });
    bo = await openWindow(browser);
    at = consoleOn(ada.page);
    for (const [{ page }, who] of [
      [ada, undefined],
      [bo, colleague],
    ] as const) {
      await page.goto(flows());
      await signIn(page, who);
    }
  });
  afterEach(showOnFailure(() => [ada, bo]));
  afterAll(async () => {
    await browser?.close();
    await tandem?.[Symbol.asyncDispose]();
  });

  it('takes a flow out as a file, and in again under another name with nothing lost', async () => {
    const { page } = ada;
    await at.press('More for Teller');
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('Teller.flow.json');
    const exported = JSON.parse(await readFile(await download.path(), 'utf8')) as object;
    expect(exported).toMatchObject({ tandemFlow: 1, name: 'Teller', kind: 'automation' });
    await at.press('Import');
    const dialog = page.getByRole('dialog', { name: 'Import a flow' });
    await dialog.locator('input[type=file]').setInputFiles(file('Teller.flow.json', exported));
    await dialog.getByLabel('Name').fill('Teller again');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('Everything was understood.').waitFor();
    await dialog.getByRole('button', { name: 'Open Teller again' }).click();
    await at.heading('Teller again');
    const [first, again] = [await savedOf('Teller'), await savedOf('Teller again')];
    expect(again).toEqual(first);
  });

  it('copies a flow, and tells of a name that is taken', async () => {
    const { page } = ada;
    await page.goto(flows());
    await at.press(/^More for Teller$/);
    await page.getByRole('menuitem', { name: 'Copy' }).click();
    const drawer = page.getByRole('dialog', { name: 'Copy Teller' });
    await drawer.getByLabel('Name').fill('Teller again');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText(/Teller again.*exists|name.*taken/i).waitFor();
    await drawer.getByLabel('Name').fill('Teller (copy)');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await at.said('Flow saved');
    await row('Teller \\(copy\\)').waitFor();
    expect((await savedOf('Teller (copy)')).document).toEqual((await savedOf('Teller')).document);
  });

  it('makes of a foreign flow what is chosen, and says what was left out', async () => {
    const { page } = ada;
    await at.press('Import');
    const dialog = page.getByRole('dialog', { name: 'Import a flow' });
    await dialog.locator('input[type=file]').setInputFiles(file('wx.json', foreign));
    await at.choose('What it becomes', 'Automation flow', dialog);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('Left out · Music').waitFor();
    await dialog.getByRole('button', { name: 'Open From elsewhere' }).click();
    await at.heading('From elsewhere');
    expect(page.url()).toContain('/console/flows/gateway/');
    expect((await savedOf('From elsewhere')).kind).toBe('automation');
  });

  it('keeps what one has locked from the other, until the lock is taken away', async () => {
    const address = `${flows()}/gateway/${flowId}`;
    const save = (page: Window['page']) => page.getByRole('button', { name: 'Save', exact: true });
    await ada.page.goto(address);
    await at.press('Lock for others');
    await ada.page.getByRole('button', { name: 'Unlock' }).waitFor();
    await bo.page.goto(address);
    await bo.page.getByText(/has locked this flow\. You can read it/).waitFor();
    expect(await save(bo.page).count()).toBe(0);
    expect(await bo.page.getByRole('region', { name: 'Toolbox' }).count()).toBe(0);
    await bo.page.getByRole('button', { name: 'Take the lock away' }).click();
    await bo.page.getByRole('button', { name: 'Lock for others' }).click();
    await bo.page.getByRole('button', { name: 'Unlock' }).waitFor();
    // Ada's page does not know yet: what it saves is refused with the name of the one who has the lock.
    await ada.page.getByRole('group', { name: /^Told,/ }).click();
    await ada.page.getByRole('textbox', { name: 'Message' }).fill('Bye {{ person }}');
    await save(ada.page).click();
    await ada.page.getByText('The flow was not saved').waitFor();
    await ada.page
      .getByText(/Bo Builder/)
      .first()
      .waitFor();
  });

  it('starts a flow by an event, whose trigger is told what its fields must be', async () => {
    const { page } = bo;
    await page.getByText('Runs', { exact: true }).click();
    const there = consoleOn(page);
    await there.press('Add trigger');
    const drawer = page.getByRole('dialog');
    await there.choose('Kind', 'Event', drawer);
    await there.choose(
      'Type of event',
      'A handover has changed its state handover.changed',
      drawer,
    );
    await there.field('Its fields must be (JSON)', drawer).fill('{ "state": ');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('This is no JSON object.').waitFor();
    await there.field('Its fields must be (JSON)', drawer).fill('{ "state": "active" }');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('region', { name: 'Triggers' }).getByText('handover.changed').waitFor();
    expect(ada.complaints.filter((one) => !/409/.test(one))).toEqual([]);
  });
});
