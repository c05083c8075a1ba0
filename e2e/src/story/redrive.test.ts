import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { addChannel, echo } from '../harness/set-up.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { consoleOn } from './console.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

type Webhook = {
  readonly id: string;
  readonly words: string;
  readonly time: string;
  readonly late: string | undefined;
};

/** A channel that refuses for good what it gets, until it is mended. */
const startMendableChannel = async () => {
  const refused: Webhook[] = [];
  const taken: Webhook[] = [];
  const state = { mended: false };
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as {
      id: string;
      text?: string;
      channel: { time: string };
    };
    (state.mended ? taken : refused).push({
      id: body.id,
      words: body.text ?? '',
      time: body.channel.time,
      late: request.headers['x-tandem-late'] as string | undefined,
    });
    response.writeHead(state.mended ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: 'a secret that only tests know',
    refused,
    taken,
    mend: () => {
      state.mended = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describe('what a channel refused, sent again by clicking', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let admin: Window;
  let channel: Awaited<ReturnType<typeof startMendableChannel>>;

  beforeAll(async () => {
    const allowed = { TANDEM_WEBHOOK_PORT_RULE: 'any', TANDEM_EGRESS_ALLOW: '127.0.0.1' };
    [tandem, browser] = await Promise.all([startTandem(allowed), launchBrowser()]);
    channel = await startMendableChannel();
    admin = await openWindow(browser);
    await admin.page.goto(`${tandem.url}/console/`);
    await signIn(admin.page);
  });
  afterEach(showOnFailure(() => [admin]));
  afterAll(async () => {
    await browser.close();
    await channel[Symbol.asyncDispose]();
    await tandem[Symbol.asyncDispose]();
  });

  it('arrives with its id and time, marked late, in order, and is no dead letter any more', async () => {
    const integration = await addChannel(tandem.admin, {
      name: 'Mendable',
      actions: echo,
      receiver: channel,
    });
    for (const words of ['first', 'second', 'third'])
      await tandem.admin.ok(
        'POST',
        `/api/v2/conversations/messages/${integration}/inbound/open/message`,
        {
          channel: {
            messageId: words,
            from: { id: 'ada', idType: 'Opaque', nickname: 'Ada' },
            time: new Date().toISOString(),
          },
          text: words,
        },
      );
    await until('three refusals', () => channel.refused.length === 3);
    expect(channel.refused.every(({ late }) => late === undefined)).toBe(true);

    const { page } = admin;
    const at = consoleOn(page);
    await at.go('Deliveries');
    const onlyDead = page.locator('label').filter({ hasText: 'Dead letter' });
    await onlyDead.click();
    await until('three dead letters', async () => (await page.locator('tbody tr').count()) === 3);
    channel.mend();
    await page.locator('tbody tr').last().getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await at.press(/^Redrive$/, drawer.first());
    await page.getByRole('dialog').last().getByRole('button', { name: 'Send again' }).click();
    await at.said('1 webhook is on its way again');
    await until('one arrival', () => channel.taken.length === 1);
    await page.reload();
    await onlyDead.click();
    await until('two dead letters', async () => (await page.locator('tbody tr').count()) === 2);
    await page.locator('tbody tr').first().getByRole('button').click();
    await at.press('Redrive the conversation', page.getByRole('dialog').first());
    await page.getByRole('dialog').last().getByRole('button', { name: 'Send again' }).click();
    await at.said('2 webhooks are on their way again');
    await until('all arrivals', () => channel.taken.length === 3);
    expect(channel.taken.map(({ id, time }) => ({ id, time }))).toEqual(
      channel.refused.map(({ id, time }) => ({ id, time })),
    );
    expect(channel.taken.map(({ words }) => words)).toEqual(['first', 'second', 'third']);
    expect(channel.taken.every(({ late }) => late === 'true')).toBe(true);
    const { entities } = await tandem.admin.ok<{ entities: unknown[] }>(
      'GET',
      '/tandem/monitor/deliveries?state=dead',
    );
    expect(entities).toEqual([]);
  }, 60_000);
});
