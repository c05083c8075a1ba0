import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { addQueue } from '../harness/agents.ts';
import { addChannel, toQueue } from '../harness/set-up.ts';
import { adminPassword, startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../harness/webhook-receiver.ts';
import { consoleOn } from './console.ts';
import { deskOn } from './desk.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, signIn, type Window } from './window.ts';

type Participant = { readonly purpose: string; readonly state: string };

describe('a supervisor who reads along, by clicking', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let receiver: WebhookReceiver;
  let supervisor: Window;
  let agent: Window;

  beforeAll(async () => {
    const allowed = { TANDEM_WEBHOOK_PORT_RULE: 'any', TANDEM_EGRESS_ALLOW: '127.0.0.1' };
    [tandem, browser, receiver] = await Promise.all([
      startTandem(allowed),
      launchBrowser(),
      startWebhookReceiver(),
    ]);
    [supervisor, agent] = await Promise.all([openWindow(browser), openWindow(browser)]);
  });
  afterEach(showOnFailure(() => [supervisor, agent]));
  afterAll(async () => {
    await browser.close();
    await tandem[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const monitors = async (id: string) => {
    const { participants } = await tandem.admin.ok<{ participants: readonly Participant[] }>(
      'GET',
      `/api/v2/conversations/messages/${id}`,
    );
    return participants.filter(({ purpose }) => purpose === 'monitor').map(({ state }) => state);
  };

  it('is seen by the agent, may stop, and leaves the conversation as it was', async () => {
    await addQueue(tandem.admin, { name: 'Care', agents: ['Anna'] });
    const integration = await addChannel(tandem.admin, {
      name: 'Shop',
      actions: toQueue('Care'),
      receiver,
    });
    await tandem.admin.ok(
      'POST',
      `/api/v2/conversations/messages/${integration}/inbound/open/message`,
      {
        channel: {
          messageId: 'first',
          from: { id: 'ada', idType: 'Opaque', nickname: 'Ada' },
          time: new Date().toISOString(),
        },
        text: 'Where is my parcel?',
      },
    );
    await agent.page.goto(`${tandem.url}/desk/`);
    await signIn(agent.page, { email: 'anna@example.com', password: adminPassword });
    const desk = deskOn(agent.page);
    await desk.accept();
    await desk.shows('Where is my parcel?');

    const { page } = supervisor;
    await page.goto(`${tandem.url}/console/`);
    await signIn(page);
    const at = consoleOn(page);
    await at.go('Conversations');
    await page.locator('tbody tr').first().getByRole('link').first().click();
    await at.press('Read along');
    await at.said('You read along; the agent sees it');
    const seen = agent.page.getByRole('status').filter({ hasText: 'reads along' });
    await seen.waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(await monitors(id)).toEqual(['connected']);

    await at.press('Stop reading along');
    await at.said('You left the conversation');
    await seen.waitFor({ state: 'hidden' });
    expect(await monitors(id)).toEqual(['disconnected']);
    await page.getByRole('button', { name: 'Read along' }).waitFor();
    await desk.say('It is on its way');
    await until('the answer', () =>
      receiver.arrivals.some(({ text }) => text === 'It is on its way'),
    );
    expect([...supervisor.complaints, ...agent.complaints]).toEqual([]);
  });
});
