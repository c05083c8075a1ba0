import { describe, expect, it } from 'vitest';
import { isWithinAccess } from './access.rules.ts';
import { headersOf, methodOf, targetOf } from './target.rules.ts';

const base = 'https://api.example.com/v1';

describe('the address of a call', () => {
  it.each([
    ['', `${base}`],
    ['/users', `${base}/users`],
    ['users/42', `${base}/users/42`],
    ['/users?expand=a&b=%20', `${base}/users?expand=a&b=%20`],
    ['/v1/a:b', `${base}/v1/a:b`],
    ['/a..b/...', `${base}/a..b/...`],
    ['/next?url=https://elsewhere.test/../x', `${base}/next?url=https://elsewhere.test/../x`],
  ])('%j stays below the base', (path, expected) => {
    expect(targetOf(base, { path }).href).toBe(expected);
  });

  it('takes query parameters, one or several of a name', () => {
    const url = targetOf(base, { path: '/q?a=1', query: { b: 'x y&z', c: ['1', '2'] } });
    expect(url.href).toBe(`${base}/q?a=1&b=x+y%26z&c=1&c=2`);
  });

  it.each([
    'https://elsewhere.test/',
    'HTTPS:/elsewhere.test',
    'javascript:alert(1)',
    '//elsewhere.test/x',
    '/\\elsewhere.test',
    '\\\\elsewhere.test',
    '/../admin',
    '/users/..',
    '/users/%2e%2e/admin',
    '/users/.%2E/admin',
    '/users/%2e%2e%2fadmin',
    '/users/..%5cadmin',
    '/./admin',
    '/users#fragment',
    '/us\ners',
    '/us ers',
    '/%zz',
    '@elsewhere.test:443\\',
  ])('%j is refused', (path) => {
    expect(() => targetOf(base, { path })).toThrow(
      expect.objectContaining({ code: 'connector.call.invalid' }),
    );
  });

  it('keeps the host whatever the path begins with', () => {
    for (const path of ['@elsewhere.test', '.elsewhere.test', '?x'])
      expect(targetOf('https://api.example.com', { path }).host).toBe('api.example.com');
  });
});

describe('a call', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('%s is within read access', (method) => {
    expect(isWithinAccess('read', method)).toBe(true);
  });
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s takes read and write', (method) => {
    expect(isWithinAccess('read', method)).toBe(false);
    expect(isWithinAccess('readWrite', method)).toBe(true);
  });
  it.each(['CONNECT', 'trace', 'GET /', ''])('%j is no method that is sent', (method) => {
    expect(() => methodOf(method)).toThrow();
  });

  it('carries the headers of the connector before those of the caller', () => {
    const given = { Authorization: 'mine', 'X-Trace': '1' };
    expect(headersOf(given, { authorization: 'its' })).toEqual({
      authorization: 'its',
      'x-trace': '1',
    });
  });

  it.each([
    { host: 'elsewhere.test' },
    { 'Transfer-Encoding': 'chunked' },
    { 'x-a': 'b\r\nx-c: d' },
    { 'x a': 'b' },
  ])('does not carry %j', (given) => {
    expect(() => headersOf(given, {})).toThrow(
      expect.objectContaining({ code: 'connector.call.invalid' }),
    );
  });
});
