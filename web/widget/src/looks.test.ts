import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeDirectLine, startFakeDirectLine } from './testing/fake-direct-line.ts';
import { builtBundle, launch } from './testing/open-page.ts';
import { openChat, shown, violations, visit as visitWith, write } from './testing/visit.ts';

let browser: Browser;
let bundle: Buffer;
beforeAll(async () => {
  [browser, bundle] = await Promise.all([launch(), builtBundle()]);
});
afterAll(() => browser.close());

const visit = (fake: FakeDirectLine, options: BrowserContextOptions = {}, attributes = '') =>
  visitWith({ browser, bundle, fake, options, attributes });

const agent = {
  from: { id: 'a', name: 'Ada Lovelace', role: 'bot' as const },
  channelData: { source: 'agent' },
};
const heroes = ['Lamp', 'Chair', 'Table', 'Shelf'].map((title) => ({
  contentType: 'application/vnd.microsoft.card.hero',
  content: {
    title,
    buttons: [{ type: 'imBack', title: `Buy the ${title}`, value: `buy ${title}` }],
  },
}));

describe('a carousel', () => {
  it('is turned by its buttons and by keyboard; what is pressed on a card is said', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake, { reducedMotion: 'reduce' });
    const { page } = visitor;
    await openChat(page);
    await write(page, 'hello');
    await page.getByText('Sent').waitFor();
    fake.say({ text: 'Choose', attachmentLayout: 'carousel', attachments: heroes });
    const cards = page.getByRole('group', { name: 'Cards' });
    const last = cards.getByText('Shelf', { exact: true });
    const left = async () => Math.round((await last.boundingBox())?.x ?? Number.NaN);
    await last.waitFor();
    const atFirst = await left();
    await cards.getByRole('button', { name: 'Next card' }).click();
    await expect.poll(left).toBeLessThan(atFirst - 50);
    await cards.getByRole('button', { name: 'Previous card' }).click();
    await expect.poll(left).toBe(atFirst);
    await cards.getByRole('button', { name: 'Next card' }).press('Enter');
    await expect.poll(left).toBeLessThan(atFirst - 50);
    await cards.getByRole('button', { name: 'Buy the Chair' }).click();
    await shown(page, 'buy Chair');
    await vi.waitFor(() =>
      expect(fake.conversation.activities.map(({ text }) => text)).toContain('buy Chair'),
    );
    expect(visitor.problems).toEqual([]);
  });
});

describe('receipts', () => {
  it('of what the visitor wrote are shown: sent, delivered, read, or not delivered', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await openChat(page);
    await write(page, 'hello');
    await page.getByText('Sent').waitFor();
    const [own] = fake.conversation.activities;
    const tell = (status: string, activityId = own?.id) =>
      fake.event('tandem.receipt', { activityId, status });
    const line = (text: string) => page.getByRole('log').getByText(text).waitFor();
    tell('delivered');
    await line('Delivered');
    tell('read');
    await line('Read');
    await write(page, 'lost');
    await page.getByText('Sent').waitFor();
    tell('failed', fake.conversation.activities.at(-1)?.id);
    await line('Not delivered to the agent');
  });
});

/** A computed style of an element inside the chat. */
const styleOf = (page: Page, selector: string, name: string) =>
  page.evaluate(
    ([of, property]) => {
      const root = document.querySelector('tandem-chat')?.shadowRoot;
      const element = of === ':host' ? root?.host : root?.querySelector(of as string);
      return element ? getComputedStyle(element).getPropertyValue(property as string) : null;
    },
    [selector, name],
  );

describe('the look', () => {
  const green = 'rgb(10, 122, 90)';
  const yellow = 'rgb(255, 212, 0)';

  it.each([
    ['#0a7a5a', green, 'rgb(255, 255, 255)'],
    ['#ffd400', yellow, 'rgb(0, 0, 0)'],
  ])('has the colour of the console with readable signs on it: %s', async (color, ground, sign) => {
    await using fake = await startFakeDirectLine();
    fake.configuration = { widget: { color } };
    await using visitor = await visit(fake);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
    expect(await styleOf(page, '.launcher', 'background-color')).toBe(ground);
    expect(await styleOf(page, '.launcher', 'color')).toBe(sign);
    await openChat(page);
    await write(page, 'hello');
    await page.getByText('Sent').waitFor();
    expect(await styleOf(page, '.message.own .bubble', 'background-color')).toBe(ground);
  });

  it('is in the corner and the theme that the page asks for, over the console and the system', async () => {
    await using fake = await startFakeDirectLine();
    fake.configuration = { widget: { color: '#ffd400', theme: 'light', position: 'right' } };
    const attributes = 'data-color="#0a7a5a" data-theme="dark" data-position="left"';
    await using visitor = await visit(fake, { colorScheme: 'light' }, attributes);
    const { page } = visitor;
    const launcher = page.getByRole('button', { name: 'Open chat' });
    await launcher.waitFor();
    expect((await launcher.boundingBox())?.x).toBeLessThan(200);
    expect(await styleOf(page, '.launcher', 'background-color')).toBe(green);
    expect(await styleOf(page, ':host', 'color-scheme')).toBe('dark');
    await openChat(page);
    expect(await styleOf(page, '.window', 'background-color')).not.toBe('rgb(255, 255, 255)');
  });

  it('follows the custom properties of the page, and none of its other styles', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        'tandem-chat { --tandem-radius: 3px; --tandem-font: monospace } * { color: red; text-transform: uppercase }',
      );
      document.adoptedStyleSheets.push(sheet);
    });
    await openChat(page);
    await page.getByText('How can we help?').waitFor();
    expect(await styleOf(page, '.window', 'border-top-left-radius')).toBe('3px');
    expect(await styleOf(page, '.window', 'font-family')).toBe('monospace');
    expect(await styleOf(page, '.window', 'text-transform')).toBe('none');
    expect(await styleOf(page, '.window', 'color')).not.toBe('rgb(255, 0, 0)');
  });
});

describe('accessibility of a conversation', () => {
  const words = {
    de: {
      ...{ open: 'Chat öffnen', end: 'Chat beenden' },
      ...{ place: 'Ihr Platz in der Warteschlange: 2', cards: 'Karten' },
    },
    tr: {
      open: 'Sohbeti aç',
      end: 'Sohbeti bitir',
      place: 'Kuyruktaki sıranız: 2',
      cards: 'Kartlar',
    },
  } as const;
  const cases = (['de', 'tr'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme })),
  );

  it.each(cases)('axe finds nothing: $locale, $colorScheme', async ({ locale, colorScheme }) => {
    await using fake = await startFakeDirectLine();
    const look = { colorScheme, reducedMotion: 'reduce', viewport: { width: 390, height: 760 } };
    const attributes = `data-locale="${locale}"`;
    await using visitor = await visit(fake, look as BrowserContextOptions, attributes);
    const { page, problems } = visitor;
    const said = words[locale];
    await page.getByRole('button', { name: said.open, exact: true }).click();
    await page.getByRole('textbox').fill('hello');
    await page.keyboard.press('Enter');
    await vi.waitFor(() => expect(fake.conversation.activities).toHaveLength(1));
    fake.say({ text: 'x', attachmentLayout: 'carousel', attachments: heroes });
    fake.event('handoff.status', { state: 'accepted' });
    fake.event('tandem.queue', { position: 2, estimatedWaitTime: 90_000 });
    await page.getByText(said.place).waitFor();
    await page.getByRole('group', { name: said.cards }).waitFor();
    expect(await violations(page)).toEqual([]);
    fake.event('tandem.agent', { state: 'joined', name: 'Ada Lovelace' });
    const actions = [{ type: 'imBack' as const, title: 'OK', value: 'ok' }];
    fake.say({ ...agent, text: 'Hi', suggestedActions: { actions } });
    await page.getByRole('button', { name: 'OK', exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: said.end }).click();
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
