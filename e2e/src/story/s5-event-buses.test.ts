import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { type Console, consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

type Received = { readonly key: string | undefined; readonly event: Record<string, unknown> };

/** A target of somebody else, which refuses its second call. */
const startTarget = async () => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const event = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ key: request.headers.authorization, event });
      response.writeHead(received.length === 2 ? 400 : 200).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, received, url: `http://127.0.0.1:${port}/hook` };
};

const presence = 'v2.users.{id}.presence';
const key = 'planted-key-0815';

/** From an activated integration; each step goes on where the one before it ended. */
describe('S5.9 event buses, in the console', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let target: Awaited<ReturnType<typeof startTarget>>;
  let bus = '';
  const findings: string[] = [];
  const look = async (name: string) => {
    findings.push(...(await findingsInBothLooks(admin.page, name)));
  };
  /** The administrator's presence changes, which is an event. */
  const change = async (name: RegExp) => {
    type Presences = { entities: { id: string; systemPresence: string }[] };
    const { entities } = await tandem.admin.ok<Presences>('GET', '/api/v2/presence/definitions');
    const wanted = entities.find(({ systemPresence }) => name.test(systemPresence));
    await tandem.admin.ok('PATCH', `/api/v2/users/${tandem.adminId}/presences/purecloud`, {
      presenceDefinition: { id: wanted?.id },
    });
  };

  beforeAll(async () => {
    target = await startTarget();
    // The target is on this machine, which an operator must allow.
    [tandem, browser] = await Promise.all([
      startTandem({ TANDEM_EGRESS_ALLOW: '127.0.0.1' }),
      launchBrowser(),
    ]);
    admin = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
    at = consoleOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
    target.server.closeAllConnections();
    await new Promise((resolve) => target.server.close(resolve));
  });

  it('S5.9 an activated integration has a pending source, whose events are kept', async () => {
    await at.go('Event buses');
    await at.said('No partner event source yet');
    await look('event-buses-empty');
    const base = '/api/v2/integrations';
    const { id } = await tandem.admin.ok<{ id: string }>('POST', base, {
      integrationType: { id: 'amazon-eventbridge-source' },
    });
    const current = `${base}/${id}/config/current`;
    await tandem.admin.ok('PUT', current, {
      ...(await tandem.admin.ok<object>('GET', current)),
      properties: {
        ...{ awsAccountId: '012345678901', awsAccountRegion: 'eu-central-1' },
        ...{ eventSourceSuffix: 'quickstart-test', eventFilter: [presence] },
      },
    });
    await tandem.admin.ok('PATCH', `${base}/${id}`, { intendedState: 'ENABLED' });
    await change(/^busy$/i);
    await at.said('A source waits for its bus');
    type Sources = { entities: { keptEvents: number; state: string }[] };
    await until('the event is kept', async () => {
      const path = '/tandem/events/partner-sources';
      const { entities } = await tandem.admin.ok<Sources>('GET', path);
      return entities[0]?.state === 'PENDING' && entities[0].keptEvents === 1;
    });
    await look('event-buses-pending');
  });

  it('S5.9 associated with a bus it is active, and the event waits for a rule', async () => {
    await at.press('Associate quickstart-test with an event bus');
    await at.heading('quickstart-test');
    await at.said('1 event waits');
    await at.said('No rule yet');
    bus = admin.page.url();
    await look('event-bus-empty');
  });

  it('S5.9 a target is an address with a key that nobody sees again', async () => {
    await at.go('API destinations');
    await at.press('New API destination');
    const drawer = admin.page.getByRole('dialog');
    await at.field('Name', drawer).fill('hub');
    await at.field('Address', drawer).fill(target.url);
    await drawer.locator('input[type=password]').fill(key);
    await at.press('Save', drawer);
    await at.said('API destination saved');
    expect(await admin.page.content()).not.toContain(key);
    await look('api-destinations');
  });

  it('S5.9 a rule: a pattern that is malformed is refused with its place; one that matches gets a target', async () => {
    await admin.page.goto(bus);
    await at.press('New rule');
    await at.heading('Try the pattern');
    await at.field('Name').fill('presence');
    await at.field('Event pattern').fill('{"detail": {"a": [{"prefx": "x"}]}}');
    await at.press('Save');
    await at.said(/The event pattern is not valid at \/detail\/a/);
    await at.field('Event pattern').fill(JSON.stringify({ 'detail-type': [presence] }));
    await at.press('Test the pattern');
    await at.said('The pattern does not match');
    const events = admin.page.getByRole('combobox', { name: 'Event to try it on' });
    await events.selectOption({ index: 1 });
    await at.press('Test the pattern');
    await at.said('The pattern matches');
    await at.choose('Targets', 'hub');
    await admin.page.keyboard.press('Escape');
    await look('event-rule');
    await at.press('Save');
    await at.said('Rule saved');
  });

  it('S5.9 the target gets what was kept, and what comes after it', async () => {
    await until('the kept event', async () => target.received.length === 1);
    await change(/^away$/i);
    await until('the next event', async () => target.received.length === 2);
    const name = `aws.partner/genesys.com/cloud/${tandem.org}/quickstart-test`;
    for (const received of target.received)
      expect(received).toMatchObject({
        key,
        event: { 'detail-type': presence, source: name, account: '012345678901' },
      });
    await admin.page.getByRole('tab', { name: 'Events' }).click();
    await at.cell(presence);
    await look('event-bus-events');
  });

  it('S5.9 what the target refused is told with its answer, and sent again', async () => {
    await admin.page.getByRole('tab', { name: 'Deliveries' }).click();
    await at.said('Dead letter');
    await look('event-bus-deliveries');
    await admin.page
      .getByRole('row', { name: /Dead letter/ })
      .getByRole('button')
      .click();
    await at.said('The target refused it.');
    await at.press('Send again', admin.page.getByRole('dialog'));
    await at.press('Send again', admin.page.getByRole('dialog').last());
    await until('the event comes again', async () => target.received.length === 3);
    expect(target.received[2]).toEqual(target.received[1]);
  });

  it('the pages of event buses can be used by everybody', () => {
    expect(findings).toEqual([]);
  });
});
