import { regions } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { environmentOf } from './environment.rules.ts';

describe('an environment URL', () => {
  it.each(regions.map(({ host }) => host))('may be %s in every spelling', (host) => {
    const expected = { api: `https://api.${host}`, login: `https://login.${host}` };
    for (const text of [
      ...[host, ` ${host.toUpperCase()} `, `https://${host}`, `https://apps.${host}/directory/#/x`],
      ...[`login.${host}`, `https://login.${host}/oauth/token`, `https://api.${host}`, `${host}.`],
    ])
      expect(environmentOf(text)).toEqual(expected);
  });

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://hub.example.com:8443/prefix/', 'https://hub.example.com:8443/prefix'],
    ['https://hub.example.com', 'https://hub.example.com'],
    ['localhost:8080', 'http://localhost:8080'],
    ['hub:8080', 'https://hub:8080'],
  ])('may be a server that answers both: %s', (text, base) => {
    expect(environmentOf(text)).toEqual({ api: base, login: base });
  });

  it.each(['example.com/token', 'login.example.com/oauth/token', 'example.com/token?x=1'])(
    'with a path of its own needs its scheme: %s',
    (text) => expect(environmentOf(text)).toBeNull(),
  );

  it.each(['', ' ', 'hub', 'ftp://x.com', 'https://', 'https://a:b@x.com', 'a b.com', '://'])(
    'is not "%s"',
    (text) => expect(environmentOf(text)).toBeNull(),
  );
});
