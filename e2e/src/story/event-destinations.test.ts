import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventDestination } from '@tandem/contract';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { type Console, consoleOn } from './console.ts';
import { startEventBridgeEndpoint } from './event-bridge-endpoint.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

type Found<T> = { readonly entities: readonly T[] };
type Definition = { readonly id: string; readonly systemPresence: string };
type Heard = {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: {
    readonly type: string;
    readonly specversion: string;
    readonly data: {
      readonly eventBody?: { readonly presenceDefinition?: { readonly systemPresence: string } };
    };
  };
};

/** Somebody else's receiver of webhooks; what it answers can be changed. */
const startReceiver = async () => {
  const heard: Heard[] = [];
  let status = 204;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    heard.push({ headers: request.headers, body, event: JSON.parse(body) as Heard['event'] });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    url: `http://127.0.0.1:${port}/events`,
    answer(next: number) {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Which of the secrets signed a call, as a receiver of Standard Webhooks checks it. */
const signersOf = ({ headers, body }: Heard, secrets: readonly string[]): readonly string[] => {
  const given = String(headers['webhook-signature']).split(' ');
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return secrets.filter((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    return given.includes(`v1,${createHmac('sha256', key).update(text).digest('base64')}`);
  });
};

/** From an empty organisation; each step goes on where the one before it ended. */
describe('event destinations, in the console', () => {
  let tandem: TestTandem;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let browser: Browser;
  let admin: Window;
  let at: Console;
  const findings: string[] = [];
  const look = async (name: string) => {
    findings.push(...(await findingsInBothLooks(admin.page, name)));
  };
  const tab = (name: string) => admin.page.getByRole('tab', { name }).click();
  const arrived = (count: number) =>
    until(`${count} at the receiver`, () => receiver.heard.length >= count);
  /** The administrator's presence changes, which is an event. */
  const change = async (name: string) => {
    const { entities } = await tandem.admin.ok<Found<Definition>>(
      'GET',
      '/api/v2/presence/definitions',
    );
    const wanted = entities.find(({ systemPresence }) => systemPresence.toLowerCase() === name);
    await tandem.admin.ok('PATCH', `/api/v2/users/${tandem.adminId}/presences/purecloud`, {
      presenceDefinition: { id: wanted?.id },
    });
  };
  const stored = async () => {
    const path = '/tandem/events/destinations';
    const { entities } = await tandem.admin.ok<Found<EventDestination>>('GET', path);
    return entities[0];
  };

  beforeAll(async () => {
    // The receiver is on this machine, which an operator must allow.
    [tandem, receiver, browser] = await Promise.all([
      startTandem({ TANDEM_EGRESS_ALLOW: '127.0.0.1' }),
      startReceiver(),
      launchBrowser(),
    ]);
    admin = await openWindow(browser);
    at = consoleOn(admin.page);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  }, 120_000);
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  it('a webhook is made, and a test event tells whether it is heard', async () => {
    await at.go('Event destinations');
    await at.said('No event destination yet');
    await at.press('New event destination');
    await at.field('Name').fill('Ticket system');
    await at.field('Address').fill(receiver.url);
    await at.press('Generate');
    await at.choose('Envelope', 'CloudEvents 1.0');
    const topics = admin.page.getByRole('combobox', { name: 'Topics' });
    await topics.fill('v2.users.{id}.presence');
    await admin.page.getByRole('option', { name: /^v2\.users\.\{id\}\.presence/ }).click();
    await admin.page.keyboard.press('Escape');
    await look('new');
    await at.press('Save');
    await at.heading('Ticket system');
    await at.press('Send test event');
    await at.said(/^Took /);
    await at.said('Delivered');
    expect(receiver.heard).toMatchObject([
      { event: { type: 'v2.tandem.test', specversion: '1.0' } },
    ]);
    expect(receiver.heard[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    await look('overview');
  });

  it('what the receiver refuses is a dead letter, and can be sent again', async () => {
    receiver.answer(400);
    await change('busy');
    await arrived(2);
    await tab('Dead letters');
    await at.said('The receiver answered 400.');
    await look('dead-letters');
    receiver.answer(204);
    await at.press('Send all again');
    await at.press('Send again', admin.page.getByRole('dialog'));
    await at.said('1 event is sent again');
    await arrived(3);
    expect(receiver.heard[2]?.headers['webhook-id']).toBe(receiver.heard[1]?.headers['webhook-id']);
    await tab('Delivery log');
    await at.cell('http.400');
    await until('both calls', async () => (await admin.page.getByRole('row').count()) === 3);
    await look('calls');
  });

  it('what happens while it is paused is sent when it goes on', async () => {
    await at.press('Pause');
    await at.said('Paused: nothing is sent');
    await change('away');
    await tab('Overview');
    await at.said(/^Oldest: /);
    expect(receiver.heard).toHaveLength(3);
    await at.press('Resume');
    // The note goes by itself after a while.
    await at.said('Resumed');
    await arrived(4);
    const { presenceDefinition } = receiver.heard[3]?.event.data.eventBody ?? {};
    expect(presenceDefinition?.systemPresence.toLowerCase()).toBe('away');
  });

  it('a part of the log is sent once more', async () => {
    await tab('Replay');
    await at.said('No replay yet');
    await at.press('Replay');
    await at.press('Replay', admin.page.getByRole('dialog'));
    await at.said('Replay begun');
    await arrived(6);
    await at.said('Completed');
    await look('replays');
    const ids = receiver.heard.map(({ headers }) => headers['webhook-id']);
    expect(ids.slice(4)).toEqual([ids[1], ids[3]]);
  });

  it('the secret is replaced while the one before it signs on, until it is told not to', async () => {
    const [first, second] = ['A', 'B'].map((letter) => `whsec_${letter.repeat(43)}=`);
    const secrets = [first ?? '', second ?? ''];
    const secret = admin.page.locator('input[name="webhook.secret"]');
    const previous = admin.page.locator('input[name="webhook.previousSecret"]');
    const { id, version = 0 } = (await stored()) ?? {};
    let saves = 0;
    /** Saves, and tells which secrets sign then: a test event is sent with what is stored. */
    const signers = async () => {
      await at.press('Save');
      saves += 1;
      await until('saved', async () => (await stored())?.version === version + saves);
      // What was saved is shown anew, without what was typed.
      await until('the form is new', async () => (await secret.inputValue()) === '');
      const { length } = receiver.heard;
      await tandem.admin.ok('POST', `/tandem/events/destinations/${id}/test`);
      return receiver.heard.slice(length).map((one) => signersOf(one, secrets));
    };
    await tab('Settings');
    await secret.fill(secrets[0] ?? '');
    expect(await signers()).toEqual([[first]]);
    await secret.fill(secrets[1] ?? '');
    await previous.fill(secrets[0] ?? '');
    expect(await signers()).toEqual([[first, second]]);
    const stop = admin.page.getByRole('switch', { name: 'Stop signing with the previous secret' });
    await stop.click();
    expect(await signers()).toEqual([[second]]);
    await stop.waitFor({ state: 'detached' });
  });

  it('settings are changed without typing the secret again, and it is deleted', async () => {
    await tab('Settings');
    await at.field('Name').fill('Tickets');
    await at.press('Save');
    // What was saved before may still be told of.
    await expect.poll(async () => (await stored())?.name).toBe('Tickets');
    expect(await stored()).toMatchObject({
      ...{ name: 'Tickets', envelope: 'cloudevents', topics: ['v2.users.{id}.presence'] },
      secrets: { secret: { kind: 'insecure' } },
    });
    await look('settings');
    await at.press('Delete');
    await at.press('Delete', admin.page.getByRole('dialog'));
    await at.said('No event destination yet');
    expect(await stored()).toBeUndefined();
  });

  it('a bus of an AWS account gets events, and its page shows what the account needs', async () => {
    await using bus = await startEventBridgeEndpoint();
    // What was told of the tests before would stand over the form, and stays while the mouse is on it.
    await admin.page.reload();
    await at.press('New event destination');
    await at.choose('Kind', 'Custom event bus in AWS');
    await at.field('Name').fill('Orders');
    await at.field('Event bus').fill('orders');
    await at.field('Region of the bus').fill('eu-central-1');
    await at.choose('Credentials', 'Access key');
    await admin.page.locator('input[name="aws-bus.accessKeyId"]').fill('AKIDEXAMPLE');
    await admin.page.locator('input[name="aws-bus.secretAccessKey"]').fill('not a real key');
    await admin.page.locator('input[name="aws-bus.endpoint"]').fill(bus.url);
    await admin.page.getByRole('combobox', { name: 'Topics' }).fill('v2.users.{id}.presence');
    await admin.page.getByRole('option', { name: /^v2\.users\.\{id\}\.presence/ }).click();
    await admin.page.keyboard.press('Escape');
    await at.press('Save');
    await at.heading('Orders');
    await change('away');
    await until('the entry', async () => bus.entries.length > 0);
    const source = (await stored())?.source;
    expect(bus.entries).toMatchObject([
      { Source: source, EventBusName: 'orders', DetailType: 'v2.users.{id}.presence' },
    ]);
    await at.said(`Rules match events of this destination by the source ${source}.`);
    await at.said(/aws events create-event-bus --region eu-central-1 --name 'orders'/);
    await look('aws-bus');
  });

  it('the pages can be used by everybody, and nobody complains', () => {
    expect([findings, admin.complaints]).toEqual([[], []]);
  });
});
