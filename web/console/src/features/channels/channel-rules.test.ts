import { describe, expect, it } from 'vitest';
import {
  type Channel,
  type ChannelKind,
  channelFields,
  channelToForm,
  formToChannel,
  rowOfEndpoint,
} from './channel-rules.ts';

const kind: ChannelKind = {
  kind: 'telegram',
  label: 'Telegram',
  connect: true,
  fields: [
    { name: 'botToken', label: 'Bot token', type: 'text', required: true, secret: true },
    { name: 'apiBase', label: 'Bot API address', type: 'url', required: false, secret: false },
  ],
};
const channel = {
  name: 'Shop bot',
  kind: 'telegram',
  endpoint: { id: 'e1', name: 'Shop' },
  active: true,
  settings: { apiBase: 'https://bots.example.com/' },
  secrets: ['botToken'],
  secretSources: { botToken: { kind: 'insecure' } },
} as unknown as Channel;
const t = (key: string, fallback?: string) => fallback ?? key;

describe('the form of a channel', () => {
  it('asks for what the kind declares, and shows no secret', () => {
    const fields = channelFields({ kind, channel, endpoints: [] }, t);
    expect(fields.map(({ name }) => name)).toEqual([
      ...['name', 'endpointId', 'active', 'setting.botToken', 'setting.apiBase'],
    ]);
    expect(fields[3]).toMatchObject({ kind: 'secret', stored: true, source: { kind: 'insecure' } });
    expect(fields[4]).toMatchObject({ kind: 'text', address: true });
    expect(channelToForm(channel, null)).toEqual({
      ...{ name: 'Shop bot', endpointId: 'e1', active: true },
      'setting.apiBase': 'https://bots.example.com/',
    });
  });

  it('says in words of its own what a value has to look like, where there are some', () => {
    const secret = { name: 'secret', label: 'Secret', type: 'text', required: true, secret: true };
    const webhook = { ...kind, kind: 'webhook', fields: [{ ...secret, pattern: '^.{16}$' }] };
    const words: Readonly<Record<string, string>> = {
      'settingsForm.webhook.secret': 'At least 16 characters',
    };
    const told = (key: string, fallback?: string) => words[key] ?? t(key, fallback);
    const about = { kind: webhook as ChannelKind, channel: null, endpoints: [] };
    expect(channelFields(about, told).at(-1)).toMatchObject({
      patternMessage: 'At least 16 characters',
    });
    expect(channelFields(about, t).at(-1)).not.toHaveProperty('patternMessage');
  });

  it('leaves a secret that stays out, and gives it up where its address changes', () => {
    const stays = {
      ...channelToForm(channel, null),
      'setting.apiBase': 'https://bots.example.com',
    };
    expect(formToChannel({ kind, channel }, stays)).toEqual({
      ...{ name: 'Shop bot', kind: 'telegram', endpointId: 'e1', active: true },
      settings: { apiBase: 'https://bots.example.com' },
    });
    const moved = { ...stays, 'setting.apiBase': 'https://other.example.com' };
    expect(formToChannel({ kind, channel }, moved).settings).toEqual({
      ...{ botToken: null, apiBase: 'https://other.example.com' },
    });
  });

  it('counts the web chat of an endpoint as a channel that leads to its endpoint', () => {
    expect(rowOfEndpoint({ id: 'e1', name: 'Shop', active: false })).toMatchObject({
      ...{ to: '/console/bots/e1', kind: 'webchat', active: false },
    });
  });
});
