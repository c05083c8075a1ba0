import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { eventDestinationRoutes } from './fake-event-destination-routes.ts';
import { type FakeRoutes, failure } from './fake-http.ts';
import { createFakeOrganisation } from './fake-organisation.ts';
import { examinerOf, LOOKS } from './looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const list = '/console/event-destinations';

/** Everything a page of the console asks for, with destinations of its own. */
const withRoutes =
  (more: FakeRoutes) =>
  (state: Parameters<ReturnType<typeof createFakeOrganisation>['routes']>[0]) => ({
    ...createFakeOrganisation().routes(state),
    ...more,
  });

describe('event destinations', () => {
  it('are made, paused, resumed and deleted', async () => {
    const sent: Record<string, unknown>[] = [];
    const routes = eventDestinationRoutes([]);
    const post = 'POST /tandem/events/destinations';
    await using console = await openConsole(browser, {
      routes: withRoutes({
        ...routes,
        [post]: (call) => {
          sent.push(call.body);
          return routes[post]?.(call) ?? failure(500, 'x', 'x');
        },
      }),
    });
    const { page } = console;
    const { examine, findings } = examinerOf(page, 'story');
    await console.open(list);
    await page.getByText('No event destination yet').waitFor();
    await examine('empty');
    await page.getByRole('button', { name: 'New event destination' }).click();
    await page.getByLabel('Name').fill('Ticket system');
    await page.getByText('No topic is chosen: nothing is sent.').waitFor();
    const save = page.getByRole('button', { name: 'Save' });
    await save.click();
    await page.getByText('Please fill in').first().waitFor();
    await examine('refused');

    await page.getByLabel('Address').fill('https://tickets.example/events');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('combobox', { name: 'Envelope' }).click();
    await page.getByRole('option', { name: 'CloudEvents 1.0' }).click();
    await page.getByRole('combobox', { name: 'Topics' }).fill('presence');
    await page.getByText('The presence of a user has changed. · About 1235 events a day').waitFor();
    await page.getByRole('option', { name: /v2\.users\.\{id\}\.presence/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Start with' }).click();
    await page.getByRole('option', { name: 'A position' }).click();
    const position = page.getByRole('textbox', { name: 'Position in the event log' });
    await position.fill('yesterday');
    await save.click();
    await page.getByText('Write two numbers with a hyphen between them').waitFor();
    await position.fill('48213-1');
    await examine('filled in');
    await save.click();
    await page.getByRole('heading', { level: 1, name: 'Ticket system' }).waitFor();
    expect(sent).toEqual([
      {
        ...{ name: 'Ticket system', kind: 'webhook', envelope: 'cloudevents' },
        settings: { url: 'https://tickets.example/events' },
        secrets: {
          secret: {
            kind: 'insecure',
            value: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
          },
        },
        topics: ['v2.users.{id}.presence'],
        start: { at: 'position', position: '48213-1' },
      },
    ]);

    // The page shows the new state before everything of it has been read.
    const shown = Promise.withResolvers<void>();
    await page.route('**/remote', (route) => shown.promise.then(() => route.continue()));
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    shown.resolve();
    await page.getByText('Paused: nothing is sent').waitFor();
    await page.getByText('Paused: events wait').waitFor();
    await examine('paused');
    await page.getByRole('button', { name: 'Resume' }).click();
    // The note first, which goes by itself.
    await page.getByText('Resumed').waitFor();
    await page.getByText('Running', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No event destination yet').waitFor();
    expect(findings).toEqual([]);
    expect([console.wire.mistakes, console.complaints]).toEqual([[], []]);
  }, 120_000);

  it.each(LOOKS)(
    'tell how they stand, what was sent and what was given up: %s',
    async (name, look) => {
      await using console = await openConsole(
        browser,
        { routes: createFakeOrganisation().routes },
        look,
      );
      const { page } = console;
      const { examine, findings } = examinerOf(page, name);
      await console.open(list);
      await page.getByText('Data lake').waitFor();
      await page.waitForLoadState('networkidle');
      await examine('list');
      await page.getByRole('link', { name: 'CRM', exact: true }).click();
      const tabs = page.getByRole('tab');
      await tabs.first().waitFor();
      await page.getByRole('button', { name: /test|Deneme/i }).click();
      await page
        .getByRole('tabpanel')
        .getByText(/http\.410 · /)
        .waitFor();
      await examine('overview');
      await tabs.nth(1).click();
      await page.getByRole('table').getByRole('button').first().click();
      await page.getByRole('dialog').getByText('v2.users.u2.presence').waitFor();
      await examine('call');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await examine('calls');
      await tabs.nth(2).click();
      await page.getByRole('button', { name: 'v2.users.u3.presence' }).click();
      await page
        .getByRole('dialog')
        .getByText(/event\.too\.large · /)
        .waitFor();
      await examine('dead-letter');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await tabs.nth(3).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await examine('replays');
      await tabs.nth(4).click();
      await page.locator('input[name="webhook.url"]').waitFor();
      await examine('settings');
      expect([findings, console.wire.mistakes, console.complaints]).toEqual([[], [], []]);
    },
    120_000,
  );

  it('show calls that failed, send dead letters again and replay a part of the log', async () => {
    const sent: [string, Record<string, unknown>][] = [];
    const routes = eventDestinationRoutes();
    const one = 'POST /tandem/events/destinations/{destinationId}';
    const heard = Object.fromEntries(
      [`${one}/dead-letters/redrive`, `${one}/replays`].map((key) => [
        key,
        (call: Parameters<NonNullable<FakeRoutes[string]>>[0]) => {
          sent.push([key.replace(one, ''), call.body]);
          return routes[key]?.(call) ?? failure(500, 'x', 'x');
        },
      ]),
    );
    await using console = await openConsole(browser, {
      routes: withRoutes({ ...routes, ...heard }),
    });
    const { page } = console;
    await console.open(`${list}/destination-1`);
    await page.getByText('2 went by age').waitFor();
    await page.getByText('The receiver answered 410.').first().waitFor();
    await page.getByRole('tab', { name: 'Delivery log' }).click();
    await page.getByText('Delivered', { exact: true }).waitFor();
    await page.getByRole('radiogroup', { name: 'Calls' }).getByText('Not delivered').click();
    await page.getByText('Delivered', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Dead letters' }).click();
    await page.getByText('The event is larger than the other side takes.').waitFor();
    await page.getByRole('button', { name: 'v2.users.u3.presence' }).click();
    const letter = page.getByRole('dialog', { name: 'Dead letter' });
    await letter.getByRole('button', { name: 'Send again' }).click();
    const question = page.getByRole('dialog', { name: 'Send again' });
    await question.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('1 event is sent again').waitFor();
    await page.getByText('Sent again', { exact: true }).waitFor();

    await page.getByRole('tab', { name: 'Replay' }).click();
    const begin = async () => {
      await page.getByRole('button', { name: 'Replay' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'Start with' }).click();
      await page.getByRole('option', { name: 'A position' }).click();
      await dialog.getByRole('textbox', { name: 'Position in the event log' }).fill('48000-5');
      await dialog.getByRole('button', { name: 'Replay' }).click();
      return dialog;
    };
    await begin();
    await page.getByText('Replay begun').waitFor();
    await page.getByRole('cell', { name: '48000-5' }).first().waitFor();
    // One at a time: the server says so.
    await (await begin()).getByRole('alert').getByText('A replay is still under way.').waitFor();
    expect(sent).toEqual([
      ['/dead-letters/redrive', { eventIds: ['6f1c2a8e-0000-4000-8000-000000000009'] }],
      ['/replays', { from: { at: 'position', position: '48000-5' } }],
      ['/replays', { from: { at: 'position', position: '48000-5' } }],
    ]);
    expect([console.wire.mistakes, console.complaints]).toEqual([[], []]);
  }, 60_000);

  it('tell that events were lost, in the words of the reader, and how many in those of the server', async () => {
    const routes = eventDestinationRoutes();
    const one = 'GET /tandem/events/destinations/{destinationId}';
    const lost = '12 events of the log were removed before they were sent.';
    await using console = await openConsole(
      browser,
      {
        routes: withRoutes({
          ...routes,
          [one]: async (call) => {
            const reply = await routes[one]?.(call);
            const reportedState = { code: 'ERROR', messageCode: 'events.lost', message: lost };
            return { status: 200, body: { ...(reply?.body as object), reportedState } };
          },
        }),
      },
      { locale: 'de' },
    );
    const { page } = console;
    const { examine, findings } = examinerOf(page, 'lost');
    await console.open(`${list}/destination-1`);
    await page.getByText('Ereignisse sind verloren gegangen').waitFor();
    await page.getByText(/Ereignisse wurden aus dem Protokoll entfernt/).waitFor();
    await page.getByText(lost).waitFor();
    await page.getByText(/TANDEM_EVENT_BACKLOG_DAYS/).waitFor();
    await examine('overview');
    expect([findings, console.wire.mistakes, console.complaints]).toEqual([[], [], []]);
  }, 60_000);

  it('keep secrets that are left alone, and lose them to no other address', async () => {
    const sent: Record<string, unknown>[] = [];
    const routes = eventDestinationRoutes();
    const put = 'PUT /tandem/events/destinations/{destinationId}';
    await using console = await openConsole(browser, {
      routes: withRoutes({
        ...routes,
        [put]: (call) => {
          sent.push(call.body);
          return routes[put]?.(call) ?? failure(500, 'x', 'x');
        },
      }),
    });
    const { page } = console;
    await console.open(`${list}/destination-1`);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Stop signing with the previous secret' }).click();
    const save = page.getByRole('button', { name: 'Save' });
    await save.click();
    await page.getByText('Event destination saved').waitFor();
    expect(sent).toMatchObject([{ secrets: { secret: { kind: 'insecure' } } }]);
    expect(Object.keys(sent[0]?.['secrets'] ?? {})).toEqual(['secret']);
    await page.getByLabel('Address').fill('https://elsewhere.example/');
    await page.getByText('The address has changed: enter this value again.').first().waitFor();
    await save.click();
    await page.getByText('Please fill in').waitFor();
    expect(sent).toHaveLength(1);
  }, 60_000);

  it('of integrations and triggers are led to, and are changed there only', async () => {
    await using console = await openConsole(browser, { routes: createFakeOrganisation().routes });
    const { page } = console;
    await console.open(list);
    await page.getByRole('button', { name: 'Delete CRM', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete CRM events' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Flows of Triggers' }).getAttribute('href')).toBe(
      '/console/flows',
    );
    await page.getByRole('link', { name: 'CRM events' }).first().click();
    const owner = page.getByRole('link', { name: 'Integration of CRM events' });
    await owner.waitFor();
    await page.getByRole('button', { name: 'Send test event' }).waitFor();
    expect(await page.getByRole('button', { name: /Pause|Delete/ }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Settings' }).count()).toBe(0);
    await owner.click();
    await page.getByRole('switch', { name: 'Active' }).waitFor();
  }, 60_000);

  it('that cannot be read say why, and somebody who may only look changes nothing', async () => {
    await using away = await openConsole(browser, {
      routes: () => ({
        'GET /tandem/events/destinations': () => failure(503, 'service.unavailable', 'Away.'),
      }),
    });
    await away.open(list);
    await away.page.getByRole('alert').waitFor();
    expect(await axeFindings(away.page)).toEqual([]);
    await using readOnly = await openConsole(browser, {
      permissions: ['integrations:integration:view'],
      routes: createFakeOrganisation().routes,
    });
    const { page } = readOnly;
    await readOnly.open(list);
    await page.getByRole('link', { name: 'CRM', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /New|Delete/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'CRM', exact: true }).click();
    await page.getByText('1,234').waitFor();
    expect(await page.getByRole('button', { name: /Pause|Delete|Send/ }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Address').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  }, 60_000);
});
