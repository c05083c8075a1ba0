import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { type Chat, chatOn } from './chat.ts';
import { type Desk, deskOn } from './desk.ts';
import { showOnFailure } from './failure.ts';
import { picture } from './pictures.ts';
import { type Site, startSite } from './site.ts';
import { openWindow, signIn, type Window } from './window.ts';

/** Typing is told every few seconds only: somebody who goes on typing is seen. */
const typeUntil = (field: Locator, seen: Locator) =>
  expect
    .poll(async () => {
      await field.press('x');
      return seen.count();
    })
    .toBeGreaterThan(0);

/** The steps share one installation: each goes on where the one before it ended. */
describe('S2.1 the first five minutes', () => {
  let site: Site;
  let browser: Browser;
  let visitor: Window;
  let agent: Window;
  let chat: Chat;
  let desk: Desk;

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launchBrowser()]);
    visitor = await openWindow(browser);
    agent = await openWindow(browser);
    chat = chatOn(visitor.page);
    desk = deskOn(agent.page);
  });
  afterEach(showOnFailure(() => [visitor, agent]));
  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
  });

  it('opens with three doors', async () => {
    const { page } = visitor;
    await page.goto(site.url);
    for (const [name, path] of [
      ['Open demo web chat', /^\/demo\/./],
      ['Open agent desk', /^\/desk\/$/],
      ['Open console', /^\/console\/$/],
    ] as const) {
      const door = page.getByRole('link', { name });
      expect(await door.getAttribute('href'), name).toMatch(path);
    }
  });

  it('S2.10 the bot answers, offers quick replies and looks an order up over HTTP', async () => {
    await visitor.page.getByRole('link', { name: 'Open demo web chat' }).click();
    await chat.shows('I am the demo bot');
    await chat.suggest('Opening hours');
    await chat.shows('Monday to Friday');
    await chat.suggest('Where is my order?');
    await chat.shows('Please tell me your order number');
    await chat.say('4711');
    await chat.shows(/Order 4711: (received|packed|shipped)/);
  });

  it('with nobody on queue the bot says so at once and stays', async () => {
    await chat.say('agent');
    await chat.shows('nobody can take over right now');
    expect(await chat.waiting.count()).toBe(0);
  });

  it('the agent signs in and goes on queue', async () => {
    await agent.page.goto(`${site.url}/desk/`);
    await signIn(agent.page);
    await desk.goOnQueue();
  });

  it('S2.10 "agent" hands over: the chat waits, the desk is offered transcript and profile', async () => {
    await chat.say('agent');
    await chat.shows('One moment please');
    await chat.waiting.waitFor();
    // The agent is free: nobody is before the customer, whether the place was told already or not.
    expect(await visitor.page.getByText(/position in the queue: (?!1$)/i).count()).toBe(0);
    await agent.page.getByRole('button', { name: 'Accept' }).waitFor();
    await expect.poll(() => agent.page.title()).toMatch(/^\(1\) /);
    await agent.page.getByRole('heading', { name: 'Alex Morgan' }).first().waitFor();
    await desk.shows(/Order 4711/);
  });

  it('the chat says who joined; both write and see each other typing', async () => {
    await desk.accept();
    await chat.shows(/joined the chat/);
    await desk.say('Good morning, how can I help?');
    await chat.shows('Good morning, how can I help?');
    await typeUntil(chat.field, agent.page.getByText('Alex Morgan is typing'));
    await chat.say('My parcel is late');
    await desk.shows('My parcel is late');
    await typeUntil(desk.field, visitor.page.getByText(/is typing/));
    await agent.page
      .getByRole('region', { name: 'Conversation', exact: true })
      .getByText('Support', { exact: true })
      .waitFor();
    await desk.say('Let me look');
    await chat.shows('Let me look');
  });

  it('pictures go both ways', async () => {
    await desk.attach(picture('label.png'));
    const received = chat.log.locator('img').last();
    await received.waitFor();
    await expect.poll(() => received.evaluate((img) => Reflect.get(img, 'naturalWidth'))).toBe(1);
    await chat.attach(picture('parcel.png'));
    const shown = desk.history.locator('article[data-side=customer] img').last();
    await shown.waitFor();
    await expect.poll(() => shown.evaluate((img) => Reflect.get(img, 'naturalWidth'))).toBe(1);
  });

  it('the process is killed in the middle and started again: chat and desk go on', async () => {
    await site.kill();
    await chat.say('Are you still there?');
    await site.restart();
    await desk.shows('Are you still there?');
    await desk.say('Yes, I am');
    await chat.shows('Yes, I am');
    expect(await desk.history.getByText('Are you still there?').count()).toBe(1);
    expect(await chat.log.getByText('Yes, I am').count()).toBe(1);
  });

  it('closes with a wrap-up code; the chat is back with the bot, which answers', async () => {
    await desk.end();
    await chat.shows('You are back with the demo bot');
    await desk.wrapUp('Resolved');
    await chat.say('4712');
    await chat.shows(/Order 4712/);
    expect(await desk.history.count()).toBe(0);
  });

  it('hands over a second time in the same session', async () => {
    await chat.say('agent');
    await agent.page.getByRole('button', { name: 'Accept' }).waitFor();
    await desk.accept();
    await chat.say('It is me again');
    await desk.shows('It is me again');
    await desk.say('Welcome back');
    await chat.shows('Welcome back');
    await desk.end();
    await desk.wrapUp('Follow-up needed');
    await expect.poll(() => chat.log.getByText('You are back with the demo bot').count()).toBe(2);
  });

  it('the Monitor shows both sides as timelines: hops, payloads, signature, attempts', async () => {
    await using admin = await openWindow(browser);
    const { page } = admin;
    await page.goto(`${site.url}/console/conversations`);
    await signIn(page);
    await page.getByRole('row').getByRole('link', { name: 'Alex Morgan' }).last().click();
    const webhook = page.getByRole('button', { name: /^Webhook/ }).first();
    await webhook.waitFor();
    expect(await page.getByRole('button', { name: /^(Inbound|Outbound)/ }).count()).toBeGreaterThan(
      4,
    );
    await webhook.click();
    const signature = page.getByLabel('X-Hub-Signature-256').first();
    await signature.waitFor();
    expect(await signature.inputValue()).toMatch(/^sha256=[\w+/]+=*$/);
    await page.getByRole('table', { name: 'Attempts' }).first().getByText('200').waitFor();
    await page.goto(`${site.url}/console/bot-conversations`);
    await page.getByRole('row').getByRole('link', { name: 'Alex Morgan' }).first().click();
    await page.getByText('Handover 2').first().waitFor();
  });

  it('nothing was complained about in any window', () => {
    expect([...visitor.complaints, ...agent.complaints]).toEqual([]);
  });
});
