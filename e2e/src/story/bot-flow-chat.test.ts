import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { type Chat, chatOn } from './chat.ts';
import { showOnFailure } from './failure.ts';
import { openWindow, type Window } from './window.ts';

const act = (id: string, type: string, settings: object) => ({ id, type, name: id, settings });
const card = (title: string) => ({
  ...{ title, description: `All about ${title}` },
  ...{ button1Text: `Take ${title}`, button1Type: 'Postback', button1Value: `take ${title}` },
  ...{ button2Text: 'Read more', button2Type: 'Link', button2Value: 'https://shop.example/more' },
});

const shopBot = {
  ...{ language: 1, kind: 'bot', start: 'Card' },
  variables: ['first', 'second'].map((name) => ({ name, type: 'String' })),
  actions: [
    act('Card', 'ask', {
      ...{ text: 'Our tip', variable: 'first', content: 'card', cards: [card('Tea')] },
    }),
    act('Took', 'say', { text: 'You said {{ first }}.' }),
    act('Choice', 'ask', {
      ...{ text: 'And these', variable: 'second', content: 'carousel' },
      cards: ['Coffee', 'Cocoa', 'Water'].map(card),
    }),
    act('Close', 'closeHandover', { text: 'So {{ second }} it is. Goodbye!' }),
  ],
  edges: [
    ['Card', 'Took'],
    ['Took', 'Choice'],
    ['Choice', 'Close'],
  ].map(([from, to]) => ({ from, outlet: 'next', to })),
};

/** What a bot flow says, as its visitor sees it. */
describe('a bot flow in the web chat', () => {
  let tandem: TestTandem;
  let browser: Browser;
  let visitor: Window;
  let chat: Chat;
  beforeAll(async () => {
    [tandem, browser] = await Promise.all([startTandem(), launchBrowser()]);
    const { admin } = tandem;
    const flows = '/tandem/gateway/flows';
    const { id } = await admin.ok<{ id: string }>('POST', flows, {
      ...{ name: 'Shop', kind: 'bot', document: shopBot },
    });
    await admin.ok('POST', `${flows}/${id}/publish`, { labels: ['Live'] });
    const { token } = await admin.ok<{ token: string }>('POST', '/tandem/gateway/endpoints', {
      ...{ name: 'Shop', bot: { kind: 'flow', settings: { flow: id, label: 'Live' } } },
    });
    visitor = await openWindow(browser);
    chat = chatOn(visitor.page);
    await visitor.page.goto(`${tandem.url}/demo/${token}`);
    await visitor.page.getByRole('button', { name: 'Start chat' }).click();
  });
  afterEach(showOnFailure(() => [visitor]));
  afterAll(async () => {
    await browser?.close();
    await tandem?.[Symbol.asyncDispose]();
  });

  it('shows a card, whose button answers and whose link opens a page', async () => {
    await chat.shows('All about Tea');
    const link = chat.log.getByRole('link', { name: 'Read more' });
    expect(await link.getAttribute('href')).toBe('https://shop.example/more');
    await chat.log.getByRole('button', { name: 'Take Tea' }).click();
    await chat.shows('You said take Tea.');
  });

  it('shows cards beside each other, and says its last words when it closes', async () => {
    await chat.shows('All about Cocoa');
    const tops = await Promise.all(
      ['Coffee', 'Cocoa', 'Water'].map(async (name) => {
        const box = await chat.log.getByText(`All about ${name}`).boundingBox();
        return Math.round(box?.y ?? -1);
      }),
    );
    expect(new Set(tops).size).toBe(1);
    expect(await findingsInBothLooks(visitor.page, 'bot-flow-cards')).toEqual([]);
    await chat.log.getByRole('button', { name: 'Take Cocoa' }).click();
    await chat.shows('So take Cocoa it is. Goodbye!');
    expect(visitor.complaints).toEqual([]);
  });
});
