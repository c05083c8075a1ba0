import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeDirectLine, startFakeDirectLine } from './testing/fake-direct-line.ts';
import { builtBundle, launch } from './testing/open-page.ts';
import { openChat, shown, violations, visit, write } from './testing/visit.ts';

type Arrival = { readonly configuration?: FakeDirectLine['configuration']; readonly says?: string };

let browser: Browser;
let bundle: Buffer;
beforeAll(async () => {
  [browser, bundle] = await Promise.all([launch(), builtBundle()]);
});
afterAll(() => browser.close());

/** A visitor with the chat open, who has written something where `says` is given. */
const arrive = async ({ configuration = {}, says = '' }: Arrival = {}) => {
  const fake = await startFakeDirectLine();
  fake.configuration = configuration;
  const visitor = await visit({ browser, bundle, fake });
  const { page, problems } = visitor;
  await openChat(page);
  if (says !== '') {
    await write(page, says);
    await page.getByText('Sent').waitFor();
  }
  const leave = async () => {
    await visitor[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  };
  return { fake, page, problems, [Symbol.asyncDispose]: leave };
};

const agent = {
  from: { id: 'a', name: 'Ada Lovelace', role: 'bot' as const },
  channelData: { source: 'agent' },
};

const look = {
  home: true,
  consent: true,
  privacyUrl: 'https://shop.example/privacy',
  texts: {
    en: {
      title: 'Help desk',
      greeting: 'Hello from the shop',
      privacy: 'We keep what you write for 30 days.',
      starters: ['Where is my parcel?'],
      menu: [
        { label: 'Opening hours', say: 'When are you open?' },
        { label: 'Our shop', url: 'https://shop.example/' },
      ],
    },
  },
};

/** Accessible name or text of what has the focus inside the shadow root. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent;
  });

describe('what the owner of the site sets', () => {
  it('sends nothing before the visitor agrees, and asks only once for one notice', async () => {
    await using visitor = await arrive({ configuration: { widget: look } });
    const { fake, page } = visitor;
    await page.getByText('We keep what you write for 30 days.').waitFor();
    expect(await page.getByRole('link', { name: 'Privacy notice' }).getAttribute('href')).toBe(
      'https://shop.example/privacy',
    );
    expect(fake.calls).toEqual([]);
    await page.getByRole('button', { name: 'Not now' }).click();
    await openChat(page);
    await page.getByRole('button', { name: 'Agree and start' }).click();
    await page.getByText('Hello from the shop').waitFor();
    // Home comes before the conversation: still nothing is sent.
    expect(fake.calls).toEqual([]);
    await page.getByRole('button', { name: 'Where is my parcel?' }).click();
    await shown(page, 'Where is my parcel?');
    await vi.waitFor(() => expect(fake.conversation.activities).toHaveLength(1));
    await page.reload();
    await openChat(page);
    await shown(page, 'Where is my parcel?');
    fake.configuration = {
      widget: { ...look, texts: { en: { ...look.texts.en, privacy: 'Another notice' } } },
    };
    await page.reload();
    await openChat(page);
    await page.getByText('Another notice').waitFor();
    expect(visitor.problems).toEqual([]);
  });

  it('has a menu that says or opens something at any time, by keyboard too', async () => {
    await using visitor = await arrive({ configuration: { widget: { texts: look.texts } } });
    const { page } = visitor;
    await page.getByText('Hello from the shop').waitFor();
    await page.getByRole('button', { name: 'Menu' }).press('Enter');
    await vi.waitFor(async () => expect(await focused(page)).toBe('Opening hours'));
    await page.keyboard.press('Escape');
    await vi.waitFor(async () => expect(await focused(page)).toBe('Menu'));
    await page.keyboard.press('Enter');
    expect(await page.getByRole('link', { name: 'Our shop' }).getAttribute('href')).toBe(
      'https://shop.example/',
    );
    await page.getByRole('button', { name: 'Opening hours' }).click();
    await shown(page, 'When are you open?');
    await vi.waitFor(async () => expect(await focused(page)).toBe('Menu'));
  });

  it('takes no files where there shall be none, and says when the team is back', async () => {
    await using visitor = await arrive({
      configuration: {
        widget: { uploads: false },
        hours: { open: false, nextChange: '2030-01-07T08:00:00.000Z' },
      },
    });
    const { page } = visitor;
    await page.getByText('Our team is away. Back: Jan 7, 2030').waitFor();
    expect(await page.getByRole('button', { name: 'Attach files' }).count()).toBe(0);
  });
});

describe('the survey', () => {
  it('is answered once, by keyboard, and stays answered after a reload', async () => {
    await using visitor = await arrive({ says: 'thanks' });
    const { fake, page } = visitor;
    const value = { id: 's1', question: 'How was it?', scale: 5, comment: true };
    fake.event('tandem.survey', value);
    fake.event('tandem.ended', {});
    const four = page.getByRole('radio', { name: '4 of 5' });
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByText('Please choose a rating first.').waitFor();
    await vi.waitFor(async () => expect(await focused(page)).toBe('1 of 5'));
    await page.getByRole('radio', { name: '3 of 5' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await vi.waitFor(async () => expect(await four.isChecked()).toBe(true));
    await page.getByLabel('What could we do better?').fill('Nothing');
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByText('Thank you for your answer.').waitFor();
    await vi.waitFor(() =>
      expect(fake.conversation.activities.at(-1)).toMatchObject({
        ...{ type: 'event', name: 'tandem.survey.answer' },
        value: { id: 's1', score: 4, comment: 'Nothing' },
      }),
    );
    await page.reload();
    await openChat(page);
    await page.getByText('Thank you for your answer.').waitFor();
    expect(await page.getByRole('radio').count()).toBe(0);
  });
});

describe('thanks for an answer', () => {
  it('make room when the visitor goes on', async () => {
    await using visitor = await arrive({ says: 'thanks' });
    const { fake, page } = visitor;
    fake.event('tandem.survey', { id: 's1', question: 'How was it?', scale: 5 });
    await page.getByRole('radio', { name: '4 of 5' }).check();
    await page.getByRole('button', { name: 'Send answer' }).click();
    const thanks = page.getByText('Thank you for your answer.');
    await thanks.waitFor();
    await write(page, 'one more thing');
    await shown(page, 'one more thing');
    await thanks.waitFor({ state: 'detached' });
  });
});

describe('reading', () => {
  it('tells the agent once what was seen, and not what was not', async () => {
    await using visitor = await arrive({ says: 'hello' });
    const { fake, page } = visitor;
    fake.event('tandem.agent', { state: 'joined', name: 'Ada Lovelace' });
    const first = fake.say({ ...agent, text: 'I am here' });
    const receipts = () =>
      fake.conversation.activities
        .filter(({ name }) => name === 'tandem.receipt')
        .map(({ value }) => value);
    await vi.waitFor(() => expect(receipts()).toEqual([{ activityId: first, status: 'read' }]));
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    const second = fake.say({ ...agent, text: 'Are you there?' });
    const unread = page.getByRole('button', { name: 'Open chat, 1 unread message' });
    await unread.waitFor();
    await page.reload();
    await unread.waitFor();
    expect(receipts()).toHaveLength(1);
    await unread.click();
    await vi.waitFor(() =>
      expect(receipts()).toEqual([
        { activityId: first, status: 'read' },
        { activityId: second, status: 'read' },
      ]),
    );
  });

  it('of a date to choose is in the own language; what is sent is what was offered', async () => {
    await using visitor = await arrive({ says: 'hello' });
    const { fake, page } = visitor;
    const at = '2030-05-06T12:30:00.000Z';
    fake.say({
      ...{ ...agent, text: 'When?', channelData: { source: 'agent', pick: 'date' } },
      suggestedActions: { actions: [{ type: 'imBack', title: at, value: at }] },
    });
    await page.getByRole('button', { name: /^Mon, May 6, / }).click();
    await vi.waitFor(() =>
      expect(fake.conversation.activities.at(-1)).toMatchObject({ value: at }),
    );
  });
});

describe('earlier conversations', () => {
  it('are read again from the server, and cannot be answered', async () => {
    await using visitor = await arrive({ says: 'about a lamp' });
    const { fake, page } = visitor;
    fake.say({
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.hero',
          content: { title: 'Lamp', buttons: [{ type: 'imBack', title: 'Buy', value: 'buy' }] },
        },
      ],
    });
    fake.event('tandem.ended', {});
    await page.getByRole('button', { name: 'Start a new chat' }).click();
    await page.getByText('How can we help?').waitFor();
    await page.getByRole('button', { name: 'Earlier conversations' }).click();
    await page.getByRole('button', { name: 'about a lamp' }).click();
    await shown(page, 'about a lamp');
    await page.getByText('This is an earlier conversation.').waitFor();
    expect(await page.getByRole('button', { name: 'Buy' }).isDisabled()).toBe(true);
    expect(await page.getByLabel('Your message').count()).toBe(0);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('How can we help?').waitFor();
    await vi.waitFor(() => expect(fake.conversations).toHaveLength(2));
    expect(visitor.problems).toEqual([]);
  });
});

describe('accessibility of the screens', () => {
  const all = {
    ...look,
    color: '#b45309',
    texts: { en: look.texts.en, de: look.texts.en, tr: look.texts.en },
  };
  const words = {
    en: ['Open chat', 'Agree and start', 'Write a message', 'Earlier conversations'],
    de: ['Chat öffnen', 'Zustimmen und beginnen', 'Nachricht schreiben', 'Frühere Gespräche'],
    tr: ['Sohbeti aç', 'Kabul et ve başla', 'Mesaj yazın', 'Önceki görüşmeler'],
  } as const;
  const cases = (['en', 'de', 'tr'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme })),
  );

  it.each(cases)('axe finds nothing: $locale, $colorScheme', async ({ locale, colorScheme }) => {
    await using fake = await startFakeDirectLine();
    fake.configuration = {
      widget: all,
      hours: { open: false, nextChange: '2030-01-07T08:00:00.000Z' },
    };
    const options = { colorScheme, viewport: { width: 360, height: 740 } };
    await using visitor = await visit({
      ...{ browser, bundle, fake, attributes: `data-locale="${locale}"` },
      options: { ...options, reducedMotion: 'reduce' },
    });
    const { page } = visitor;
    const [open, agree, begin, history] = words[locale];
    const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
    await press(open);
    await page.getByRole('button', { name: agree }).waitFor();
    expect(await violations(page)).toEqual([]);
    await press(agree);
    await page.getByRole('heading', { name: 'Hello from the shop' }).waitFor();
    await vi.waitFor(async () => expect(await focused(page)).toBe('Hello from the shop'));
    expect(await violations(page)).toEqual([]);
    await press(begin);
    await vi.waitFor(() => expect(fake.conversations).toHaveLength(1));
    fake.say({ text: 'Hi' });
    fake.event('tandem.survey', { id: 's', question: 'How was it?', scale: 5, comment: true });
    await page.getByRole('radio').nth(2).check();
    expect(await violations(page)).toEqual([]);
    await page.locator('.survey [type=submit]').click();
    await page.locator('.survey').waitFor({ state: 'detached' });
    await page.locator('.menu button').click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await press(history);
    await page.getByRole('heading', { name: history }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(visitor.problems).toEqual([]);
  });
});
