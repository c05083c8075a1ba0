import { regions } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { parseHost } from './host.rules.ts';

describe('host of a contact centre', () => {
  const forms = (host: string) => [
    host,
    ` ${host.toUpperCase()} `,
    `${host}/`,
    `https://${host}`,
    `http://${host}/`,
    `apps.${host}`,
    `login.${host}`,
    `api.${host}`,
    `https://apps.${host}/directory/#/admin`,
    `https://login.${host}/oauth/token?x=1`,
    `api.${host}/api/v2`,
  ];
  it.each(regions.map(({ host }) => host))('understands every spelling of %s', (host) => {
    for (const form of forms(host))
      expect(parseHost(form), form).toEqual({
        api: `https://api.${host}`,
        login: `https://login.${host}`,
      });
  });

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/prefix/', 'http://127.0.0.1:8080/prefix'],
    ['https://tandem.example.com:8443', 'https://tandem.example.com:8443'],
    ['https://tandem.example.com/cc', 'https://tandem.example.com/cc'],
    ['localhost:8080', 'http://localhost:8080'],
    ['tandem.example.com:8443', 'https://tandem.example.com:8443'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ])('uses %s for login and API alike', (text, base) => {
    expect(parseHost(text)).toEqual({ api: base, login: base });
  });

  it('takes a region it does not know yet', () => {
    expect(parseHost('new1.pure.cloud')).toEqual({
      api: 'https://api.new1.pure.cloud',
      login: 'https://login.new1.pure.cloud',
    });
  });

  it.each([
    'example.com/token',
    '',
    '  ',
    'ftp://x.example',
    'not a host',
    'https://',
    'https://u:p@x.example',
    'plain',
    'a_b.c/d',
  ])('refuses %j', (text) => expect(parseHost(text)).toBeNull());
});
