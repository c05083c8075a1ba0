import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addGatewayClient,
  type Desk,
  setUpContactCentre,
  startDesk,
} from '../halves/contact-centre.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { refusedByMeta, startVendors, type Vendor, type Vendors, vendors } from './vendors.ts';

const webhookSecret = 'the secret of the channels';
const soon = { timeout: 20_000, interval: 50 };

type Channel = { readonly id: string; readonly inboundUrl: string };
type Conversation = {
  readonly id: string;
  readonly channel: { readonly kind: string; readonly name: string };
};

let tandem: TestTandem;
let others: Vendors;
let desk: Desk;
let endpointId: string;
let count = 0;

beforeAll(async () => {
  others = await startVendors();
  tandem = await startTandem({ TANDEM_EGRESS_ALLOW: '127.0.0.1', TANDEM_WEBHOOK_PORT_RULE: 'any' });
  const { admin, url } = tandem;
  const webhookUrl = `${url}/handover/genesysCloudOM`;
  const centre = await setUpContactCentre(admin, { webhookUrl, webhookSecret });
  const client = await addGatewayClient(admin, { name: 'Bot side' });
  desk = await startDesk(admin, { name: 'Grace', queues: [centre.service, centre.sales] });
  const settings = { host: url, deploymentName: centre.integration.name, webhookSecret, ...client };
  const endpoint = await admin.ok<{ id: string }>('POST', '/tandem/gateway/endpoints', {
    name: 'Shop',
    bot: { kind: 'demo' },
    handover: { kind: 'genesys-cloud-open-messaging', settings },
  });
  endpointId = endpoint.id;
}, 120_000);
afterAll(async () => {
  await tandem?.[Symbol.asyncDispose]();
  await others?.[Symbol.asyncDispose]();
});

/** The channel of a vendor, and its customer. */
const openChannel = async (
  { kind, settings, deliver, heard }: Vendor,
  name = `Shop on ${kind}`,
) => {
  const { admin } = tandem;
  const channel = await admin.ok<Channel>('POST', '/tandem/gateway/channels', {
    ...{ name, kind, endpointId, settings: settings(others.origin) },
  });
  if (kind === 'telegram') await admin.ok('POST', `/tandem/gateway/channels/${channel.id}/connect`);
  const texts = () => others.calls.map(heard).filter((text) => text !== null);
  return {
    async say(text: string) {
      count += 1;
      const { body, headers } = deliver(text, count, others.calls);
      const response = await fetch(channel.inboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      expect(response.status).toBeLessThan(300);
    },
    hears: (text: RegExp) => expect.poll(texts, soon).toContainEqual(expect.stringMatching(text)),
    heardTimes: (text: RegExp) => texts().filter((one) => text.test(one)).length,
  };
};

type Details = { readonly messageId: string; readonly messageStatus?: string; errorInfo?: object };
type Full = {
  readonly participants: readonly { readonly messages?: readonly { messages?: Details[] }[] }[];
};

/** What the desk knows of a message. */
const detailsOf = async (conversation: string, messageId: string) => {
  const path = `/api/v2/conversations/${conversation}`;
  const { participants } = await desk.api.ok<Full>('GET', path);
  return participants
    .flatMap(({ messages = [] }) => messages.flatMap(({ messages: inner = [] }) => inner))
    .find((message) => message.messageId === messageId);
};

describe('channels on a whole server', () => {
  it.each(vendors)(
    'a customer on $kind goes from the bot to an agent and back',
    async (vendor) => {
      const chat = await openChannel(vendor);
      await chat.say('4711');
      await chat.hears(/Order 4711/);
      await chat.say('agent');
      const offer = await desk.accept();
      await chat.say('my parcel is late');
      await expect.poll(() => desk.texts(offer.conversation), soon).toContain('my parcel is late');
      await desk.say(offer, `Grace here, on ${vendor.kind}`);
      await chat.hears(new RegExp(`^Grace here, on ${vendor.kind}$`));
      await desk.patch(offer, { state: 'disconnected' });
      await chat.hears(/back with/);
      await chat.say('hours');
      await chat.hears(/Monday/);
      expect(chat.heardTimes(/^Grace here/)).toBe(1);
      const path = '/tandem/gateway/conversations?pageSize=1';
      const { entities } = await tandem.admin.ok<{ entities: Conversation[] }>('GET', path);
      expect(entities[0]?.channel).toMatchObject({
        kind: vendor.kind,
        name: `Shop on ${vendor.kind}`,
      });
    },
    60_000,
  );

  it('an agent reads at the message that WhatsApp has not taken it, and why', async () => {
    const vendor = vendors.find(({ kind }) => kind === 'whatsapp') as Vendor;
    const chat = await openChannel(vendor, 'Shop a day later');
    await chat.say('agent');
    const offer = await desk.accept();
    const { id } = await desk.say(offer, `This is ${refusedByMeta}`);
    await expect
      .poll(() => detailsOf(offer.conversation, id), soon)
      .toMatchObject({
        messageStatus: 'delivery-failed',
        errorInfo: { message: expect.stringContaining('more than 24 hours ago') },
      });
    await desk.patch(offer, { state: 'disconnected' });
  }, 60_000);
});
