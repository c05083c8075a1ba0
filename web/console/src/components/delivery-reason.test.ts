import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#src/i18n/languages.ts';
import { reasonKey, tellsMore } from './delivery-reason.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What senders, drivers and the bus are written in: their codes end up in reports, logs and dead letters. */
const sources = [
  ...globSync('events/src/{destinations,bus}/**/*.ts', { cwd: ROOT }).filter(
    (path) => !/\.(test|fixture|suite|errors)\.ts$/.test(path),
  ),
  'events/src/log-readers.ts',
  'platform/src/triggers/triggers.driver.ts',
  'kit/src/http-client/egress.ts',
].map(read);

const found = (pattern: RegExp) =>
  sources.flatMap((source) => [...source.matchAll(pattern)].map(([, code = '']) => code));
/** `code: 'a.b'`, `eventsLostCode = 'a.b'`, `known?.code ?? 'a.b'`, `dead('a.b', …)` and `retry('a.b', …)`. */
const own = found(
  /(?:(?<!error)[cC]ode(?::| =| \?\?) |\b(?:dead|retry)\()'([a-z]+(?:\.[a-z0-9-]+)*)'/g,
);
const httpFailures = ['timeout', 'connect', 'too-large', 'aborted'];
const built = [
  ...httpFailures.map((reason) => `http.${reason}`),
  ...httpFailures.filter((reason) => reason !== 'aborted').map((reason) => `target.${reason}`),
  ...['http.410', 'vault.secret.unknown', 'vault.cannot.open'],
];
/** Names that AWS gives to what keeps a whole destination from sending. */
const ofAws = found(/^ {2}'([A-Z][A-Za-z]+)',$/gm);

const textsIn = (language: string) =>
  JSON.parse(read(`web/console/src/components/locales/${language}.json`)).reasons as Record<
    string,
    string
  >;

describe('reasons why events are not delivered', () => {
  it.each(LANGUAGES)('have words of their own in %s, each of them', (language) => {
    expect(own).toEqual(
      expect.arrayContaining(['events.lost', 'no.stream', 'target.removed', 'egress.blocked']),
    );
    expect(own).toEqual(expect.arrayContaining(['source.missing', 'destination.closed']));
    expect(ofAws).toEqual(expect.arrayContaining(['AccessDenied', 'InternalFailure']));
    const texts = textsIn(language);
    const codes = [...own, ...built, ...ofAws];
    expect(codes.filter((code) => !texts[reasonKey(code).key])).toEqual([]);
  });

  it('hold the status that the other side answered', () => {
    expect(reasonKey('http.503')).toEqual({ key: 'http-status', status: '503' });
    expect(reasonKey('http.timeout')).toEqual({ key: 'http-timeout', status: '' });
  });

  it('are followed by what the server says where that names addresses or numbers', () => {
    expect(['egress.blocked', 'events.lost', 'AccessDenied'].filter(tellsMore)).toHaveLength(3);
    expect(['http.410', 'no.stream', 'target.busy'].filter(tellsMore)).toEqual([]);
  });
});
