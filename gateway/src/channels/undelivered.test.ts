import { createHmac } from 'node:crypto';
import { directLineEvents } from '@tandem/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayWorld, soon, startGatewayWorld } from '../testing/index.ts';
import { deliver, openChannel, readChannel, talksOf } from './channels.fixture.ts';
import {
  accessToken,
  graphError,
  phoneNumberId,
  startFakeWhatsApp,
} from './whatsapp/fake-whatsapp.fixture.ts';

const appSecret = 'd6fbe3b9d9a8e1f0c2a47b1e55a90c13';

describe('an agent whose message does not reach the customer', () => {
  let world: GatewayWorld;
  let vendor: Awaited<ReturnType<typeof startFakeWhatsApp>>;
  beforeAll(async () => {
    [world, vendor] = [await startGatewayWorld(), await startFakeWhatsApp()];
  });
  beforeEach(() => {
    world.fake.state.receipts.length = 0;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await vendor[Symbol.asyncDispose]();
  });

  let count = 0;
  /** A customer who is with an agent over WhatsApp. */
  const open = async () => {
    count += 1;
    const from = `49170999${count}`;
    const settings = {
      ...{ phoneNumberId, accessToken, appSecret, verifyToken: 'verify me' },
      apiBase: `${vendor.origin}/v23.0`,
    };
    const given = { kind: 'whatsapp', name: `undelivered ${count}`, settings };
    const { channel } = await openChannel(world, given, {});
    const tell = (value: object) => {
      const metadata = { display_phone_number: '15550783881', phone_number_id: phoneNumberId };
      const change = { messaging_product: 'whatsapp', metadata, ...value };
      const changes = [{ field: 'messages', value: change }];
      const body = JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [{ id: '1', changes }],
      });
      const mac = createHmac('sha256', appSecret).update(body).digest('hex');
      const headers = { 'x-hub-signature-256': `sha256=${mac}` };
      return deliver(channel.inboundUrl, { body, headers });
    };
    const text = { body: 'agent' };
    await tell({ messages: [{ from, id: `wamid.${from}`, timestamp: '1', type: 'text', text }] });
    const id = async () => (await talksOf(world, channel))[0]?.conversationId ?? '';
    await expect.poll(async () => world.fake.textsOf(await id()).length, soon).toBeGreaterThan(0);
    const conversation = world.fake.conversationOf(await id());
    world.fake.accept(conversation, 'Anna');
    return { from, channel, tell, conversation };
  };
  const receipts = () => world.fake.state.receipts;

  it('is told why the vendor has refused it, once, and when it has arrived after all', async () => {
    const { from, channel, conversation } = await open();
    const late = world.fake.webhookBody(conversation, 'Are you there?');
    vendor.refusals.set(from, graphError(400, 131047, ['Re-engagement message']));
    expect(await world.fake.deliver(conversation, late)).toBe(200);
    const told = `${late.id} failed: The customer wrote last more than 24 hours ago`;
    await expect.poll(receipts, soon).toEqual([expect.stringContaining(told)]);
    // Sent once more and refused again: nothing new.
    vendor.refusals.set(from, graphError(400, 131047, ['Re-engagement message']));
    await world.admin(`/channels/${channel.id}/redrive`, { method: 'POST' });
    await expect.poll(() => vendor.refusals.has(from), soon).toBe(false);
    await expect.poll(async () => (await readChannel(world, channel)).deadLetters, soon).toBe(1);
    await world.main.gateway.lanes.drained();
    expect(receipts()).toHaveLength(1);
    // And once more, when the customer has written meanwhile.
    await world.admin(`/channels/${channel.id}/redrive`, { method: 'POST' });
    await expect.poll(receipts, soon).toEqual([expect.stringContaining(told), late.id]);
    expect(world.fake.state.violations).toEqual([]);
  });

  it('is told what the vendor says of it later', async () => {
    const { from, tell, conversation } = await open();
    const body = world.fake.webhookBody(conversation, 'Your parcel is here');
    expect(await world.fake.deliver(conversation, body)).toBe(200);
    const sent = () =>
      vendor.sent.findLast(
        ({ to, text }) => to === from && (text as { body: string })?.body === 'Your parcel is here',
      );
    await expect.poll(sent, soon).toBeDefined();
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    const status = { id: sent()?.['id'], status: 'failed', recipient_id: from, timestamp: '1' };
    await tell({ statuses: [{ ...status, errors }] });
    const told = `${body.id} failed: Message undeliverable (131026)`;
    await expect.poll(receipts, soon).toEqual([told]);
  });

  it('is not told of what the bot has said', async () => {
    const { from, channel, tell, conversation } = await open();
    world.fake.finish(conversation);
    const back = () =>
      vendor.sent.some((message) => message['to'] === from && /back/.test(JSON.stringify(message)));
    await expect
      .poll(async () => {
        await world.main.gateway.watchRound();
        return back();
      }, soon)
      .toBe(true);
    vendor.refusals.set(from, graphError(400, 131047, ['Re-engagement message']));
    const text = { body: 'hours' };
    await tell({ messages: [{ from, id: `wamid.b${from}`, timestamp: '2', type: 'text', text }] });
    const failed = async () =>
      (await talksOf(world, channel))[0]?.activities.some(
        ({ name }) => name === directLineEvents.receipt,
      );
    await expect.poll(failed, soon).toBe(true);
    await world.main.gateway.lanes.drained();
    expect(receipts()).toEqual([]);
  });
});
