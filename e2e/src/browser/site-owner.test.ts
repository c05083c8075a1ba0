import { createHmac } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chatOn } from '../story/chat.ts';
import { showOnFailure } from '../story/failure.ts';
import { type Site, startSite } from '../story/site.ts';
import { openWindow, signIn, type Window } from '../story/window.ts';
import { type EmbeddingPage, startEmbeddingPage } from './embedding-page.ts';
import { launchBrowser } from './launch.ts';

const secret = 'what the server of the shop signs identities with';

/** As the server of the shop makes it. */
const identityOf = (sub: string, name: string): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, name, aud: 'shop', exp })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

const identify = (page: Page, identity: string) =>
  page.evaluate((token) => {
    const { Tandem } = globalThis as unknown as {
      Tandem: { identify: (token: string) => Promise<void> };
    };
    return Tandem.identify(token);
  }, identity);

const signOut = (page: Page) =>
  page.evaluate(() => {
    const { Tandem } = globalThis as unknown as { Tandem: { signOut: () => void } };
    Tandem.signOut();
  });

/** The steps share one installation: each goes on where the one before it ended. */
describe('the chat on the page of a shop', () => {
  let site: Site;
  let browser: Browser;
  let admin: Window;
  let shop: EmbeddingPage;
  const windows: Window[] = [];
  const device = async (look = {}) => {
    const window = await openWindow(browser, look);
    windows.push(window);
    await window.page.goto(shop.origin);
    return window;
  };

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launchBrowser()]);
    admin = await openWindow(browser);
    windows.push(admin);
  });
  afterEach(showOnFailure(() => windows));
  afterAll(async () => {
    await shop?.[Symbol.asyncDispose]();
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  it('is made to look as it shall in the console, where it is seen at once', async () => {
    const { page } = admin;
    await page.goto(`${site.url}/console/bots`);
    await signIn(page);
    await page.getByRole('link', { name: 'Demo web chat', exact: true }).click();
    await page.getByRole('link', { name: 'Web chat: look and visitors' }).click();
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Ask the shop');
    await page.getByRole('textbox', { name: 'Greeting' }).fill('Hello from the shop');
    await page.getByRole('textbox', { name: 'Colour' }).fill('#0a7f5a');
    await page.getByRole('switch', { name: 'Home screen' }).check();
    const preview = page.getByTestId('chat-preview');
    await preview.getByRole('heading', { name: 'Ask the shop' }).waitFor();
    await preview.getByRole('heading', { name: 'Hello from the shop' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Web chat saved').waitFor();
    const code = await page.getByLabel('Embed code', { exact: true }).innerText();
    const endpoint = /data-endpoint="([^"]+)"/.exec(code)?.[1] ?? '';
    expect(endpoint).toContain(site.url);
    shop = await startEmbeddingPage(site.url, endpoint);
  });

  it('shows the look on another origin under a strict policy', async () => {
    const { page, complaints } = await device();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await page.getByRole('heading', { name: 'Hello from the shop' }).waitFor();
    await page.getByRole('button', { name: 'Write a message' }).click();
    await chatOn(page).shows('I am the demo bot');
    expect(complaints).toEqual([]);
  });

  it('takes identities that the server of the shop has signed, once the console knows the secret', async () => {
    const { page } = admin;
    await page.getByRole('combobox', { name: 'How identities are checked' }).click();
    await page.getByRole('option', { name: 'Shared secret (HS256)' }).click();
    await page.getByRole('group', { name: 'Identity secret' }).first().waitFor();
    const typed = page.getByRole('radio', { name: 'Insecure' });
    if (await typed.count()) await typed.check({ force: true });
    await page.getByLabel('Identity secret').last().fill(secret);
    await page.getByRole('textbox', { name: 'Audience' }).fill('shop');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('Web chat saved').last().waitFor();
  });

  it('goes on with a signed visitor on another device, and shows nobody else anything', async () => {
    const laptop = await device();
    await identify(laptop.page, identityOf('ada', 'Ada Lovelace'));
    await laptop.page.getByRole('button', { name: 'Open chat' }).click();
    await laptop.page.getByRole('button', { name: 'Write a message' }).click();
    const atLaptop = chatOn(laptop.page);
    await atLaptop.shows('I am the demo bot');
    await atLaptop.say('a secret of Ada');
    await laptop.page.getByText('Sent').first().waitFor();

    const phone = await device({ viewport: { width: 390, height: 800 } });
    await identify(phone.page, identityOf('ada', 'Ada Lovelace'));
    await phone.page.getByRole('button', { name: 'Open chat' }).click();
    await phone.page.getByRole('button', { name: 'Write a message' }).click();
    const atPhone = chatOn(phone.page);
    await atPhone.shows('a secret of Ada');
    await atPhone.say('and from the phone');
    await atLaptop.shows('and from the phone');

    const forged = await device();
    await identify(forged.page, `${identityOf('ada', 'Ada').slice(0, -4)}AAAA`);
    await forged.page.getByRole('button', { name: 'Open chat' }).click();
    await forged.page.getByRole('button', { name: 'Write a message' }).click();
    await forged.page.getByText('Your sign-in is not valid any more').waitFor();
    expect(await forged.page.getByText('a secret of Ada').count()).toBe(0);

    const stranger = await device();
    await identify(stranger.page, identityOf('bob', 'Bob'));
    await stranger.page.getByRole('button', { name: 'Open chat' }).click();
    await stranger.page.getByRole('button', { name: 'Write a message' }).click();
    await chatOn(stranger.page).shows('I am the demo bot');
    expect(await stranger.page.getByText('a secret of Ada').count()).toBe(0);

    await signOut(phone.page);
    await chatOn(phone.page).shows('I am the demo bot');
    expect(await phone.page.getByText('a secret of Ada').count()).toBe(0);
    await phone.page.reload();
    await phone.page.getByRole('button', { name: 'Open chat' }).click();
    await chatOn(phone.page).shows('I am the demo bot');
    expect(await phone.page.getByText('a secret of Ada').count()).toBe(0);
    await identify(phone.page, identityOf('ada', 'Ada Lovelace'));
    await chatOn(phone.page).shows('and from the phone');
  });
});
