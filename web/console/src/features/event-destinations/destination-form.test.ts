import { describe, expect, it } from 'vitest';
import {
  choosableKinds,
  destinationFields,
  destinationToForm,
  formToDestination,
} from './destination-form.ts';
import type { Destination, Kind } from './destination-rules.ts';

const field = (
  name: string,
  more: Partial<Kind['fields'][number]> = {},
): Kind['fields'][number] => ({
  ...{ name, label: name, type: 'text', required: false, secret: false },
  ...more,
});
const kind = (name: string, fields: Kind['fields'], more: Partial<Kind> = {}): Kind => ({
  ...{ kind: name, label: name, fields, envelopes: ['native'], managedOnly: false },
  ...more,
});

const kinds = [
  kind('aws-bus', [
    field('eventBus', { required: true, target: true }),
    field('region', { target: true }),
    field('authentication', { required: true, choices: ['environment', 'static', 'assumeRole'] }),
    field('accessKeyId', { secret: true }),
    field('roleArn'),
    field('maxEventBytes', { type: 'integer' }),
  ]),
  kind(
    'webhook',
    [
      field('url', { type: 'url', required: true }),
      field('secret', { required: true, secret: true, pattern: '^whsec_' }),
      field('previousSecret', { secret: true, pattern: '^whsec_' }),
    ],
    { envelopes: ['native', 'cloudevents'] },
  ),
  kind('nats', [
    field('server', { required: true, target: true }),
    field('user'),
    field('password', { secret: true }),
    field('token', { secret: true }),
  ]),
  kind('aws-partner', []),
  kind('embedded', [], { managedOnly: true }),
];
const stored = {
  ...{ id: 'one', name: 'CRM', kind: 'webhook', topics: ['a'], envelope: 'cloudevents' },
  settings: { url: 'https://crm.example/' },
  secrets: { secret: { kind: 'insecure' }, previousSecret: { kind: 'variable', name: 'OLD' } },
} as unknown as Destination;

const t = (key: string, fallback?: string) => fallback ?? key;

const shown = (values: object, of: Destination | null = null) => {
  const offer = { kinds: choosableKinds(kinds, of), topics: [], stored: of };
  const form = { ...destinationToForm(of, offer.kinds), ...values };
  return destinationFields(t, offer).filter(({ visible }) => !visible || visible(form));
};
const names = (values: object, of: Destination | null = null) =>
  shown(values, of).map(({ name }) => name);

describe('the form of an event destination', () => {
  it('offers what somebody can make by hand, a webhook first', () => {
    expect(choosableKinds(kinds, null).map((one) => one.kind)).toEqual([
      ...['aws-bus', 'webhook', 'nats'],
    ]);
    expect(choosableKinds(kinds, stored).map((one) => one.kind)).toEqual(['webhook']);
    expect(destinationToForm(null, kinds)['kind']).toBe('webhook');
  });

  it('asks for the settings of the kind, and of the way of proving who calls', () => {
    expect(names({})).toEqual([
      ...['name', 'kind', 'webhook.url', 'webhook.secret'],
      ...['envelope', 'topics', 'start'],
    ]);
    expect(names({}, stored)).toContain('webhook.previousSecret');
    const bus = { kind: 'aws-bus' };
    expect(names(bus)).not.toContain('envelope');
    // A key is the way that every organisation may go.
    expect(names(bus)).toContain('aws-bus.accessKeyId');
    const by = (authentication: string) =>
      shown({ ...bus, 'aws-bus.authentication': authentication });
    const find = (authentication: string, name: string) =>
      by(authentication).find((one) => one.name === name);
    expect(find('static', 'aws-bus.accessKeyId')?.required).toBe(true);
    expect(find('assumeRole', 'aws-bus.accessKeyId')?.required).toBe(false);
    expect(find('assumeRole', 'aws-bus.roleArn')?.required).toBe(true);
    expect(find('environment', 'aws-bus.region')?.required).toBe(true);
  });

  it('asks NATS for one way of proving who publishes, and sends nothing of the others', () => {
    const nats = { kind: 'nats', 'nats.server': 'nats://a:4222', 'nats.user': 'left' };
    const of = (way: string) => names({ ...nats, 'nats.authentication': way });
    expect(of('none')).not.toContain('nats.token');
    expect(of('user')).toEqual(
      expect.arrayContaining(['nats.authentication', 'nats.user', 'nats.password']),
    );
    expect(of('token')).toContain('nats.token');
    expect(of('token')).not.toContain('nats.user');
    const secret = { kind: 'insecure', value: 'x' } as const;
    const sent = formToDestination(
      { ...nats, name: 'N', topics: [], 'nats.authentication': 'token', 'nats.token': secret },
      { kinds, stored: null },
    );
    expect(sent).toMatchObject({
      settings: { server: 'nats://a:4222' },
      secrets: { token: secret },
    });
    expect(sent.settings).toEqual({ server: 'nats://a:4222' });
    const before = {
      ...{ ...stored, kind: 'nats', settings: { server: 's', user: 'u' } },
      secrets: { password: { kind: 'insecure' } },
    } as unknown as Destination;
    expect(destinationToForm(before, kinds)['nats.authentication']).toBe('user');
    expect(names({}, before)).toContain('nats.password');
  });

  it('asks for the moment or the position only where one begins there, and never of a stored one', () => {
    expect(names({ start: 'time' })).toContain('time');
    expect(names({ start: 'position' })).toContain('position');
    expect(names({}, stored)).not.toContain('start');
  });

  it('sends what was typed, in the types of the settings', () => {
    const values = {
      ...{ name: ' Bus ', kind: 'aws-bus', topics: ['a'], start: 'time' },
      time: '2026-11-21T14:00:00Z',
      ...{ 'aws-bus.eventBus': 'orders', 'aws-bus.authentication': 'static' },
      ...{ 'aws-bus.maxEventBytes': 2048, 'aws-bus.roleArn': 'left from before' },
      'aws-bus.accessKeyId': { kind: 'variable', name: 'KEY' } as const,
    };
    expect(formToDestination(values, { kinds, stored: null })).toEqual({
      ...{ name: 'Bus', kind: 'aws-bus', topics: ['a'] },
      start: { at: 'time', time: '2026-11-21T14:00:00.000Z' },
      settings: { eventBus: 'orders', authentication: 'static', maxEventBytes: 2048 },
      secrets: { accessKeyId: { kind: 'variable', name: 'KEY' } },
    });
  });

  it('keeps stored secrets, takes away what is given up, and sends none to another address', () => {
    const form = destinationToForm(stored, kinds);
    const secrets = (more: object) =>
      formToDestination({ ...form, ...more }, { kinds, stored }).secrets;
    expect(secrets({})).toEqual(stored.secrets);
    expect(secrets({ 'drop.webhook.previousSecret': true })).toEqual({
      secret: { kind: 'insecure' },
    });
    expect(secrets({ 'webhook.url': 'https://elsewhere.example/' })).toEqual({});
  });
});
