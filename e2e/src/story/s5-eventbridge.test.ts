import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { createApi } from '../harness/api.ts';
import { until } from '../harness/waiting.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { awsEnvelope } from './bus-target.ts';
import { type Console, consoleOn } from './console.ts';
import { type EventBridgeSite, presence, startEventBridgeSite } from './event-bridge-site.ts';
import { showOnFailure } from './failure.ts';
import { type IntegrationPage, integrationPageOn, whyNot } from './integration-page.ts';
import { openWindow, signIn, type Window } from './window.ts';

const key = 'planted-key-0815';
const base = '/api/v2/integrations';
const body = { integrationType: { id: 'amazon-eventbridge-source' } };
const suffix = 'quickstart-test';

/** From an empty organisation; each step goes on where the one before it ended. */
describe('S5 Amazon EventBridge, in the console', () => {
  let site: EventBridgeSite;
  let tandem: EventBridgeSite['tandem'];
  let target: EventBridgeSite['target'];
  let browser: Browser;
  let admin: Window;
  let at: Console;
  let one: IntegrationPage;
  let integration = '';
  let bus = '';
  const findings: string[] = [];
  const look = async (name: string) => {
    findings.push(...(await findingsInBothLooks(admin.page, name)));
  };
  const open = async (tab: 'Details' | 'Configuration') => {
    await admin.page.goto(integration);
    await one.openTab(tab);
  };
  const sourceOf = (end = suffix) => site.sourceCalled(end);
  const rowOf = (end: string) =>
    admin.page
      .getByRole('table', { name: 'Partner event sources' })
      .getByRole('row', { name: new RegExp(end) });
  const saveRule = async () => {
    await at.choose('Targets', 'hub');
    await admin.page.keyboard.press('Escape');
    await look('event-rule');
    await at.press('Save');
    await at.said('Rule saved');
  };
  /** Waits until the target has heard of these, in this order and of nothing else. */
  const arrived = async (...presences: string[]) => {
    const count = presences.length;
    await until(`${presences} at the target`, () => target.presences().length >= count);
    expect(target.presences()).toEqual(presences);
  };

  beforeAll(async () => {
    [site, browser] = await Promise.all([startEventBridgeSite(), launchBrowser()]);
    ({ tandem, target } = site);
    admin = await openWindow(browser, { viewport: { width: 1440, height: 900 } });
    [at, one] = [consoleOn(admin.page), integrationPageOn(admin.page)];
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
  });

  it('S5.1 without the permission there is neither page nor operation', async () => {
    const nobody = await site.addNobody();
    const person = await createApi(tandem.url).signIn(nobody);
    for (const refused of [
      await person.call('GET', base),
      await person.call('POST', base, { body }),
    ])
      expect([refused.status, refused.body['code']]).toEqual([403, 'missing.permissions']);
    await using window = await openWindow(browser);
    await window.page.goto(`${tandem.url}/console/`);
    await signIn(window.page, nobody);
    const pages = window.page.getByRole('navigation', { name: 'Pages' });
    expect(await pages.getByRole('link', { name: 'Integrations', exact: true }).count()).toBe(0);
  });

  it('S5.1 Integrations > Add > search "EventBridge" > Install; the name is there already, notes may be', async () => {
    await at.go('Integrations');
    await at.said('No integrations yet');
    await at.press('Add integration');
    const search = admin.page.getByRole('searchbox', { name: 'Search the catalogue' });
    await search.fill('salesforce');
    await at.said('There is no integration for “salesforce”.');
    await search.fill('EventBridge');
    await at.heading('Amazon EventBridge Source');
    await look('integrations-catalogue');
    await at.press('Install Amazon EventBridge Source');
    await admin.page
      .getByRole('heading', { level: 1, name: 'Amazon EventBridge Source' })
      .waitFor();
    await one.is('Inactive');
    integration = admin.page.url();
    expect(await at.field('Name').inputValue()).toBe('Amazon EventBridge Source');
    expect(await at.field('Notes').inputValue()).toBe('');
    await at.field('Notes').fill('Tells the CRM who is there');
    await one.save();
    await admin.page.reload();
    expect(await at.copied('Notes')).toBe('Tells the CRM who is there');
    await look('integration-details');
  });

  it('S5.8 an invalid AWS account id: not a 12-digit string', async () => {
    await one.turn('Activate');
    await one.is('Error');
    await at.said(whyNot.account);
    await one.openTab('Configuration');
    await at.field('AWS account ID').fill('12345678901');
    await one.save();
    await one.turn('Activate');
    await at.said(whyNot.account);
    await look('integration-refused');
  });

  it('S5.8 an invalid AWS region', async () => {
    await one.openTab('Configuration');
    await at.field('AWS account ID').fill('012345678901');
    await one.save();
    await one.is('Inactive');
    await one.turn('Activate');
    await at.said(whyNot.region);
    // The page offers only regions that there are; a script may write another one.
    const id = integration.split('/').at(-1) ?? '';
    await site.configure(id, { awsAccountRegion: 'useast1' });
    await admin.page.reload();
    await one.is('Inactive');
    await one.turn('Activate');
    await at.said(whyNot.region);
  });

  it('S5.8 the event source suffix must be unique among active integrations; told in the language of the reader', async () => {
    await site.addWitness();
    await one.openTab('Configuration');
    await at.choose('AWS account region', 'us-east-1');
    await at.field('Event source suffix').fill('witness');
    await one.save();
    await one.turn('Activate');
    await one.is('Error');
    await at.said(whyNot.suffix);
    for (const [locale, words] of [
      ['de-DE', /^Das Suffix der Ereignisquelle muss eindeutig sein/],
      ['tr-TR', /^Olay kaynağı soneki benzersiz olmalıdır/],
    ] as const) {
      await using window = await openWindow(browser, { locale });
      await window.page.goto(integration);
      await signIn(window.page);
      await window.page.getByText(words).waitFor();
    }
    await one.turn('Deactivate');
    await one.is('Inactive');
  });

  it('S5.2 account with a leading zero, region with hyphens, suffix of letters, digits, ".", "-", "_"; chosen once more the region stays', async () => {
    await one.openTab('Configuration');
    const end = at.field('Event source suffix');
    await end.fill('quick start');
    await at.press(/^Save$/);
    await at.said('Only letters, digits, “.”, “-” and “_” may be used.');
    await end.fill('x'.repeat(65));
    await at.press(/^Save$/);
    await at.said('At most 64 characters');
    await end.fill(suffix);
    await at.choose('AWS account region', 'us-east-1');
    await at.said(site.nameOf(suffix));
    await one.save();
    await admin.page.reload();
    await one.openTab('Configuration');
    expect(await at.copied('AWS account ID')).toBe('012345678901');
    expect(await admin.page.getByLabel('AWS account region').first().inputValue()).toBe(
      'us-east-1',
    );
    expect(await at.copied('Event source suffix')).toBe(suffix);
    await look('integration-configuration');
  });

  it('S5.4 Active, confirmed: the partner event source appears, pending', async () => {
    await at.go('Event buses');
    expect(await sourceOf()).toBeUndefined();
    await open('Details');
    await one.turn('Activate');
    await one.is('Active');
    await at.go('Event buses');
    await at.said('A source waits for its bus');
    const row = rowOf(suffix);
    await row.getByText('012345678901 · us-east-1').waitFor();
    await row.getByText('Pending', { exact: true }).waitFor();
    await look('event-buses-pending');
  });

  it('S5.3 topics without parameters; none is chosen, and nothing is sent', async () => {
    await open('Configuration');
    await at.said('No topic is chosen: nothing is sent.');
    await site.change('busy');
    expect((await sourceOf())?.keptEvents).toBe(0);
    await admin.page.getByRole('combobox', { name: 'Topic filtering' }).click();
    for (const topic of [presence, 'v2.users.{id}.routingStatus']) await at.said(topic);
    await admin.page.keyboard.press('Escape');
  });

  it('S5.6 S5.4 a topic counts at once, without deactivation; sending starts with it', async () => {
    await one.toggleTopic(presence);
    await one.save();
    await one.is('Active');
    await site.change('away');
    await until('the event is kept', async () => (await sourceOf())?.keptEvents === 1);
    expect((await sourceOf())?.state).toBe('PENDING');
  });

  it('S5.9 S5.4 associated with a bus it is active, and the event waits for a rule', async () => {
    await at.go('Event buses');
    await at.press(`Associate ${suffix} with an event bus`);
    await at.heading(suffix);
    await at.said('1 event waits');
    await at.said('No rule yet');
    bus = admin.page.url();
    expect((await sourceOf())?.state).toBe('ACTIVE');
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
    await saveRule();
  });

  it("S5.9 S5.4 S5.3 the target gets what was kept, in AWS's envelope, and nothing from before the topic was chosen", async () => {
    await arrived('away');
    const [call] = target.received;
    expect(call).toMatchObject({
      ...{ method: 'POST', path: '/hook' },
      headers: {
        ...{ authorization: key, 'user-agent': 'Amazon/EventBridge/ApiDestinations' },
        ...{ 'content-type': 'application/json; charset=utf-8', range: 'bytes=0-1048575' },
      },
    });
    expect(call?.event).toEqual(
      awsEnvelope({
        ...{ source: site.nameOf(suffix), account: '012345678901', region: 'us-east-1' },
        topicName: presence.replace('{id}', tandem.adminId),
      }),
    );
  });

  it('S5.9 what comes after it goes the same way, and the page lists it', async () => {
    await site.change('meal');
    await arrived('away', 'meal');
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
    await at.press('Send again');
    await at.press('Send again', admin.page.getByRole('dialog', { name: 'Send again' }));
    await arrived('away', 'meal', 'meal');
    expect(target.received[2]?.event).toEqual(target.received[1]?.event);
  });

  it('S5.6 S5.3 a topic that is no longer chosen is not sent, as soon as that is saved', async () => {
    await open('Configuration');
    await one.toggleTopic(presence);
    await at.said('No topic is chosen: nothing is sent.');
    await one.save();
    await site.change('busy');
    await one.toggleTopic(presence);
    await one.save();
    await one.is('Active');
    await site.change('training');
    await arrived('away', 'meal', 'meal', 'training');
  });

  it('S5.7 deactivated it pauses and its source stays; activated it goes on', async () => {
    await one.turn('Deactivate');
    await one.is('Inactive');
    await site.change('meeting');
    expect(target.received.length).toBe(4);
    await at.go('Event buses');
    await rowOf(suffix).getByText('Active', { exact: true }).waitFor();
    await open('Details');
    await one.turn('Activate');
    await one.is('Active');
    await arrived('away', 'meal', 'meal', 'training', 'meeting');
    expect((await sourceOf())?.state).toBe('ACTIVE');
  });

  it.each([
    ['account', '000000000042', ['000000000042', 'us-east-1', suffix]],
    ['region', 'eu-central-1', ['000000000042', 'eu-central-1', suffix]],
    ['suffix', 'second', ['000000000042', 'eu-central-1', 'second']],
  ])(
    'S5.6 another %s deactivates it; activated again, the old source is gone and a new one is there',
    async (what, value, source) => {
      const before = await sourceOf();
      const end = String(source[2]);
      await open('Configuration');
      if (what === 'account') await at.field('AWS account ID').fill(value);
      if (what === 'region') await at.choose('AWS account region', value);
      if (what === 'suffix') await at.field('Event source suffix').fill(value);
      await at.said('Saving makes the integration inactive');
      await one.save();
      await one.is('Inactive');
      expect(await sourceOf()).toEqual(before);
      await one.turn('Activate');
      await one.is('Active');
      const made = await sourceOf(end);
      expect([made?.account, made?.region, end, made?.state]).toEqual([...source, 'PENDING']);
      expect((await sourceOf())?.state).toBe(end === suffix ? 'PENDING' : 'DELETED');
    },
  );

  it('S5.6 the new source is associated like the first, and events come from it', async () => {
    await site.change('available');
    await at.go('Event buses');
    await look('event-buses-second');
    await at.press('Associate second with an event bus');
    await at.heading('second');
    await at.press('New rule');
    await at.field('Name').fill('everything');
    await at.field('Event pattern').fill(JSON.stringify({ source: [{ suffix: '/second' }] }));
    await saveRule();
    await arrived('away', 'meal', 'meal', 'training', 'meeting', 'available');
    expect(target.received.at(-1)?.event).toMatchObject({
      ...{ source: site.nameOf('second'), account: '000000000042', region: 'eu-central-1' },
    });
  });

  it('S5.5 at most ten of an organisation; the page says so', async () => {
    for (let count = 2; count < 10; count += 1) await site.install();
    await at.go('Integrations');
    await at.press('Add integration');
    await at.press('Install Amazon EventBridge Source');
    await at.said('An organisation may have at most 10 of these.');
    await look('integrations-ten');
    const { total } = await tandem.admin.ok<{ total: number }>('GET', base);
    expect(total).toBe(10);
    const refused = await tandem.admin.call('POST', base, { body });
    expect([refused.status, refused.body['limit']]).toMatchObject([400, { value: 10 }]);
  });

  it('S5.7 deleted, its source is deleted; rules on the bus get nothing any more', async () => {
    await open('Details');
    await at.press('Delete integration');
    await at.said('The partner event source is deleted too');
    await at.press('Delete', admin.page.getByRole('dialog'));
    await at.heading('Integrations');
    expect((await sourceOf('second'))?.state).toBe('DELETED');
    await site.change('busy');
    await at.go('Event buses');
    await rowOf('second').getByText('Deleted', { exact: true }).waitFor();
    await look('event-buses-deleted');
    expect(target.received.length).toBe(6);
  });

  it('the pages can be used by everybody, and nobody complains', () => {
    expect(findings).toEqual([]);
    // What a step is refused on purpose the browser notes as well.
    expect(admin.complaints.filter((one) => !/status of 400/.test(one))).toEqual([]);
  });
});
