import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '#src/testing/browser.ts';
import { axeFindings, openConsole } from '#src/testing/console-page.ts';
import { offerConversation } from '#src/testing/fake-conversation.ts';
import type { Row } from '#src/testing/fake-data.ts';
import { announce } from '#src/testing/fake-desk-routes.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openOffer() {
  const desk = await openConsole(browser, {}, { viewport: { width: 1360, height: 850 } });
  await desk.open('/desk/');
  await desk.page.getByRole('switch', { name: 'On queue' }).check();
  await desk.page.getByText('Waiting for conversations').waitFor();
  const conversation = offerConversation(desk.wire);
  await desk.page.getByRole('button', { name: 'Accept' }).waitFor();
  return { desk, conversation };
}

type Opened = Awaited<ReturnType<typeof openOffer>>;

/** Another agent's part, as the contact centre tells it. */
const addAgent = ({ desk, conversation }: Opened, part: object) => {
  const participants = conversation['participants'] as Row[];
  const at = new Date(Date.now() + 1).toISOString();
  const one = {
    ...{ id: `part-${participants.length}`, purpose: 'agent', name: 'Ben', messages: [] },
    ...{ user: { id: 'ben' }, startTime: at },
    ...part,
  };
  participants.push(one);
  announce(desk.wire.state, desk.wire.publish, conversation);
};

describe('handing over on the desk', () => {
  it('says who declined a transfer, and who did not answer', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page } = it;
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    const left = { state: 'disconnected', endTime: new Date().toISOString() };
    addAgent(opened, { ...left, disconnectType: 'client' });
    await page.getByText('Ben declined. You go on with the conversation.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    addAgent(opened, { ...left, disconnectType: 'transfer.noanswer', name: 'Cem' });
    await page.getByText('Cem did not answer.').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.getByText('Cem did not answer.').count()).toBe(0);
  });

  it('shows who transfers with the note, how long the customer waits, and no conversation yet', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page, wire } = it;
    wire.state.me['routingStatus'] = { status: 'INTERACTING' };
    wire.publish(`v2.users.${wire.state.me.id}.routingStatus`, {});
    await page.getByText('A conversation is offered to you').waitFor();
    await page.getByText('Waiting time:').waitFor();
    addAgent(opened, {
      state: 'connected',
      startTime: '2026-01-01T00:00:00.000Z',
      connectedTime: '2026-01-01T00:00:00.000Z',
      attributes: { transferNote: 'Wants a refund' },
    });
    await page.getByText('Ben hands this conversation over to you.').waitFor();
    await page.getByText('Note: Wants a refund').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Whoever asked you goes on with the conversation.').waitFor();
    offerConversation(wire, { customer: 'Next' });
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect.poll(() => page.getByText('You declined.').count()).toBe(0);
  });

  it('keeps the note of a transfer among the messages once it is accepted', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page } = it;
    addAgent(opened, {
      ...{ state: 'disconnected', disconnectType: 'transfer' },
      startTime: '2026-01-01T00:00:00.000Z',
      connectedTime: '2026-01-01T00:00:00.000Z',
      endTime: '2026-01-01T00:01:00.000Z',
      attributes: { transferNote: 'Wants a refund' },
    });
    await page.getByText('Note: Wants a refund').waitFor();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    await page
      .getByRole('article', { name: /^Note with the transfer, Ben/ })
      .getByText('Wants a refund')
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('parks and resumes, by button and by keyboard', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page } = it;
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Park', exact: true }).click();
    await page.getByText(/^Parked\. It comes back/).waitFor();
    expect(await page.getByRole('textbox', { name: 'Message to the customer' }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    await page.keyboard.press('Alt+p');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect(it.wire.mistakes).toEqual([]);
  });

  it('transfers with a note, and remembers nobody the next time', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page } = it;
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    const dialog = page.getByRole('dialog');
    const choose = async () => {
      await page.keyboard.press('Alt+t');
      const queue = dialog.getByRole('combobox', { name: 'Queue' });
      await expect
        .poll(() => queue.evaluate((field) => field === document.activeElement))
        .toBe(true);
      await queue.click();
      await page.getByRole('option', { name: 'Sales' }).click();
    };
    await choose();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Alt+t');
    expect(await dialog.getByRole('combobox', { name: 'Queue' }).inputValue()).toBe('');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await choose();
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Wants a refund');
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await page.getByRole('combobox', { name: 'Wrap-up code' }).waitFor();
    // The conversation goes on; only the agent's part is over.
    await page.getByText('How did your part end?').waitFor();
    expect(JSON.stringify(opened.conversation)).toContain('"transferNote":"Wants a refund"');
  });

  it('shows what an earlier part owes when a conversation comes back, and wraps up each part', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page, wire } = it;
    await page.getByRole('button', { name: 'Accept' }).click();
    // The shortcut is there once the conversation is.
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    await page.keyboard.press('Alt+t');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Queue' }).click();
    await page.getByRole('option', { name: 'Sales' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
    await page.getByRole('combobox', { name: 'Wrap-up code' }).waitFor();
    // It comes back before the agent has wrapped up.
    const [, , , first] = opened.conversation['participants'] as Row[];
    const me = { name: wire.state.me['name'], user: { id: wire.state.me.id } };
    addAgent(opened, { ...me, state: 'alerting' });
    const list = (name: string) => page.getByRole('region', { name, exact: true });
    await list('Offered')
      .getByRole('button', { name: /Selin Kaya/ })
      .click();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('textbox', { name: 'Message to the customer' }).waitFor();
    await expect.poll(() => list('After-call work').getByRole('button').count()).toBe(1);
    await expect.poll(() => list('Active').getByRole('button').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End conversation' }).click();
    await expect.poll(() => list('After-call work').getByRole('button').count()).toBe(2);
    const second = (opened.conversation['participants'] as Row[]).at(-1);
    const wrapUp = async () => {
      await page.getByRole('combobox', { name: 'Wrap-up code' }).click();
      await page.getByRole('option', { name: 'Resolved' }).click();
      await page.getByRole('button', { name: 'Done' }).click();
    };
    await wrapUp();
    await expect.poll(() => list('After-call work').getByRole('button').count()).toBe(1);
    expect([first?.['endAcwTime'], typeof second?.['endAcwTime']]).toEqual([undefined, 'string']);
    await wrapUp();
    await page.getByText('No conversation chosen').waitFor();
    expect(first?.['wrapup']).toMatchObject({ name: 'Resolved' });
    expect(wire.mistakes).toEqual([]);
  });

  it('keeps the open wrap-up form when the next offer comes', async () => {
    const opened = await openOffer();
    await using it = opened.desk;
    const { page, wire } = it;
    const second = offerConversation(wire, { customer: 'Second' });
    await page.getByRole('button', { name: /Second/ }).waitFor();
    // The first one is taken away elsewhere: the second moves into view by itself.
    wire.state.conversations.delete(opened.conversation.id);
    announce(wire.state, wire.publish, second);
    await page.getByRole('heading', { name: 'Second' }).first().waitFor();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End conversation' }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('half written');
    offerConversation(wire, { customer: 'Third' });
    await page.getByRole('button', { name: /Third/ }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('half written');
  });
});
