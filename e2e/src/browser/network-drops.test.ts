import type { Browser, BrowserContext, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Chat, chatOn } from '../story/chat.ts';
import { type Desk, deskOn } from '../story/desk.ts';
import { showOnFailure } from '../story/failure.ts';
import { type Site, startSite } from '../story/site.ts';
import { openWindow, signIn, type Window } from '../story/window.ts';
import { launchBrowser } from './launch.ts';

/** The cable of one browser: what is open breaks, what is asked fails. Browsers notice, as they do in life. */
const cableOf = async (context: BrowserContext) => {
  const sockets = new Set<{ close: () => Promise<void> }>();
  let isCut = false;
  await context.routeWebSocket(/.*/, (socket) => {
    if (isCut) return void socket.close({ code: 1011, reason: 'no network' });
    const server = socket.connectToServer();
    sockets.add(socket);
    socket.onClose((code, reason) => {
      sockets.delete(socket);
      void server.close({ ...(code ? { code } : {}), ...(reason ? { reason } : {}) });
    });
  });
  return {
    async pull() {
      isCut = true;
      await context.setOffline(true);
      await Promise.all([...sockets].map((socket) => socket.close()));
    },
    async plug() {
      isCut = false;
      await context.setOffline(false);
    },
  };
};

/** How often each text stands in a log. */
const counts = async (log: Locator, texts: readonly string[]) =>
  Object.fromEntries(
    await Promise.all(
      texts.map(
        async (text) => [text, await log.getByText(text, { exact: true }).count()] as const,
      ),
    ),
  );
const once = (texts: readonly string[]) => Object.fromEntries(texts.map((text) => [text, 1]));

/** The texts in the order in which they stand in a log. */
const orderOf = async (log: Locator, texts: readonly string[]) => {
  const all = await log.innerText();
  return [...texts].sort((one, other) => all.indexOf(one) - all.indexOf(other));
};

describe('two browsers chatting while the network of one drops and comes back', () => {
  let site: Site;
  let browser: Browser;
  let visitor: Window;
  let agent: Window;
  let chat: Chat;
  let desk: Desk;
  let cable: Awaited<ReturnType<typeof cableOf>>;

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launchBrowser()]);
    visitor = await openWindow(browser);
    agent = await openWindow(browser);
    chat = chatOn(visitor.page);
    desk = deskOn(agent.page);
    cable = await cableOf(visitor.page.context());
  });
  afterEach(showOnFailure(() => [visitor, agent]));
  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
  });

  it('begins with an agent in the conversation', async () => {
    await agent.page.goto(`${site.url}/desk/`);
    await signIn(agent.page);
    await desk.goOnQueue();
    await visitor.page.goto(site.url);
    await visitor.page.getByRole('link', { name: 'Open demo web chat' }).click();
    await chat.shows('I am the demo bot');
    await chat.say('agent');
    await agent.page.getByRole('button', { name: 'Accept' }).waitFor();
    await desk.accept();
    await chat.say('before the cut');
    await desk.shows('before the cut');
    await desk.say('I can read you');
    await chat.shows('I can read you');
  });

  it('loses and doubles nothing of either side, whatever was written meanwhile', async () => {
    await cable.pull();
    await visitor.page.getByText('You are offline').waitFor();
    const ofVisitor = ['written offline 1', 'written offline 2', 'written offline 3'];
    const ofAgent = ['said meanwhile 1', 'said meanwhile 2', 'said meanwhile 3'];
    for (const text of ofVisitor) await chat.say(text);
    await visitor.page.getByText('Not sent yet. It is tried again by itself.').first().waitFor();
    for (const text of ofAgent) {
      await desk.say(text);
      await desk.shows(text);
    }
    expect(await counts(chat.log, ofAgent)).toEqual({
      ...{ [ofAgent[0] ?? '']: 0, [ofAgent[1] ?? '']: 0, [ofAgent[2] ?? '']: 0 },
    });
    await cable.plug();
    for (const text of ofAgent) await chat.shows(text);
    for (const text of ofVisitor) await desk.shows(text);
    await expect.poll(() => visitor.page.getByText('Not sent yet.').count()).toBe(0);
    const all = [...ofVisitor, ...ofAgent];
    expect(await counts(chat.log, all)).toEqual(once(all));
    expect(await counts(desk.history, all)).toEqual(once(all));
    expect(await orderOf(desk.history, ofVisitor)).toEqual(ofVisitor);
    expect(await orderOf(chat.log, ofAgent)).toEqual(ofAgent);
  });

  it('goes on at once, with a second cut and a reload in between', async () => {
    await cable.pull();
    await visitor.page.getByText('You are offline').waitFor();
    await desk.say('said into the second cut');
    await desk.shows('said into the second cut');
    await cable.plug();
    await chat.shows('said into the second cut');
    await chat.say('after the second cut');
    await desk.shows('after the second cut');
    await visitor.page.reload();
    const all = ['said into the second cut', 'after the second cut', 'written offline 2'];
    for (const text of all) await chat.shows(text);
    expect(await counts(chat.log, all)).toEqual(once(all));
    expect(await counts(desk.history, all)).toEqual(once(all));
  });

  it('puts what was written before the page was left below what was said meanwhile', async () => {
    const { page } = visitor;
    const address = page.url();
    await cable.pull();
    await page.getByText('You are offline').waitFor();
    await chat.say('written before leaving');
    await page.getByText('Not sent yet. It is tried again by itself.').waitFor();
    await page.goto('about:blank');
    await cable.plug();
    await desk.say('said while away');
    await desk.shows('said while away');
    // What the agent said is there first, however fast the page comes back.
    const held = Promise.withResolvers<void>();
    await page.route(/\/activities$/, async (route) => {
      if (route.request().method() === 'POST') await held.promise;
      await route.fallback();
    });
    await page.goto(address);
    const all = ['I am the demo bot', 'said while away', 'written before leaving'];
    for (const text of all) await chat.shows(text);
    await expect.poll(() => orderOf(chat.log, all.toReversed())).toEqual(all);
    held.resolve();
    await desk.shows('written before leaving');
    await page.unroute(/\/activities$/);
    expect(await orderOf(chat.log, all.toReversed())).toEqual(all);
    expect(await orderOf(desk.history, all.slice(1).toReversed())).toEqual(all.slice(1));
  });

  it('shows a second tab of the visitor the same, and what is written there in both', async () => {
    const second = await visitor.page.context().newPage();
    await second.goto(visitor.page.url());
    const other = chatOn(second);
    await other.shows('after the second cut');
    await other.say('from the second tab');
    await desk.shows('from the second tab');
    await chat.shows('from the second tab');
    await desk.say('to both tabs');
    await chat.shows('to both tabs');
    await other.shows('to both tabs');
    const all = ['from the second tab', 'to both tabs', 'said meanwhile 2'];
    expect(await counts(chat.log, all)).toEqual(once(all));
    expect(await counts(other.log, all)).toEqual(once(all));
    expect(await counts(desk.history, all)).toEqual(once(all));
    await second.close();
  });
});
