import { join } from 'node:path';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { createApi } from '../harness/api.ts';
import { type ServerProcess, startProcess } from '../harness/server-process.ts';
import { adminEmail, adminPassword } from '../harness/tandem.ts';
import { type Console, consoleOn } from './console.ts';
import { type Designer, designerOn } from './designer.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

const names = { client: 'Control room', connection: 'Contact centre', flow: 'Who is it' } as const;

const dayMs = 86_400_000;

/** Steps that start a server again, and a browser window with it, on a machine that does other things. */
const patienceMs = 180_000;

/** Loaded before the server: its clock runs a day and an hour ahead, so that tokens of a day have ended. */
const dayLater = `data:text/javascript,${encodeURIComponent(`
const Real = Date;
const ahead = ${dayMs + 3_600_000};
globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + ahead);
    else super(...parts);
  }
  static now() {
    return Real.now() + ahead;
  }
};`)}`;

/** From an empty organisation on a process of its own; each step goes on where the one before it ended. */
describe('S3.4 a flow works over a stored connection', () => {
  let folder: TestFolder;
  let server: ServerProcess;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let design: Designer;
  let connectionId = '';
  let client = { id: '', secret: '' };

  const launch = async (more: Record<string, string> = {}) => {
    server = await startProcess({
      TANDEM_DATA: join(folder.path, 'data'),
      TANDEM_ADMIN_EMAIL: adminEmail,
      TANDEM_ADMIN_PASSWORD: adminPassword,
      ...more,
    });
  };
  const open = async () => {
    await admin?.[Symbol.asyncDispose]();
    admin = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
    at = consoleOn(admin.page);
    design = designerOn(admin.page);
    await admin.page.goto(`${server.url}/console/`);
    await signIn(admin.page);
  };
  type Dates = { state: string; dateExpires: string; dateRefreshed: string | null };
  const connection = async () => {
    const api = await createApi(server.url).signIn({ email: adminEmail, password: adminPassword });
    return api.ok<Dates>('GET', `/tandem/connections/${connectionId}`);
  };

  beforeAll(async () => {
    folder = await testFolder({ on: 'disk' });
    [browser] = await Promise.all([launchBrowser(), launch()]);
    await open();
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await folder?.[Symbol.asyncDispose]();
  });

  it('S3.4 OAuth clients > Add client: app name, 86400, Code Authorization, the callback URL of the connection', async () => {
    await at.go('OAuth connections');
    await at.press('Create connection');
    const callbackUrl = await at.copied('Callback URL');
    await at.go('OAuth clients');
    await at.press('Add client');
    await at.field('App name').fill(names.client);
    await at.choose('Grant type', 'Code Authorization');
    expect(await at.copied('Token duration in seconds')).toBe('86400');
    await at.field('Authorised redirect URIs').fill(callbackUrl);
    await at.field('Authorised redirect URIs').press('Enter');
    await at.press('Save');
    const told = admin.page.getByRole('dialog');
    client = {
      id: await at.copied('Client ID', told),
      secret: await at.copied('Client Secret', told),
    };
    await at.press('I have copied them', told);
  });

  it('S3.4 the connection is finished with id and secret, signed in and stored', async () => {
    await at.go('OAuth connections');
    await at.press('Create connection');
    await at.field('Connection name').fill(names.connection);
    await at.field('Region or address').fill(server.url);
    await at.field('Client ID').fill(client.id);
    await at.field('Client secret or private key').fill(client.secret);
    await at.press('Save');
    await at.said('Connection saved');
    await at.heading(names.connection);
    connectionId = admin.page.url().split('/').at(-1) ?? '';
    const opened = admin.page.context().waitForEvent('page');
    await at.press('Sign in');
    const provider = await opened;
    await provider.getByRole('heading', { level: 1 }).waitFor();
    if (await provider.locator('input[type=password]').count()) {
      await provider.locator('input[name=email]').fill(adminEmail);
      await provider.locator('input[type=password]').fill(adminPassword);
      await provider.locator('form button[type=submit]').click();
    }
    await provider.getByRole('heading', { name: 'Signed in' }).waitFor();
    await provider.close();
    await at.said('It gives tokens.');
  });

  it('S3.4 S3.2 it is chosen by name in a flow, which answers with the name of a user', async () => {
    await design.create(names.flow, { kind: 'Automation flow' });
    await design.variable('name', 'Output');
    await design.drop('OAuth Authentication', { x: 60, y: 120 });
    await design.choose('Authentication Type', 'OAuth connection');
    await design.settings.getByRole('combobox', { name: 'OAuth connection' }).click();
    await admin.page.getByRole('option', { name: names.connection, exact: true }).click();
    await design.add('HTTP Request');
    await design.choose('Authentication', 'Session');
    await design.fill('Request Path', '/api/v2/users/me');
    await design.fill('Response Timeout (ms)', '10000');
    await design.row('Parse settings', { Variable: 'name', Path: '$.name' });
    await design.save();
    await design.publish(names.flow);
    await design.run();
    expect(await design.outputs()).toEqual({ name: 'Administrator' });
    expect(await admin.page.content()).not.toContain(client.secret);
  });

  it(
    'S3.4 the process is killed and started again: the flow runs with the token that is kept',
    async () => {
      const before = await connection();
      server.signal('SIGKILL');
      await server.exited;
      await launch({ PORT: String(server.port) });
      await open();
      await at.go('Flows');
      await at.follow(new RegExp(`^${names.flow}$`));
      await design.run();
      expect(await design.outputs()).toEqual({ name: 'Administrator' });
      expect(await connection()).toEqual(before);
    },
    patienceMs,
  );

  it(
    'S3.4 a day later its token has ended: it is renewed without anybody, and the flow runs again',
    async () => {
      const before = await connection();
      await server.stop();
      await launch({ PORT: String(server.port), NODE_OPTIONS: `--import=${dayLater}` });
      await open();
      await at.go('Flows');
      await at.follow(new RegExp(`^${names.flow}$`));
      await design.run();
      expect(await design.outputs()).toEqual({ name: 'Administrator' });
      const after = await connection();
      expect(after.state).toBe('active');
      expect(Date.parse(after.dateExpires) - Date.parse(before.dateExpires)).toBeGreaterThan(dayMs);
      expect(after.dateRefreshed).not.toBe(before.dateRefreshed);
      expect(server.log()).not.toContain(client.secret);
    },
    patienceMs,
  );
});
