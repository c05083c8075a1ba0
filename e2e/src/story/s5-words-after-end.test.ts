import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import type { Desk } from '../halves/contact-centre.ts';
import { type OneTandem, startOneTandem } from '../halves/one-tandem.ts';
import { until } from '../harness/waiting.ts';

let one: OneTandem;
let grace: Desk;
let base: string;

beforeAll(async () => {
  one = await startOneTandem(['conversation:communication:disconnect']);
  grace = one.grace;
  base = await one.endpoint({ name: 'Chat' });
}, 120_000);
afterAll(() => one?.[Symbol.asyncDispose]());

describe('a customer who writes as the agent ends the conversation', () => {
  it.each([
    ['at the same time', false],
    ['right after it', true],
  ])('%s is answered by one of the two, and nobody is offered a ghost', async (name, after) => {
    const chat = await openChat(base, { id: `dl_${name.replaceAll(' ', '_')}` });
    await chat.hears(/demo bot/);
    await chat.say('agent');
    const offer = await grace.accept();
    await grace.say(offer, `Grace here ${name}`);
    await chat.hears(`Grace here ${name}`);
    const ending = grace.patch(offer, { state: 'disconnected' });
    if (after) await ending;
    await chat.say('hours');
    await ending;
    await grace.patch(offer, { wrapupSkipped: true }).catch(() => {});
    await chat.untilStates('accepted', 'completed');
    const participants = await until('nobody is left there', async () => {
      const found = (await grace.conversation(offer.conversation)).participants;
      const ended = found.every(({ state }) => state === 'disconnected' || state === 'terminated');
      return ended ? found : null;
    });
    // Either the agent had it in time, or the bot has it.
    const customers = participants.filter(({ purpose }) => purpose === 'customer');
    const read = await grace.texts(offer.conversation);
    const isStray = customers.length > 1 || !read.includes('hours');
    if (isStray) await chat.hears(/Monday/);
    const answers = (await chat.heard()).filter((text) => text.includes('Monday'));
    expect(answers).toHaveLength(isStray ? 1 : 0);
    if (after) expect(isStray).toBe(true);
  });
});
