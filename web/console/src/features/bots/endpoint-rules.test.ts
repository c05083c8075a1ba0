import { describe, expect, it } from 'vitest';
import { type FormValues, initialValues, refuse, withValues } from '#src/components/form-rules.ts';
import {
  type Endpoint,
  endpointFields,
  endpointToForm,
  formToEndpoint,
  type Providers,
} from './endpoint-rules.ts';

const field = (name: string, rest: object = {}) => ({
  name,
  label: name,
  type: 'text' as const,
  required: false,
  secret: false,
  ...rest,
});
const providers: Providers = {
  identity: [],
  bots: [
    { kind: 'demo', label: 'Demo', fields: [] },
    {
      kind: 'webhook',
      label: 'Webhook',
      fields: [field('url', { type: 'url', required: true }), field('secret', { secret: true })],
    },
    { kind: 'openai', label: 'Model', fields: [field('systemPrompt', { multiline: true })] },
  ],
  handover: [
    {
      kind: 'genesys',
      label: 'Genesys',
      fields: [
        field('host', { required: true, target: true }),
        field('clientSecret', { secret: true, required: true }),
        field('sendProfile', { type: 'flag' }),
        field('priority', { type: 'integer' }),
        field('skills', { type: 'list' }),
        field('customAttributes', { type: 'map' }),
      ],
    },
  ],
};
const handover = {
  kind: 'genesys',
  settings: { host: 'mypurecloud.de', priority: 3, customAttributes: { tier: 'gold=1' } },
  secrets: ['clientSecret'],
  secretSources: { clientSecret: { kind: 'credential', credential: 'c', attribute: 'a' } },
};
const endpoint = {
  id: 'e',
  name: 'Chat',
  locale: 'de',
  active: true,
  uploadBytes: 2_500_000,
  bot: { kind: 'demo', settings: {}, secrets: [], secretSources: {} },
  handover,
} as unknown as Endpoint;
const translate = (key: string, fallback?: string) => fallback ?? key;

describe('an endpoint in the form', () => {
  it.each(['^.{16,}$', '^[\\s\\S]{16,}$'])(
    'says how long a secret has to be where nothing but its length counts: %s',
    (pattern) => {
      const secret = field('webhookSecret', { secret: true, pattern });
      const kinds = { ...providers, handover: [{ kind: 'webhook', label: 'W', fields: [secret] }] };
      const made = endpointFields(kinds, null, translate).find(({ name }) =>
        name.endsWith('webhookSecret'),
      );
      const name = 'handover.webhook.webhookSecret';
      const short = { handover: 'webhook', [name]: { kind: 'insecure', value: 'abc' } } as const;
      expect(made && refuse(made, short)).toEqual({ key: 'tooShort', limit: 16 });
    },
  );

  it('says at once that an address is none', () => {
    const url = endpointFields(providers, null, translate).find(
      ({ name }) => name === 'bot.webhook.url',
    );
    const refused = (value: string) =>
      url && refuse(url, { bot: 'webhook', 'bot.webhook.url': value });
    expect(['not a url', 'ftp://a.example', 'https://', 'a.example'].map(refused)).toEqual(
      Array(4).fill({ key: 'address' }),
    );
    expect([' HTTPS://a.example/b ', 'http://127.0.0.1:80'].map(refused)).toEqual([null, null]);
  });

  it('says the bounds of a whole number', () => {
    const bounded = field('historyLength', { type: 'integer', min: 0, max: 200 });
    const kinds = { ...providers, bots: [{ kind: 'openai', label: 'O', fields: [bounded] }] };
    const made = endpointFields(kinds, null, translate).find(({ name }) =>
      name.endsWith('historyLength'),
    );
    const values = { bot: 'openai', 'bot.openai.historyLength': 201 };
    expect(made && refuse(made, values)).toEqual({ key: 'tooLarge', limit: 200 });
  });

  it('comes back as it was, secrets left out so that they stay', () => {
    const fields = endpointFields(providers, endpoint, translate);
    const values = initialValues(fields, endpointToForm(endpoint, providers));
    expect(formToEndpoint(values, { providers, endpoint })).toEqual({
      name: 'Chat',
      locale: 'de',
      active: true,
      uploadBytes: 2_500_000,
      bot: { kind: 'demo', settings: {} },
      handover: {
        kind: 'genesys',
        settings: {
          host: 'mypurecloud.de',
          sendProfile: false,
          priority: 3,
          skills: [],
          customAttributes: { tier: 'gold=1' },
        },
      },
    });
  });

  it('shows the settings of the chosen kinds only', () => {
    const fields = endpointFields(providers, null, translate);
    const url = fields.find(({ name }) => name === 'bot.webhook.url');
    expect(url?.visible?.({ bot: 'webhook' })).toBe(true);
    expect(url?.visible?.({ bot: 'demo' })).toBe(false);
  });

  it('asks for an event key only where signals need one', () => {
    const detecting: Providers = {
      ...providers,
      handover: [
        {
          kind: 'g',
          label: 'G',
          fields: [field('endDetector'), field('eventKey', { secret: true })],
        },
      ],
    };
    const key = endpointFields(detecting, null, translate).find(
      ({ name }) => name === 'handover.g.eventKey',
    );
    const shown = (endDetector?: string) =>
      key?.visible?.({
        handover: 'g',
        ...(endDetector && { 'handover.g.endDetector': endDetector }),
      });
    expect([shown(), shown('socket')]).toEqual([false, false]);
    expect([shown('eventBridge'), shown('trigger')]).toEqual([true, true]);
  });

  it('gives a text of several lines room', () => {
    const fields = endpointFields(providers, null, translate);
    expect(fields.find(({ name }) => name === 'bot.openai.systemPrompt')?.kind).toBe('textarea');
  });

  it('knows which secrets are stored', () => {
    const secretOf = (of: Endpoint | null) =>
      endpointFields(providers, of, translate).find(({ name }) => name.endsWith('clientSecret'));
    expect(secretOf(endpoint)).toMatchObject({ kind: 'secret', stored: true });
    expect(secretOf(null)).toMatchObject({ kind: 'secret', stored: false });
  });

  it('asks for a stored secret again once its address has changed', () => {
    const fields = endpointFields(providers, endpoint, translate);
    const values = initialValues(fields, endpointToForm(endpoint, providers));
    const secret = fields.find(({ name }) => name.endsWith('clientSecret'));
    const at = (host: string) => ({ ...values, 'handover.genesys.host': host });
    if (!secret) throw new Error('no such field');
    expect(withValues(secret, at('MyPureCloud.de/ '))).toMatchObject({ stored: true });
    expect(refuse(secret, at('mypurecloud.de'))).toBeNull();
    expect(withValues(secret, at('mypurecloud.ie'))).toMatchObject({ stored: false, lost: true });
    expect(refuse(secret, at('mypurecloud.ie'))).toEqual({ key: 'required' });
  });

  it('gives up an optional secret that was left empty for a new address', () => {
    const stored = {
      ...endpoint,
      bot: {
        kind: 'webhook',
        settings: { url: 'https://a.example' },
        secrets: ['secret'],
        secretSources: { secret: { kind: 'insecure' } },
      },
    } as unknown as Endpoint;
    const fields = endpointFields(providers, stored, translate);
    const values = initialValues(fields, endpointToForm(stored, providers));
    const sent = (url: string) =>
      formToEndpoint({ ...values, 'bot.webhook.url': url }, { providers, endpoint: stored }).bot
        .settings;
    expect(sent('https://a.example/')).toEqual({ url: 'https://a.example/' });
    expect(sent('https://b.example')).toEqual({ url: 'https://b.example', secret: null });
  });

  it('sends a secret in the way it is given, and none that was left alone', () => {
    const fields = endpointFields(providers, endpoint, translate);
    const values = initialValues(fields, endpointToForm(endpoint, providers));
    const name = 'handover.genesys.clientSecret';
    const secret = fields.find((field) => field.name === name);
    if (!secret) throw new Error('no such field');
    const sent = (given: FormValues[string]) =>
      formToEndpoint({ ...values, [name]: given }, { providers, endpoint }).handover?.settings?.[
        'clientSecret'
      ];
    const refused = (given: FormValues[string]) => refuse(secret, { ...values, [name]: given });
    expect(sent(null)).toBeUndefined();
    expect(sent('typed ')).toEqual({ kind: 'insecure', value: 'typed' });
    expect(sent({ kind: 'variable', name: ' KEY ' })).toEqual({ kind: 'variable', name: 'KEY' });
    expect(refused({ kind: 'variable', name: 'KEY' })).toBeNull();
    expect(refused({ kind: 'variable', name: '' })).toEqual({ key: 'required' });
    expect(refused({ kind: 'insecure' })).toEqual({ key: 'required' });
    expect(refused({ kind: 'credential', credential: 'c', attribute: '' })).toEqual({
      key: 'required',
    });
  });

  it('starts without handover', () => {
    const values = endpointToForm(null, providers);
    expect(formToEndpoint({ ...values, name: 'New' }, { providers, endpoint: null })).toMatchObject(
      {
        name: 'New',
        active: true,
        uploadBytes: null,
        bot: { kind: 'demo' },
        handover: null,
      },
    );
  });
});
