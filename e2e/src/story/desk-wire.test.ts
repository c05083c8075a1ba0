import { describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem } from '../harness/tandem.ts';
import { chatOn } from './chat.ts';
import { deskOn } from './desk.ts';
import { picture } from './pictures.ts';
import { deskWire, foreignTraffic, notImplemented } from './traffic.ts';
import { openWindow, signIn } from './window.ts';

describe('the desk on the wire', () => {
  it('speaks /api/v2, /oauth and the notification socket only, and nothing the contract does not know', async () => {
    await using tandem = await startTandem({ TANDEM_DEMO: 'on' });
    await using browser = await launchBrowser();
    await using visitor = await openWindow(browser);
    await using agent = await openWindow(browser);
    const chat = chatOn(visitor.page);
    const desk = deskOn(agent.page);
    await agent.page.goto(`${tandem.url}/desk/`);
    await signIn(agent.page);
    await desk.goOnQueue();
    await visitor.page.goto(tandem.url);
    const chatPage = await visitor.page
      .getByRole('link', { name: 'Open demo web chat' })
      .getAttribute('href');
    // Somebody who gave no name is a visitor with a code, not an id.
    await visitor.page.goto(new URL(`${chatPage?.split('?')[0]}?name=`, tandem.url).href);
    await chat.shows('I am the demo bot');
    await chat.say('agent');
    await agent.page
      .getByRole('heading', { name: /^Visitor [\dA-Z]{4}$/ })
      .first()
      .waitFor();
    await desk.accept();
    await desk.say('Hello');
    await chat.shows('Hello');
    await chat.attach(picture('parcel.png'));
    await desk.history.locator('article[data-side=customer] img').last().waitFor();
    await desk.attach(picture('label.png'));
    await chat.log.locator('img').last().waitFor();
    await agent.page.getByRole('button', { name: 'Transfer' }).click();
    const dialog = agent.page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Queue' }).click();
    await agent.page.getByRole('option', { name: 'Support' }).waitFor();
    await agent.page.keyboard.press('Escape');
    await agent.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await desk.end();
    await desk.wrapUp('Resolved');
    await agent.page.reload();
    await agent.page.getByText('Nothing to wrap up.').waitFor();

    const rules = { origin: tandem.url, allowed: deskWire };
    expect(foreignTraffic(agent, rules)).toEqual([]);
    expect(await notImplemented(agent)).toEqual([]);
    // The record is no empty one: the deeds of the story are in it.
    const asked = agent.requests.map((one) => `${one.method()} ${new URL(one.url()).pathname}`);
    expect(asked.some((line) => /^POST .*\/communications\/[^/]+\/messages$/.test(line))).toBe(
      true,
    );
    expect(asked).toContain('POST /oauth/token');
    expect(agent.sockets.length).toBeGreaterThan(0);
  });
});
