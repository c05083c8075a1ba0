import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { openConsole } from '#src/testing/console-page.ts';
import { customerSays, offerConversation } from '#src/testing/fake-conversation.ts';
import type { Row } from '#src/testing/fake-data.ts';
import { announce } from '#src/testing/fake-desk-routes.ts';
import { examinerOf } from '#src/testing/looks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const WIDE = { width: 1360, height: 850 };

async function openActive(look: object = {}) {
  const desk = await openConsole(browser, {}, { viewport: WIDE, ...look });
  await desk.open('/desk/');
  await desk.page.getByRole('switch', { name: 'On queue' }).waitFor();
  const conversation = offerConversation(desk.wire);
  await desk.page.getByRole('button', { name: 'Accept' }).click();
  const composer = desk.page.getByRole('textbox', { name: 'Message to the customer' });
  await composer.waitFor();
  return { desk, conversation, composer };
}

describe('colleagues at the desk', () => {
  it('leave notes that stand among the messages and are not sent', async () => {
    const { desk, composer } = await openActive({ colorScheme: 'dark' });
    await using it = desk;
    const { page, wire } = it;
    await composer.fill('half a message');
    await page.keyboard.press('Alt+n');
    const note = page.getByRole('textbox', { name: 'Note to colleagues' });
    await note.fill('Has called twice');
    await page.reload();
    await composer.waitFor();
    await expect.poll(() => composer.inputValue()).toBe('half a message');
    await page.getByText('Internal note', { exact: true }).click();
    await expect.poll(() => note.inputValue()).toBe('Has called twice');
    await note.press('Enter');
    await page
      .getByRole('article', { name: /Internal note, Ada Agent/ })
      .getByText('Has called twice')
      .waitFor();
    await expect.poll(() => note.inputValue()).toBe('');
    const looks = examinerOf(page, 'desk colleagues');
    await looks.examine('note dark');
    expect(looks.findings).toEqual([]);
    const sent = [...wire.state.messages.values()].map((message) => message['textBody']);
    expect(sent).not.toContain('Has called twice');
    expect(wire.mistakes).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  it('are asked for advice, those who are there first; who is away only on request', async () => {
    const { desk } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    await page.keyboard.press('Alt+q');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: /Berk Demir/ }).waitFor();
    expect(await page.getByRole('option', { name: /Clara Vogt/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.getByRole('switch', { name: 'Show people who are away too' }).check();
    await dialog.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: 'Clara Vogt · Offline' }).waitFor();
    await page.getByRole('option', { name: 'Berk Demir · Available' }).click();
    await dialog.getByRole('textbox', { name: 'Question' }).fill('May I refund this?');
    const looks = examinerOf(page, 'desk colleagues');
    await looks.examine('ask');
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('article', { name: /Ada Agent asks Berk Demir/ }).waitFor();
    // The conversation stays.
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    expect(looks.findings).toEqual([]);
    expect(wire.mistakes).toEqual([]);
  });

  it('read along when they are asked, answer with a note, and leave', async () => {
    await using it = await openConsole(browser, {}, { viewport: WIDE });
    const { page, wire } = it;
    await it.open('/desk/');
    await page.getByRole('switch', { name: 'On queue' }).waitFor();
    const conversation = offerConversation(wire);
    const [agent] = (conversation['participants'] as Row[]).slice(-1);
    Object.assign(agent ?? {}, { purpose: 'monitor', state: 'connected' });
    const { me } = wire.state;
    wire.state.notes.set(String(conversation.id), [
      {
        ...{ id: 'question', conversationId: conversation.id, text: 'May I refund this?' },
        author: { id: 'ben', name: 'Berk Demir' },
        asked: { id: me.id, name: me['name'] },
        dateCreated: new Date().toISOString(),
      },
    ]);
    announce(wire.state, wire.publish, conversation);
    const list = page.getByRole('region', { name: 'Reading along' });
    // Looking in is no question: only who is asked is told so.
    await list.getByRole('button', { name: /Selin Kaya.*Berk Demir asks you/ }).click();
    const question = page.getByRole('status').filter({ hasText: 'Berk Demir asks you' });
    await question.getByText('May I refund this?').waitFor();
    await page.getByText('The customer does not see you').waitFor();
    expect(await page.getByRole('textbox', { name: 'Message to the customer' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'End', exact: true }).count()).toBe(0);
    const note = page.getByRole('textbox', { name: 'Note to colleagues' });
    await note.fill('Yes, do');
    await note.press('Enter');
    await page.getByRole('article').getByText('Yes, do').waitFor();
    await page.getByText('Berk Demir asks you').first().waitFor({ state: 'detached' });
    const looks = examinerOf(page, 'desk colleagues');
    await looks.examine('along');
    expect(looks.findings).toEqual([]);
    await page.getByRole('button', { name: 'Leave' }).click();
    await expect.poll(() => list.count()).toBe(0);
    expect(wire.mistakes).toEqual([]);
  });

  it('are named while they look at the same conversation, on a tablet too', async () => {
    const { desk } = await openActive({ viewport: { width: 820, height: 1180 } });
    await using it = desk;
    it.wire.state.viewers.push({ id: 'ben', name: 'Berk Demir' });
    await it.page.getByText('Berk Demir is looking at this too').waitFor();
    it.wire.state.viewers.push({ id: 'clara', name: 'Clara Vogt' });
    await it.page.getByText('Berk Demir, Clara Vogt are looking at this too').waitFor();
    const looks = examinerOf(it.page, 'desk colleagues');
    await looks.examine('tablet');
    expect(looks.findings).toEqual([]);
  });
});

describe('waiting customers', () => {
  it('are marked by sign and word when the service level of the queue is missed', async () => {
    const { desk, conversation, composer } = await openActive();
    await using it = desk;
    const { page, wire } = it;
    const queue = wire.state.queues.find(({ id }) => id === 'queue-Support');
    Object.assign(queue ?? {}, {
      mediaSettings: { message: { serviceLevel: { percentage: 0.8, durationMs: 1000 } } },
    });
    await page.reload();
    await composer.waitFor();
    customerSays(wire, conversation, { text: 'Are you there?' });
    await page.getByRole('img', { name: 'Service level missed' }).waitFor();
    const looks = examinerOf(page, 'desk colleagues');
    await looks.examine('late');
    expect(looks.findings).toEqual([]);
    await composer.fill('Yes');
    await composer.press('Enter');
    await expect
      .poll(() => page.getByRole('img', { name: 'Service level missed' }).count())
      .toBe(0);
  });
});

describe('alerts', () => {
  /** What the machine of the agent does: counted instead of played and shown. */
  const machine = () => {
    const heard = { tones: 0, shown: [] as object[], closed: 0, hidden: false };
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (when) {
      heard.tones += 1;
      return start.call(this, when);
    };
    class Shown {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor(title: string, { body }: { body: string }) {
        heard.shown.push({ title, body });
      }
      close() {
        heard.closed += 1;
      }
    }
    Object.defineProperty(document, 'hidden', { get: () => heard.hidden });
    Object.assign(window, { heard, Notification: Shown });
  };

  it('are a sound, and a notification while the desk is not in view, until the offer is answered', async () => {
    await using it = await openConsole(browser, {}, { viewport: WIDE });
    const { page, wire } = it;
    await page.addInitScript(machine);
    await it.open('/desk/');
    type Heard = { tones: number; shown: object[]; closed: number; hidden: boolean };
    const heard = () => page.evaluate(() => (window as unknown as { heard: Heard }).heard);
    const look = (hidden: boolean) =>
      page.evaluate((to) => {
        (window as unknown as { heard: Heard }).heard.hidden = to;
      }, hidden);
    await page.getByRole('switch', { name: 'On queue' }).waitFor();
    await look(true);
    offerConversation(wire, { customer: 'Deniz' });
    await expect
      .poll(async () => (await heard()).shown)
      .toEqual([{ title: 'A conversation is waiting for you', body: 'Deniz' }]);
    expect((await heard()).tones).toBeGreaterThan(0);
    await look(false);
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect.poll(async () => (await heard()).closed).toBe(1);
    await page.getByRole('button', { name: /^Alerts/ }).click();
    await page.getByRole('switch', { name: 'Sound for offers' }).uncheck();
    await page.keyboard.press('Escape');
    const { tones } = await heard();
    offerConversation(wire, { customer: 'Robin' });
    await page.getByRole('button', { name: /Robin/ }).first().waitFor();
    await expect.poll(() => page.title()).toMatch(/^\(1\) /);
    // In view nothing is shown beside the page, and without sound nothing is heard.
    expect(await heard()).toMatchObject({ tones, shown: [{ body: 'Deniz' }] });
  });

  it('are chosen by the agent and remembered', async () => {
    await using it = await openConsole(browser, {}, { viewport: WIDE, permissions: [] });
    const { page } = it;
    await it.open('/desk/');
    await page.getByRole('button', { name: 'Alerts' }).click();
    const sound = page.getByRole('switch', { name: 'Sound for offers' });
    await sound.uncheck();
    await page.getByRole('slider', { name: 'Volume' }).press('Home');
    const looks = examinerOf(page, 'desk colleagues');
    await looks.examine('alerts');
    expect(looks.findings).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Alerts (silent)' }).click();
    await expect.poll(() => sound.isChecked()).toBe(false);
    await expect
      .poll(() => page.getByRole('slider', { name: 'Volume' }).getAttribute('aria-valuenow'))
      .toBe('0');
  });
});
