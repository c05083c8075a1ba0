import type { ConnectionRequest } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { knownEndpoints, leadsElsewhere } from './endpoints.rules.ts';
import { grantTransitions, nextState } from './grant-state.rules.ts';
import { toSetup } from './request.rules.ts';

const genesys = (host: string) =>
  knownEndpoints({
    name: 'G',
    provider: 'genesys',
    host,
    grant: 'clientCredentials',
    clientId: 'c',
  } as ConnectionRequest);

describe('addresses of a connection', () => {
  it.each([
    ['mypurecloud.de', 'https://login.mypurecloud.de/oauth/token'],
    ['https://apps.mypurecloud.de/directory', 'https://login.mypurecloud.de/oauth/token'],
    ['login.euw2.pure.cloud', 'https://login.euw2.pure.cloud/oauth/token'],
    ['https://tandem.example.org', 'https://tandem.example.org/oauth/token'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/oauth/token'],
    ['http://127.0.0.1:8080/prefix', 'http://127.0.0.1:8080/prefix/oauth/token'],
  ])('of %s', (host, tokenUrl) => {
    expect(genesys(host)?.tokenUrl).toBe(tokenUrl);
  });
  it.each(['', 'nowhere', 'ftp://x', 'https://user:pw@x.org', 'a b'])('are none of %j', (host) => {
    expect(genesys(host)).toBeNull();
  });
  it('of Webex are the vendor’s, or below the address that an operator sets', () => {
    const webex = {
      name: 'W',
      provider: 'webex',
      grant: 'authorizationCode',
      clientId: 'c',
    } as const;
    expect(knownEndpoints(webex)?.tokenUrl).toBe('https://webexapis.com/v1/access_token');
    expect(knownEndpoints(webex, 'http://127.0.0.1:1/webex')).toMatchObject({
      authorizationUrl: 'http://127.0.0.1:1/webex/v1/authorize',
      tokenUrl: 'http://127.0.0.1:1/webex/v1/access_token',
    });
  });
  it('get the secret where the provider has it, unless something else is asked for', () => {
    const given = {
      name: 'W',
      grant: 'authorizationCode',
      clientId: 'c',
      clientSecret: 's',
    } as const;
    const wayOf = (request: Partial<ConnectionRequest>) => {
      const whole = { ...given, provider: 'webex', ...request } as const;
      return toSetup(whole, knownEndpoints({ ...whole, host: 'mypurecloud.de' }) as never, null)
        .clientAuthentication;
    };
    expect(wayOf({})).toBe('body');
    expect(wayOf({ clientAuthentication: 'basic' })).toBe('basic');
    expect(wayOf({ provider: 'genesys' })).toBe('basic');
    const { clientSecret: _, ...open } = given;
    expect(
      toSetup(
        { ...open, provider: 'webex', grant: 'authorizationCodePkce' },
        knownEndpoints({ ...open, provider: 'webex' }) as never,
        null,
      ).clientAuthentication,
    ).toBe('none');
  });
  it('lead elsewhere when a token would go to another server', () => {
    const [here, there] = [genesys('mypurecloud.de'), genesys('mypurecloud.ie')];
    if (!here || !there) throw new Error('no addresses');
    expect(leadsElsewhere(here, here)).toBe(false);
    expect(leadsElsewhere(here, there)).toBe(true);
    expect(leadsElsewhere(here, { ...here, revocationUrl: 'https://evil.example/revoke' })).toBe(
      true,
    );
  });
});

describe('states of a grant', () => {
  it('are left only as the table says', () => {
    expect(nextState('needsReauthorization', 'failing')).toBe('needsReauthorization');
    expect(nextState('needsReauthorization', 'issued')).toBe('active');
    expect(nextState('error', 'issued')).toBe('active');
    for (const state of ['active', 'error'] as const)
      expect(grantTransitions[state].refused).toBe('needsReauthorization');
  });
});
