import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { type Designer, designerOn } from './designer.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

const names = {
  reader: 'Reads users',
  router: 'Reads queues',
  keeper: 'Keeps users',
  locker: 'Flows',
  credential: 'Directory',
  flow: 'Who is it',
  sessions: 'Two sessions',
} as const;

type Client = { readonly id: string; readonly secret: string };

/** What a role of the story may do: entity of a domain, and what with it. */
type Policy = readonly [domain: string, entityName: string, actionSet: readonly string[]];

const policies: Readonly<Record<string, readonly Policy[]>> = {
  [names.reader]: [['directory', 'user', ['view']]],
  [names.router]: [['routing', 'queue', ['view']]],
  // Nobody deletes who may do more than he may himself, and every new user may see presences.
  [names.keeper]: [
    ['directory', 'user', ['add', 'view', 'delete']],
    ['presence', 'presenceDefinition', ['view']],
  ],
};

/** From an empty organisation; each step goes on where the one before it ended. */
describe('S3 OAuth Authentication in automation flows, in the designer', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let design: Designer;
  const clients: Record<string, Client> = {};

  const addRole = (name: string) =>
    tandem.admin.ok('POST', '/api/v2/authorization/roles', {
      name,
      permissionPolicies: (policies[name] ?? []).map(([domain, entityName, actionSet]) => ({
        ...{ domain, entityName, actionSet },
      })),
    });

  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem(), launchBrowser()]);
    for (const name of Object.keys(policies)) await addRole(name);
    admin = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
    at = consoleOn(admin.page);
    design = designerOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
  });

  /** One of the three ways a secret is given; answers the group of its field. */
  const way = async (field: string, name: 'Credential' | 'Variable' | 'Insecure string') => {
    const group = design.settings.getByRole('group', { name: field, exact: true });
    await group.getByText(name, { exact: true }).click();
    return group;
  };
  const insecure = async (field: string, value: string) => {
    const group = await way(field, 'Insecure string');
    await at.field('The secret itself', group).fill(value);
    // The advice of the field, or the problem that the flow has with it, whichever is there first.
    await group.getByText(/An insecure string has no owner|The secret is typed into/).waitFor();
  };
  const request = async (settings: Readonly<Record<string, string>>) => {
    await design.choose('Authentication', 'Session');
    for (const [label, value] of Object.entries(settings)) {
      await design.fill(label, value);
      await design.field(label).press('Tab');
    }
  };

  it('S3.3 clients with a role each, their secrets shown once', async () => {
    for (const name of Object.keys(policies)) {
      await at.go('OAuth clients');
      await at.press('Add client');
      await at.field('App name').fill(name);
      await at.choose('Roles', name);
      await admin.page.keyboard.press('Escape');
      await at.press('Save');
      const told = admin.page.getByRole('dialog');
      clients[name] = {
        id: await at.copied('Client ID', told),
        secret: await at.copied('Client Secret', told),
      };
      await at.press('I have copied them', told);
    }
  });

  it('S3.3 the secret of one of them is put into the vault', async () => {
    const { page } = admin;
    await at.go('Vault');
    await at.press('New locker');
    await at.field('Name').fill(names.locker);
    await at.press('Save');
    await page.getByRole('heading', { name: names.locker, level: 1 }).waitFor();
    await at.press('New credential');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(names.credential);
    const attribute = page.getByRole('group', { name: 'Attribute 1' });
    await attribute.getByLabel('Attribute name').fill('secret');
    const secret = clients[names.reader]?.secret ?? '';
    await attribute.getByRole('textbox', { name: 'Value' }).fill(secret);
    await at.press('Save');
    await page.getByRole('heading', { name: names.credential, level: 1 }).waitFor();
  });

  it('S3.1 S3.2 OAuth Authentication right under Start, its type from a drop-down list', async () => {
    await design.create(names.flow, { kind: 'Automation flow' });
    await design.variable('id', 'Secure', 'Input');
    await design.variable('email', 'Input');
    await design.variable('name', 'Output');
    await design.drop('OAuth Authentication', { x: 60, y: 120 });
    await admin.page.getByRole('combobox', { name: 'Authentication Type' }).click();
    for (const type of ['Client credentials', 'OAuth connection'])
      await admin.page.getByRole('option', { name: type, exact: true }).waitFor();
    await admin.page.getByRole('option', { name: 'Client credentials', exact: true }).click();
    await expect.poll(() => design.field('Session name').inputValue()).toBe('Default');
  });

  it('S3.3 environment URL; client id from a variable, client secret from the vault', async () => {
    await design.fill('Genesys Cloud environment URL', tandem.url);
    const id = await way('Client ID', 'Variable');
    await at.field('Name of the variable', id).fill('id');
    await at.field('Name of the variable', id).press('Tab');
    const secret = await way('Client secret', 'Credential');
    await at.choose('Credential of the vault', names.credential, secret);
    await at.field('Attribute', secret).waitFor();
  });

  it('S3.5 a later action names the session; one that nobody signs in is a problem at the action', async () => {
    const { page } = admin;
    await design.add('HTTP Request');
    await design.rename('Search');
    await design.choose('Method', 'POST');
    await request({
      'Session name': 'Nobody',
      'Request Path': '/api/v2/users/search',
      'Request Body': JSON.stringify({
        query: [{ type: 'EXACT', fields: ['email'], value: '{{ email }}' }],
      }),
      'Response Timeout (ms)': '10000',
    });
    await design.settings.getByText(/signs in the session “Nobody”/).waitFor();
    await design.node('Search').getByRole('img', { name: 'Error' }).waitFor();
    await page.getByRole('tab', { name: /Problems/ }).click();
    await page.getByRole('button', { name: /FC1050.*Search/ }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/keeps? this flow from being published/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish now' }).isDisabled()).toBe(true);
    await at.press('Cancel', dialog);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await design.fill('Session name', 'Default');
    await design.field('Session name').press('Tab');
    await design.node('Search').getByRole('img', { name: 'Error' }).waitFor({ state: 'hidden' });
  });

  it('S3.1 the flow parses the answer, is published, run by hand, and puts the name out', async () => {
    await design.add('Parse');
    await design.fill('Input', '{{ Search.httpResponseBody }}');
    await design.row('Parse settings', { Variable: 'name', Path: '$.results[0].name' });
    await expect.poll(() => design.connections.count()).toBe(3);
    await design.save();
    await design.publish(names.flow);
    await design.run({ id: clients[names.reader]?.id ?? '', email: 'admin@example.com' });
    expect(await design.outputs()).toEqual({ name: 'Administrator' });
  });

  it('S3.3 the run is shown on the canvas, what is secure masked until somebody may and wants to see it', async () => {
    const { steps, canvas } = design;
    const { id = '', secret = '' } = clients[names.reader] ?? {};
    for (const step of ['OAuth Authentication', 'Search', 'Parse'])
      await steps.getByRole('button', { name: new RegExp(`^\\d+\\. ${step}`) }).waitFor();
    await expect.poll(() => canvas.getByText(/^Done/).count()).toBe(3);
    await steps.getByRole('button', { name: /^\d+\. OAuth Authentication/ }).click();
    await steps.getByText('"id": "•••"').first().waitFor();
    const hidden = await admin.page.content();
    expect([hidden.includes(id), hidden.includes(secret)]).toEqual([false, false]);
    await at.press('Show secure values', steps);
    await steps.getByText(`"id": "${id}"`).first().waitFor();
    // What lies in the vault is nobody's to see.
    expect(await admin.page.content()).not.toContain(secret);
  });

  it('S3.5 S3.3 two sessions with two clients in one flow do not mix; insecure strings are warned about', async () => {
    await design.create(names.sessions, { kind: 'Automation flow' });
    await design.variable('found', 'Output');
    await design.variable('refused', 'Output');
    for (const name of [names.reader, names.router]) {
      await design.add('OAuth Authentication');
      await design.rename(name);
      await design.fill('Genesys Cloud environment URL', tandem.url);
      await insecure('Client ID', clients[name]?.id ?? '');
      await insecure('Client secret', clients[name]?.secret ?? '');
      await design.fill('Session name', name);
    }
    for (const [action, session] of [
      ['First', names.router],
      ['Second', names.reader],
    ] as const) {
      await design.add('HTTP Request');
      await design.rename(action);
      await request({
        ...{ 'Session name': session, 'Request Path': '/api/v2/routing/queues' },
        'Response Timeout (ms)': '10000',
      });
    }
    await design.add('Set Variable');
    await design.row('Assignments', { Variable: 'found', Value: '{{ First.httpStatusCode }}' });
    await design.row('Assignments', { Variable: 'refused', Value: '{{ Second.httpStatusCode }}' });
    await design.save();
    // What is kept sealed is no longer shown, and still counts as given.
    await admin.page.reload();
    await design.node('First').waitFor();
    await admin.page.getByRole('tab', { name: /Problems/ }).click();
    await design.settings.getByText('FC1053').first().waitFor();
    await design.publish(names.sessions);
    await design.run();
    expect(await design.outputs()).toEqual({ found: '200', refused: '403' });
    expect(await admin.page.content()).not.toContain(clients[names.reader]?.secret);
  });

  it('S3.1 flows of the Genesys package are ready to run: a user is created, and deleted again', async () => {
    const inputs = {
      environmentUrl: tandem.url,
      clientId: clients[names.keeper]?.id ?? '',
      clientSecret: clients[names.keeper]?.secret ?? '',
      email: 'ada@example.com',
    };
    type Users = { total: number };
    const holders = async () => {
      const query = [{ type: 'EXACT', fields: ['email'], value: inputs.email }];
      return (await tandem.admin.ok<Users>('POST', '/api/v2/users/search', { query })).total;
    };
    await design.create('New colleague', { kind: 'Automation flow', template: /^Create user:/ });
    await design.publish('New colleague');
    await design.run({ ...inputs, fullName: 'Ada Lovelace' });
    expect(await design.outputs()).toMatchObject({ userName: 'Ada Lovelace' });
    expect(await holders()).toBe(1);
    await design.create('Leaver', { kind: 'Automation flow', template: /^Delete user:/ });
    await design.publish('Leaver');
    await design.run(inputs);
    expect(await holders()).toBe(0);
    expect(admin.complaints).toEqual([]);
  });
});
