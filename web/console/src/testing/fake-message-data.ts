import { randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';

/** Messaging configuration of the fake organisation. */
export type FakeMessaging = {
  readonly platforms: Row[];
  readonly settings: Row[];
  readonly contents: Row[];
  readonly recipients: Row[];
  defaults: { setting: string; content: string };
};

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const content = (name: string, outbound: readonly string[]): Row => ({
  id: `content-${name}`,
  name,
  version: 1,
  mediaTypes: {
    allow: { inbound: [{ type: '*/*' }], outbound: outbound.map((type) => ({ type })) },
  },
});

const setting = (name: string, inbound: string, outbound: string): Row => ({
  id: `setting-${name}`,
  name,
  event: { typing: { on: { inbound, outbound } } },
});

/** A saved platform and the address that is born with it. */
export function addPlatform(messaging: FakeMessaging, body: Record<string, unknown>): Row {
  const id = randomUUID();
  const { outboundNotificationWebhookSignatureSecretToken: _, ...shown } = body;
  const find = (rows: readonly Row[], wish: unknown, standard: string) =>
    rows.find((row) => row.id === ((wish as Row | undefined)?.id ?? standard));
  const platform: Row = {
    ...shown,
    id,
    outboundNotificationWebhookSignatureSecretToken: '',
    status: 'active',
    createStatus: 'Completed',
    recipient: { id },
    supportedContent: find(
      messaging.contents,
      body['supportedContent'],
      messaging.defaults.content,
    ),
    messagingSetting: find(
      messaging.settings,
      body['messagingSetting'],
      messaging.defaults.setting,
    ),
    dateCreated: ago(0),
    dateModified: ago(0),
  };
  messaging.platforms.push(platform);
  messaging.recipients.push({ id, name: String(body['name']), messengerType: 'open' });
  return platform;
}

export function createFakeMessaging(): FakeMessaging {
  const messaging: FakeMessaging = {
    platforms: [],
    contents: [
      content('Default', ['image/jpeg', 'image/png', 'image/gif']),
      content('Everything', ['*/*']),
    ],
    settings: [
      setting('Typing both ways', 'Enabled', 'Enabled'),
      setting('Quiet', 'Disabled', 'Disabled'),
    ],
    recipients: [],
    defaults: { setting: 'setting-Typing both ways', content: 'content-Default' },
  };
  for (const name of ['Web shop', 'Field service', 'Bank app']) {
    addPlatform(messaging, {
      name,
      outboundNotificationWebhookUrl: `https://middleware.example.com/${name.replace(' ', '-')}`,
      webhookHeaders: { 'x-api-key': 'k-123' },
    });
  }
  const first = messaging.recipients[0];
  if (first) first['flow'] = { id: 'flow-greeting', name: 'Greeting' };
  return messaging;
}
