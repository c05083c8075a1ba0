import { describe, expect, it } from 'vitest';
import { action, flowOf } from '../flows.fixture.ts';
import { checkDocument, validateFlow } from './index.ts';

const signIn = action('in', 'oauthAuthentication', {
  ...{ authenticationType: 'connection', connection: 'Genesys', session: 'Default' },
});

describe('what each user has of their own', () => {
  const ofEachUser = {
    connection: ['c-1', 'Genesys'],
    connector: ['k-1', 'CRM'],
    attributes: [{ credential: ['v-1', 'Mine'], attribute: ['a-1', 'secret'] }],
  };
  const clients = (credential: string, attribute: string) =>
    action('in', 'oauthAuthentication', {
      ...{ environmentUrl: 'https://api.example.org', session: 'Default' },
      ...{ clientId: { kind: 'insecure', value: 'id' } },
      clientSecret: { kind: 'credential', credential, attribute },
    });
  it.each([
    ['a connection', signIn, ['connection']],
    ['an attribute by ids', clients('v-1', 'a-1'), ['clientSecret']],
    ['an attribute by names, whatever their case', clients('mine', 'SECRET'), ['clientSecret']],
    ['an attribute that is everybodys', clients('v-1', 'a-2'), []],
  ] as const)('is recommended against: %s', (_what, used, fields) => {
    const document = flowOf({ actions: [used] });
    const of = (options: object) =>
      validateFlow(document, options)
        .filter(({ code }) => code === 'FC1056')
        .map(({ field, severity }) => [field, severity]);
    expect(of({ ofEachUser })).toEqual(fields.map((field) => [field, 'recommendation']));
    expect(of({})).toEqual([]);
    expect(checkDocument(document, { ofEachUser }).map(({ code }) => code)).not.toContain('FC1056');
  });
});
