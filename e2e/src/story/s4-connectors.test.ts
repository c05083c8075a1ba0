import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectorRoles } from '@tandem/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { createApi } from '../harness/api.ts';
import { adminEmail, startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { type Console, consoleOn } from './console.ts';
import { type Designer, designerOn } from './designer.ts';
import { showOnFailure } from './failure.ts';
import { startMiddleware } from './middleware.ts';
import { openWindow, signIn, type Window } from './window.ts';

/** A system of somebody else that lets in whoever has the key. */
const startCrm = async (key: string): Promise<{ server: Server; url: string }> => {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers['x-api-key'] === key ? 200 : 401, { 'content-type': 'text/plain' });
    response.end('served');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const password = 'correct horse battery';
const get = (path: string) => ({ method: 'GET', path });

/** From an empty organisation; each step goes on where the one before it ended. */
describe('S4 connectors, in the console', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let design: Designer;
  let crm: Awaited<ReturnType<typeof startCrm>>;
  let connectorId = '';
  const findings: string[] = [];
  const look = async (name: string, page = admin.page) => {
    findings.push(...(await findingsInBothLooks(page, name)));
  };
  const call = (path: string, method = 'GET') =>
    tandem.server.callThrough(tandem.org, connectorId, { method, path });
  /** What a card opens, in its own tab. */
  const openTab = async (link: string): Promise<{ page: Page; there: Console }> => {
    const opened = admin.page.context().waitForEvent('page');
    await at.follow(link);
    const page = await opened;
    page.setDefaultTimeout(15_000);
    return { page, there: consoleOn(page) };
  };

  beforeAll(async () => {
    crm = await startCrm('planted-key-0815');
    // The other system is on this machine, which an operator must allow.
    const allowed = { TANDEM_EGRESS_ALLOW: '127.0.0.1', TANDEM_WEBHOOK_PORT_RULE: 'any' };
    [tandem, browser] = await Promise.all([startTandem(allowed), launchBrowser()]);
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
    await new Promise((resolve) => crm.server.close(resolve));
  });

  it('S4.5 Integrations > Connectors shows the cards, each to be set up in a new browser tab', async () => {
    await at.go('Connectors');
    await at.said('There is no active connector');
    for (const name of ['This contact centre', 'Webex Contact Center', 'Genesys Cloud', 'Custom']) {
      const link = admin.page.getByRole('link', { name: `Set up ${name}` });
      expect(await link.getAttribute('target')).toBe('_blank');
    }
    await look('connectors-empty');
  });

  it('S4.3 without a ticked consent nothing is added', async () => {
    const { page, there } = await openTab('Set up This contact centre');
    await there.heading('Add connector: This contact centre');
    await there.field('Connector name').fill('Queues and users');
    await there.press('Add');
    await there.said('Tick the consent');
    await look('connector-new-refused', page);
    const { total } = await tandem.admin.ok<{ total: number }>('GET', '/tandem/connectors');
    expect(total).toBe(0);
    await page.close();
  });

  it('S4.3 name, scopes, consent, Add: the connector has an id and is among the active ones', async () => {
    const { page, there } = await openTab('Set up This contact centre');
    await there.heading('Add connector: This contact centre');
    await there.field('Connector name').fill('Queues and users');
    await there.field('Scopes').click();
    for (const scope of ['routing:readonly', 'users:readonly'])
      await page.getByRole('option', { name: scope, exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'I authorise this connector' }).check();
    await there.press('Add');
    await there.heading('Queues and users');
    connectorId = await there.copied('Connector id');
    expect(connectorId).toMatch(/^[0-9a-f-]{36}$/);
    await look('connector', page);
    await page.close();
    await admin.page.reload();
    const listed = admin.page.getByRole('table', { name: 'Active connectors' });
    await listed.getByRole('link', { name: 'Queues and users', exact: true }).waitFor();
    await listed.getByText('Active', { exact: true }).waitFor();
    await admin.page.getByRole('link', { name: 'Add more This contact centre' }).waitFor();
    await look('connectors');
  });

  it('S4.3 a second connector of the name is refused, whatever its case', async () => {
    const again = { kind: 'platform', name: 'QUEUES AND USERS', scopes: ['users'] };
    const reply = await tandem.admin.call('POST', '/tandem/connectors', {
      body: { ...again, consent: { textVersion: 1 } },
    });
    expect(reply).toMatchObject({ status: 409, body: { code: 'connector.name.taken' } });
  });

  it('S4.1 a flow calls the contact centre through it without a token; a missing scope gives 403', async () => {
    const users = await call('/api/v2/users?pageSize=1');
    expect([users.status, JSON.parse(users.body.toString()).total]).toEqual([200, 1]);
    expect((await call('/api/v2/routing/queues')).status).toBe(200);
    expect((await call('/api/v2/oauth/clients')).status).toBe(403);
    const writing = { method: 'POST', path: '/api/v2/routing/skills', body: '{"name":"German"}' };
    const json = { headers: { 'content-type': 'application/json' } };
    const through = () =>
      tandem.server.callThrough(tandem.org, connectorId, { ...writing, ...json });
    expect((await through()).status).toBe(403);
    await expect(call('/tandem/connectors')).rejects.toMatchObject({ status: 400 });
  });

  it('S4.3 more access takes a new consent, and the id stays', async () => {
    await admin.page.goto(`${tandem.url}/console/connectors/${connectorId}`);
    await at.heading('Queues and users');
    const consent = admin.page.getByRole('checkbox', { name: 'I authorise this connector' });
    expect(await consent.count()).toBe(0);
    await at.field('Scopes').click();
    await admin.page.getByRole('option', { name: 'routing', exact: true }).click();
    await admin.page.keyboard.press('Escape');
    await admin.page.getByRole('heading', { level: 1 }).click();
    await look('connector-wider');
    await consent.check();
    await at.press('Save');
    await at.said('Connector saved');
    expect(await at.copied('Connector id')).toBe(connectorId);
    const made = await tandem.server.callThrough(tandem.org, connectorId, {
      ...{ method: 'POST', path: '/api/v2/routing/skills', body: '{"name":"German"}' },
      headers: { 'content-type': 'application/json' },
    });
    expect(made.status).toBe(200);
  });

  it('S4.4 HTTP Request in a message flow: authenticated endpoint, connector, path, method, parse settings', async () => {
    await admin.page.goto(`${tandem.url}/console/`);
    await design.create('Directory', { kind: 'Inbound message flow' });
    for (const name of ['email', 'found']) await design.variable(name);
    await design.drop('Send Response', { x: 60, y: 120 });
    await design.fill('Message', 'Whose name do you want to know? Write an e-mail address.');
    await design.add('Wait for Input');
    await design.fill('Answer into', 'email');
    await design.field('Answer into').press('Tab');
    await design.add('HTTP Request');
    const authenticated = design.settings.getByRole('switch', {
      name: 'Use Authenticated Endpoint',
    });
    await expect.poll(() => authenticated.isChecked()).toBe(true);
    await design.settings.getByRole('combobox', { name: 'Connector', exact: true }).click();
    await admin.page.getByRole('option', { name: 'Queues and users', exact: true }).click();
    await design.fill('Request Path', '/api/v2/users/search');
    await design.choose('Method', 'POST');
    await design.row('Query Parameters', { Name: 'expand', Value: 'presence' });
    await expect.poll(() => design.field('Content Type').inputValue()).toBe('Application/JSON');
    const query = [{ type: 'EXACT', fields: ['email'], value: '{{ email }}' }];
    await design.fill('Request Body', JSON.stringify({ query }));
    await design.fill('Response Timeout (ms)', '10000');
    await design.row('Parse settings', { Variable: 'found', Path: '$.results[0].name' });
    await design.add('Send Response');
    await design.fill('Message', 'That is {{ found }}.');
    await design.save();
    await design.publish('Directory');
  });

  it('S4.4 S4.1 a customer asks for a user, and is answered with the name', async () => {
    await using middleware = await startMiddleware(() => tandem.admin);
    const { admin: api } = tandem;
    const secret = 'signs what the middleware receives';
    middleware.trust(secret);
    const { id } = await api.ok<{ id: string }>(
      'POST',
      '/api/v2/conversations/messaging/integrations/open',
      {
        name: 'Phones',
        outboundNotificationWebhookUrl: middleware.url,
        outboundNotificationWebhookSignatureSecretToken: secret,
      },
    );
    await at.go('Message routing');
    await at.press('Add routing');
    const drawer = admin.page.getByRole('dialog');
    await at.choose('Flow', 'Directory', drawer);
    await at.choose('Address', 'Phones', drawer);
    await at.press('Save', drawer);
    await admin.page.getByRole('row', { name: /Phones.*Directory/ }).waitFor();
    const phone = '+491701234567';
    const answered = (words: RegExp) =>
      until(String(words), async () => middleware.delivered.some((text) => words.test(text.words)));
    await middleware.write(id, { phone, words: 'Hello' });
    await answered(/^Whose name do you want to know/);
    await middleware.write(id, { phone, words: adminEmail });
    await answered(/^That is Administrator\.$/);
    expect(middleware.delivered.every((text) => text.phone === phone)).toBe(true);
    await at.go('Connectors');
    await at.follow(/^Queues and users$/);
    await at.heading('Queues and users');
    await admin.page.getByText('Flows that call through it').waitFor();
    await admin.page.getByText('Directory').first().waitFor();
  });

  it('S4.1 Test tells how it goes; deactivated it calls nobody until it is reactivated', async () => {
    await at.press('Test');
    await at.said('It works');
    await at.press('Deactivate');
    await at.press('Deactivate', admin.page.getByRole('dialog'));
    await admin.page.getByText('Inactive', { exact: true }).waitFor();
    await expect(call('/api/v2/users')).rejects.toMatchObject({ code: 'connector.inactive' });
    await at.press('Test');
    await at.said('It does not work');
    await look('connector-inactive');
    await at.press('Reactivate');
    await admin.page.getByText('Active', { exact: true }).waitFor();
    expect((await call('/api/v2/users')).status).toBe(200);
  });

  it('S4.1 a custom system is called with a key that nobody sees again', async () => {
    await admin.page.goto(`${tandem.url}/console/connectors`);
    const { page, there } = await openTab('Set up Custom');
    await there.heading('Add connector: Custom');
    await there.field('Connector name').fill('CRM');
    await there.field('Address').fill(crm.url);
    await there.choose('Authentication', 'API key');
    await there.field('Name of the header or parameter').fill('X-Api-Key');
    await page.getByText('Insecure string', { exact: true }).click();
    await there.field('The secret itself').fill('planted-key-0815');
    await look('connector-custom', page);
    await page.getByRole('checkbox', { name: 'I authorise this connector' }).check();
    await there.press('Add');
    await there.heading('CRM');
    expect(await page.content()).not.toContain('planted-key-0815');
    const id = await there.copied('Connector id');
    const { callThrough } = tandem.server;
    const answer = await callThrough(tandem.org, id, get('/customers'));
    expect([answer.status, answer.body.toString()]).toEqual([200, 'served']);
    await expect(
      callThrough(tandem.org, id, { method: 'DELETE', path: '/customers' }),
    ).rejects.toMatchObject({ code: 'connector.access.read' });
    await there.press('Delete');
    await there.said('No flow calls through it.');
    await there.press('Delete', page.getByRole('dialog'));
    await there.said('Connector deleted');
    await expect(callThrough(tandem.org, id, get('/'))).rejects.toMatchObject({ status: 404 });
    await page.close();
  });

  it.each(connectorRoles)('S4.2 $name: $right', async ({ name, key, right }) => {
    type Named = { entities: { id: string; name: string; defaultRoleId: string }[] };
    const { entities } = await tandem.admin.ok<Named>(
      'GET',
      '/api/v2/authorization/roles?pageSize=100',
    );
    const role = entities.find(({ defaultRoleId }) => defaultRoleId === key);
    expect(role?.name).toBe(name);
    const email = `${key}@example.com`;
    const home = await tandem.admin.ok<{ id: string }>(
      'GET',
      '/api/v2/authorization/divisions/home',
    );
    const user = await tandem.admin.ok<{ id: string }>('POST', '/api/v2/users', {
      ...{ name: key, email, divisionId: home.id },
    });
    await tandem.admin.ok('PUT', `/api/v2/users/${user.id}/roles`, [role?.id]);
    await tandem.admin.ok('POST', `/api/v2/users/${user.id}/password`, {
      newPassword: password,
    });
    const person = await createApi(tandem.url).signIn({ email, password });
    const [mayLook, mayWrite] = [right !== 'none', right === 'write'];
    const one = `/tandem/connectors/${connectorId}`;
    const status = async (method: string, path: string, body?: object) =>
      (await person.call(method, path, body ? { body } : {})).status;
    expect(await status('GET', '/tandem/connectors')).toBe(mayLook ? 200 : 403);
    expect(await status('GET', one)).toBe(mayLook ? 200 : 403);
    const consent = { textVersion: 1 };
    const body = { kind: 'platform', name: `Of ${name}`, scopes: ['users:readonly'], consent };
    expect(await status('POST', '/tandem/connectors', body)).toBe(mayWrite ? 201 : 403);
    expect(await status('POST', `${one}/deactivate`)).toBe(mayWrite ? 200 : 403);
    expect(await status('POST', `${one}/reactivate`)).toBe(mayWrite ? 200 : 403);
    if (!mayWrite) expect(await status('DELETE', one)).toBe(403);
  });

  it('S4.2 in the console, who may only look is offered nothing to change', async () => {
    await using reader = await openWindow(browser);
    const there = consoleOn(reader.page);
    await reader.page.goto(`${tandem.url}/console/connectors`);
    const email = 'connectorHelpDeskBasicAdmin@example.com';
    await signIn(reader.page, { email, password });
    await there.heading('Active connectors');
    expect(await reader.page.getByRole('link', { name: /Set up|Add more/ }).count()).toBe(0);
    await there.follow(/^Queues and users$/);
    await there.heading('Queues and users');
    const buttons = reader.page.getByRole('button', { name: /^(Save|Test|Deactivate|Delete)$/ });
    expect(await buttons.count()).toBe(0);
    await look('connector-read-only', reader.page);
  });

  it('the pages are accessible and fit the screen, and nobody complains', () => {
    expect(findings).toEqual([]);
    expect(admin.complaints).toEqual([]);
  });
});
