import { describe, expect, it } from 'vitest';
import { type Connector, connectorToForm, needsConsent, readsOnly } from './connector-rules.ts';

describe('the consent', () => {
  it.each([
    ['platform', { scopes: ['users:readonly', 'routing:readonly'] }, true],
    ['platform', { scopes: ['users:readonly', 'routing'] }, false],
    ['platform', { scopes: [], access: 'read' }, false],
    ['webex', { access: 'read' }, true],
    ['custom', { access: 'readWrite' }, false],
  ] as const)('of %s with %j is to reading alone: %s', (kind, values, expected) => {
    expect(readsOnly(kind, values as never)).toBe(expected);
  });

  const saved = {
    ...{ id: 'one', name: 'CRM', kind: 'custom', access: 'read', state: 'active', scopes: [] },
    baseUrl: 'https://crm.example.com',
    authentication: { type: 'basic', username: 'ada', password: { kind: 'insecure' } },
  } as unknown as Connector;
  const stays = { kind: 'insecure' } as const;

  it.each([
    ['nothing else', {}, stays, false],
    ['another user name', { username: 'root' }, stays, true],
    ['another secret', {}, { kind: 'insecure', value: 'of-another' }, true],
    ['a secret given otherwise', {}, { kind: 'variable', name: 'crm' }, true],
    ['other authentication', { authentication: 'bearer' }, stays, true],
    ['no authentication', { authentication: 'none' }, stays, false],
  ] as const)(
    'to a custom connector with %s is asked for again: %j',
    (_what, change, secret, expected) => {
      const values = { ...connectorToForm(saved), ...change };
      expect(needsConsent(saved, values as never, secret)).toBe(expected);
    },
  );
});
