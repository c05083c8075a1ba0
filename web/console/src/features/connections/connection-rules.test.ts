import { describe, expect, it } from 'vitest';
import {
  type FieldDescriptor,
  type FormValues,
  refuseAll,
  withValues,
} from '#src/components/form-rules.ts';
import { connectionFields } from './connection-fields.ts';
import {
  type Connection,
  connectionToForm,
  followProvider,
  formToConnection,
} from './connection-rules.ts';

const words = (key: string) => key;

const saved = {
  id: 'c1',
  name: 'CRM',
  provider: 'custom',
  grant: 'authorizationCodePkce',
  sharing: 'perUser',
  authorizationUrl: 'https://id.example/authorize',
  tokenUrl: 'https://id.example/token',
  clientId: 'tandem',
  clientAuthentication: 'body',
  scopes: ['read', 'write'],
  authorizationParameters: { prompt: 'consent' },
  tokenParameters: {},
  hasClientSecret: true,
  clientSecret: { kind: 'variable', name: 'CRM_KEY' },
  state: 'active',
} as unknown as Connection;

describe('the form of an OAuth connection', () => {
  it.each([
    ['127.0.0.1:8080', false],
    [' localhost:8080/ ', false],
    ['10.0.0.5', false],
    ['[::1]:8080', false],
    ['http://127.0.0.1:8080', true],
    ['https://localhost', true],
    ['mypurecloud.de', true],
    ['localhost.example.com', true],
  ])('asks how a machine is reached: %s is complete: %s', (host, isComplete) => {
    const values = { ...connectionToForm(null), name: 'x', host, clientId: 'c', clientSecret: 's' };
    const refused = refuseAll(connectionFields(words, null), values);
    expect(refused).toEqual(isComplete ? {} : { host: { text: 'fields.schemeMissing' } });
  });

  it('gives back what it was filled with, and no secret', () => {
    expect(formToConnection(connectionToForm(saved))).toEqual({
      name: 'CRM',
      provider: 'custom',
      grant: 'authorizationCodePkce',
      sharing: 'perUser',
      authorizationUrl: 'https://id.example/authorize',
      tokenUrl: 'https://id.example/token',
      clientId: 'tandem',
      clientAuthentication: 'body',
      scopes: ['read', 'write'],
      authorizationParameters: { prompt: 'consent' },
      tokenParameters: {},
    });
  });

  it('leaves out what another provider or grant has no use for', () => {
    const values = {
      ...connectionToForm(saved),
      provider: 'genesys',
      host: 'mypurecloud.de',
      grant: 'clientCredentials',
      scopes: ['a,b c'],
    };
    const body = formToConnection(values);
    expect(body).toMatchObject({
      host: 'mypurecloud.de',
      sharing: 'shared',
      scopes: ['a', 'b', 'c'],
    });
    expect(body).not.toHaveProperty('tokenUrl');
    expect(body.authorizationParameters).toEqual({});
  });

  it('sends the secret in the way it is given', () => {
    const sent = (clientSecret: FormValues[string]) =>
      formToConnection({ ...connectionToForm(saved), clientSecret }).clientSecret;
    const credential = { kind: 'credential', credential: 'c', attribute: 'a' } as const;
    expect(sent(credential)).toEqual(credential);
    expect(sent('typed')).toEqual({ kind: 'insecure', value: 'typed' });
    expect(sent({ kind: 'insecure' })).toBeUndefined();
    const values = { ...connectionToForm(saved), clientSecret: { kind: 'insecure' } as const };
    expect(Object.keys(refuseAll(connectionFields(words, saved), values))).toEqual([
      'clientSecret',
    ]);
  });

  it('asks for the secret again when it would go to another server', () => {
    const fields = connectionFields(words, saved);
    const secret = fields.find(({ name }) => name === 'clientSecret') as FieldDescriptor;
    const values = connectionToForm(saved);
    const isLost = (change: object) => 'lost' in withValues(secret, { ...values, ...change });
    expect(isLost({})).toBe(false);
    expect(isLost({ tokenUrl: 'https://id.example/other' })).toBe(false);
    expect(isLost({ tokenUrl: 'https://elsewhere.example/token' })).toBe(true);
    expect(isLost({ clientAuthentication: 'privateKey' })).toBe(true);
    expect(Object.keys(refuseAll(fields, values))).toEqual([]);
    expect(Object.keys(refuseAll(fields, { ...values, issuer: '', tokenUrl: '' }))).toEqual([
      ...['tokenUrl', 'clientSecret'],
    ]);
  });
});

describe('another provider', () => {
  const blank = connectionToForm(null);
  const webex = { ...blank, provider: 'webex' };

  it('brings the usual place of the secret along: Webex takes it in the body', () => {
    expect(followProvider(blank, webex)['clientAuthentication']).toBe('body');
    const back = followProvider({ ...webex, clientAuthentication: 'body' }, blank);
    expect(back['clientAuthentication']).toBe('basic');
  });

  it('leaves a place that somebody chose', () => {
    const chosen = { ...blank, clientAuthentication: 'privateKey' };
    expect(followProvider(chosen, { ...chosen, provider: 'webex' })).toEqual({
      ...chosen,
      provider: 'webex',
    });
    expect(followProvider(blank, { ...blank, name: 'x' })).toEqual({ ...blank, name: 'x' });
  });
});
