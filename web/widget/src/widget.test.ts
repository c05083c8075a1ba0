import { gzipSync } from 'node:zlib';
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
const quick = {
  suggestedActions: {
    actions: [{ type: 'imBack' as const, title: 'Agent', value: 'agent please' }],
  },
};
const html = { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>') };
const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('12 EUR') };
const heroes = ['Lamp', 'Chair'].map((title) => ({
  contentType: 'application/vnd.microsoft.card.hero',
  content: {
    title,
    text: 'In stock',
    buttons: [{ type: 'openUrl', title: 'Details', value: 'https://example.com/' }],
  },
}));

describe('the widget in a browser', () => {
  it('is small', () => {
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThan(45 * 1024);
  });

  it('is plain ASCII, so that no page garbles it', () => {
    expect(bundle.every((byte) => byte < 128)).toBe(true);
  });

  it('goes the whole way: bot, quick reply, waiting, agent, file, end, a new chat', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await openChat(page);
    await write(page, 'hello');
    await page.getByText('Sent').waitFor();
    fake.say({ text: 'Can I help?', ...quick });
    await page.getByRole('button', { name: 'Agent', exact: true }).click();
    await shown(page, 'agent please');
    fake.event('handoff.status', { state: 'accepted' });
    fake.event('tandem.queue', { position: 2 });
    await page.getByText('Your position in the queue: 2').waitFor();
    expect(await page.getByText('Estimated waiting time').count()).toBe(0);

    await page.reload();
    await openChat(page);
    await page.getByText('Your position in the queue: 2').waitFor();
    await shown(page, 'hello');

    fake.event('tandem.agent', { state: 'joined', name: 'Ada Lovelace' });
    await page.getByText(/^Ada Lovelace joined the chat · \d/).waitFor();
    fake.say({ ...agent, type: 'typing' });
    await page.getByText('Ada Lovelace is typing').waitFor({ state: 'attached' });
    fake.say({ ...agent, text: 'Please send the bill' });
    await shown(page, 'Please send the bill');
    await page.getByText('You are talking to Ada Lovelace').waitFor();
    const file = { name: 'bill.txt', mimeType: 'text/plain', buffer: Buffer.from('12 EUR') };
    await page.locator('input[type=file]').setInputFiles(file);
    await write(page, 'here');
    await vi.waitFor(() => expect(fake.conversation.files).toHaveLength(1));
    await page.getByRole('log').getByText('bill.txt').waitFor();

    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('button', { name: 'Yes, end it' }).click();
    await vi.waitFor(() =>
      expect(fake.conversation.activities.at(-1)?.type).toBe('endOfConversation'),
    );
    fake.event('handoff.status', { state: 'completed' });
    fake.event('tandem.ended', {});
    await page.getByRole('button', { name: 'Start a new chat' }).click();
    await page.getByText('How can we help?').waitFor();
    await vi.waitFor(() => expect(fake.conversations).toHaveLength(2));
    expect(visitor.problems).toEqual([]);
  });

  it('works by keyboard alone: opens, writes, closes with Escape, gives the focus back', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await vi.waitFor(async () => expect(await focused(page)).toBe('Your message'));
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await shown(page, 'by keyboard');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await vi.waitFor(async () => expect(await focused(page)).toBe('Open chat'));
    fake.say({ text: 'unread' });
    await page.getByRole('button', { name: 'Open chat, 1 unread message' }).waitFor();
  });

  it('has a field that shows a bar only for more lines than fit', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake, { viewport: { width: 390, height: 800 } });
    const { page } = visitor;
    await openChat(page);
    const field = page.getByRole('textbox', { name: 'Your message' });
    const bar = () => field.evaluate((one) => one.scrollHeight - one.clientHeight);
    await field.waitFor();
    expect(await bar()).toBe(0);
    await field.fill('one\ntwo\nthree');
    expect(await bar()).toBe(0);
    await field.fill('line\n'.repeat(9));
    expect(await bar()).toBeGreaterThan(0);
    expect(await field.evaluate((one) => getComputedStyle(one).overflowY)).toBe('auto');
  });

  it('shows a failed message and sends it again', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await openChat(page);
    await page.getByText('How can we help?').waitFor();
    fake.faults.posts = [400];
    await write(page, 'refused');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Sent').waitFor();
    expect(fake.conversation.activities).toHaveLength(1);
  });

  it('takes pasted and dropped files, and says when one is too large', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake, {}, 'data-max-upload-mb="0.001"');
    const { page } = visitor;
    await openChat(page);
    await hand(page, { type: 'paste', target: 'textarea', name: 'pasted.txt', size: 10 });
    await page.getByRole('button', { name: 'Remove pasted.txt' }).waitFor();
    await hand(page, { type: 'drop', target: '.window', name: 'dropped.txt', size: 10 });
    await page.getByRole('button', { name: 'Remove dropped.txt' }).waitFor();
    await hand(page, { type: 'drop', target: '.window', name: 'large.txt', size: 5000 });
    await page.getByText('large.txt is too large').waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() =>
      expect(fake.conversation.files.map(({ name }) => name)).toEqual([
        'pasted.txt',
        'dropped.txt',
      ]),
    );
  });

  it('takes no file of a kind that the endpoint does not accept, and says which', async () => {
    await using fake = await startFakeDirectLine();
    fake.configuration = { upload: { maxBytes: 1000, types: ['text/plain'] } };
    await using visitor = await visit(fake);
    const { page } = visitor;
    await openChat(page);
    await page.locator('input[type=file]').setInputFiles([html, note]);
    await page.getByText('Files of this kind are not accepted: page.html').waitFor();
    expect(await page.getByRole('button', { name: /^Remove / }).allTextContents()).toHaveLength(1);
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() => expect(fake.conversation.files).toMatchObject([{ name: 'note.txt' }]));
  });

  it('gives text and files of a refused message back, to be sent without the bad one', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await openChat(page);
    await page.getByText('How can we help?').waitFor();
    await page.locator('input[type=file]').setInputFiles([html, note]);
    fake.faults.posts = [415];
    await write(page, 'here are files');
    const edit = page.getByRole('button', { name: 'Edit' });
    await edit.waitFor();
    expect(await page.locator('progress').count()).toBe(0);
    await page.getByLabel('Your message').fill('and more');
    await edit.click();
    await edit.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Your message').inputValue()).toBe('here are files\nand more');
    expect(await focused(page)).toBe('Your message');
    await page.getByRole('button', { name: 'Remove page.html' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() => expect(fake.conversation.files).toMatchObject([{ name: 'note.txt' }]));
    expect(fake.conversation.activities).toMatchObject([{ text: 'here are files\nand more' }]);
    fake.faults.posts = [415];
    await write(page, 'refused');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('refused').waitFor({ state: 'detached' });
    await page.reload();
    await openChat(page);
    await shown(page, 'here are files');
    expect(await page.getByText('refused').count()).toBe(0);
  });

  it('leaves files that are on their way to the tab that has them, until it is closed', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    const goOn = Promise.withResolvers<void>();
    await page.route('**/upload?*', async (route) => {
      await goOn.promise;
      await route.continue();
    });
    await openChat(page);
    await write(page, 'hello');
    await page.getByText('Sent').waitFor();
    const sendWith = async (text: string) => {
      await page.locator('input[type=file]').setInputFiles(note);
      await write(page, text);
      await shown(page, text);
    };
    await sendWith('the bill');
    const other = await page.context().newPage();
    await other.goto(fake.origin);
    await other
      .getByRole('log')
      .or(other.getByRole('button', { name: 'Open chat' }))
      .first()
      .waitFor();
    if (!(await other.getByRole('log').isVisible())) await openChat(other);
    // Whatever is lost is told by now.
    await write(other, 'and from here');
    await shown(other, 'and from here');
    await other.getByText('Sent').last().waitFor();
    expect(await other.getByText('the bill').count()).toBe(0);
    goOn.resolve();
    await shown(other, 'the bill');
    expect(await other.getByText('Not sent').count()).toBe(0);
    await page.evaluate(() => {
      XMLHttpRequest.prototype.send = () => {};
    });
    await sendWith('the photo');
    await other.reload();
    if (!(await other.getByRole('log').isVisible())) await openChat(other);
    await shown(other, 'the bill');
    await page.close();
    await shown(other, 'the photo');
    await other.getByText('Not sent').waitFor();
  });

  it("stays at the end when the visitor's own pictures get their height after they are sent", async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    const buffer = await page.screenshot();
    await openChat(page);
    for (const each of [1, 2, 3, 4, 5, 6]) {
      const file = { name: `${each}.png`, mimeType: 'image/png', buffer };
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByLabel('Your message').press('Enter');
      const picture = page.locator(`.picture img[alt="${each}.png"]`);
      await picture.evaluate((image: HTMLImageElement) => image.decode());
      await expect.poll(() => picture.evaluate(leftBelow)).toBeLessThan(2);
    }
  });

  it('is part of the page where the page says so', async () => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake);
    const { page } = visitor;
    await page.evaluate((endpoint) => {
      const element = document.createElement('div');
      element.style.height = '500px';
      document.body.append(element);
      Tandem.mount({
        endpoint,
        element,
        locale: 'de',
        title: 'Hilfe',
      });
    }, fake.endpoint);
    await page.getByRole('region', { name: 'Hilfe' }).waitFor();
    await page.getByText('Wie können wir helfen?').waitFor();
  });
});

describe('accessibility', () => {
  const themes = [
    { colorScheme: 'light', viewport: { width: 900, height: 760 } },
    { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  ] as const;
  it.each(themes)('axe finds nothing, $colorScheme, $viewport.width px', async (options) => {
    await using fake = await startFakeDirectLine();
    await using visitor = await visit(fake, { ...options, reducedMotion: 'reduce' });
    const { page } = visitor;
    expect(await violations(page)).toEqual([]);
    await openChat(page);
    await page.getByText('How can we help?').waitFor();
    expect(await violations(page)).toEqual([]);
    await write(page, 'hello');
    await page.getByText('Sent').waitFor();
    fake.say({
      text: 'Look: https://example.com/',
      attachmentLayout: 'carousel',
      attachments: heroes,
    });
    fake.event('handoff.status', { state: 'accepted' });
    fake.event('tandem.queue', { position: 2, estimatedWaitTime: 90_000 });
    fake.say({ ...agent, text: 'Hi', ...quick });
    await page.getByRole('button', { name: 'Agent', exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'End chat' }).click();
    expect(await violations(page)).toEqual([]);
  });
});

/** Accessible name of what has the focus inside the shadow root. */
const focused = (page: Page) =>
  page.evaluate(() =>
    document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label'),
  );

/** Pixels of the log below what is in view, once what a picture moves has been drawn. */
const leftBelow = async (picture: Element) => {
  for (const _ of [1, 2, 3]) await new Promise((drawn) => requestAnimationFrame(drawn));
  const log = picture.closest('.log');
  return log ? log.scrollHeight - log.scrollTop - log.clientHeight : Number.NaN;
};

/** Hands a file to the page as the clipboard or a drag would. */
const hand = (
  page: Page,
  given: { type: 'paste' | 'drop'; target: string; name: string; size: number },
) =>
  page.evaluate(({ type, target, name, size }) => {
    const data = new DataTransfer();
    data.items.add(new File(['x'.repeat(size)], name, { type: 'text/plain' }));
    const init = { bubbles: true, cancelable: true };
    const event =
      type === 'paste'
        ? new ClipboardEvent(type, { ...init, clipboardData: data })
        : new DragEvent(type, { ...init, dataTransfer: data });
    document.querySelector('tandem-chat')?.shadowRoot?.querySelector(target)?.dispatchEvent(event);
  }, given);
