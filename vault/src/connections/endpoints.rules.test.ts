import { describe, expect, it } from 'vitest';
import type { ConnectionSetup } from './connections.model.ts';
import { apiBaseOf } from './endpoints.rules.ts';

const setup = (provider: ConnectionSetup['provider'], host: string | null, tokenUrl: string) =>
  ({ provider, host, endpoints: { tokenUrl } }) as ConnectionSetup;

describe('where a connection’s token is used', () => {
  it.each([
    [
      'genesys',
      'mypurecloud.de',
      'https://login.mypurecloud.de/oauth/token',
      'https://api.mypurecloud.de',
    ],
    [
      'genesys',
      'http://127.0.0.1:8080/',
      'http://127.0.0.1:8080/oauth/token',
      'http://127.0.0.1:8080',
    ],
    ['custom', null, 'https://login.mypurecloud.ie/oauth/token', 'https://api.mypurecloud.ie'],
    [
      'custom',
      null,
      'https://hub.example.com/tenant/oauth/token',
      'https://hub.example.com/tenant',
    ],
    ['custom', null, 'https://login.example.com/oauth/token', 'https://login.example.com'],
    ['custom', null, 'https://id.example.com/connect/issue', 'https://id.example.com'],
    ['webex', null, 'https://webexapis.com/v1/access_token', 'https://webexapis.com'],
  ] as const)('%s at %s with %s: %s', (provider, host, tokenUrl, base) => {
    expect(apiBaseOf(setup(provider, host, tokenUrl))).toBe(base);
  });
});
