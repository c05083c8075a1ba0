import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestClock } from './clock.ts';
import { integer, list, oneOf, onOff, readSettings, SettingError, text, url } from './config.ts';
import { defineErrors } from './errors.ts';
import { createTestIds, derivedHex32, derivedUuid, systemIds } from './ids.ts';
import { createLog } from './log.ts';

describe('ids', () => {
  it('derives the same id from the same parts and another from others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1 }),
        fc.array(fc.string(), { minLength: 1 }),
        (a, b) => {
          expect(derivedUuid(...a)).toMatch(
            /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
          );
          expect(derivedHex32(...a)).toBe(derivedHex32(...a));
          expect(derivedUuid(...a) === derivedUuid(...b)).toBe(
            a.join('\u0000') === b.join('\u0000'),
          );
        },
      ),
    );
  });
  it('gives message ids as 32 lower-case hex digits', () => {
    expect(systemIds.hex32()).toMatch(/^[0-9a-f]{32}$/);
    expect(createTestIds('a').uuid()).not.toBe(createTestIds('b').uuid());
    expect(createTestIds('a').uuid()).toBe(createTestIds('a').uuid());
  });
});

describe('test clock', () => {
  it('fires due timers in order of their time and moves time with them', async () => {
    const clock = createTestClock();
    const fired: [string, number][] = [];
    clock.after(30, () => fired.push(['late', clock.monotonicMs()]));
    clock.after(10, () => {
      fired.push(['early', clock.monotonicMs()]);
      clock.after(5, () => fired.push(['nested', clock.monotonicMs()]));
    });
    clock.after(20, () => fired.push(['cancelled', 0])).cancel();
    await clock.advance(29);
    expect(fired).toEqual([
      ['early', 10],
      ['nested', 15],
    ]);
    await clock.advance(1);
    expect(fired.at(-1)).toEqual(['late', 30]);
  });
  it('ends a sleep when its signal aborts', async () => {
    const clock = createTestClock();
    const abort = new AbortController();
    const slept = clock.sleep(1000, abort.signal);
    abort.abort(new Error('stop'));
    await expect(slept).rejects.toThrow('stop');
  });
});

describe('errors', () => {
  const errors = defineErrors('test', {
    taken: { status: 409, code: 'name.taken', text: 'The name "{name}" is taken.' },
  });
  it('fills the public text and keeps code, status and parameters', () => {
    expect(errors.taken({ name: 'Café {x}' })).toMatchObject({
      status: 409,
      code: 'name.taken',
      message: 'The name "Café {x}" is taken.',
      params: { name: 'Café {x}' },
    });
  });
});

describe('settings', () => {
  const table = {
    PORT: { default: '8080', parse: integer(0, 65_535), doc: '' },
    MODE: { default: 'a', parse: oneOf('a', 'b'), doc: '' },
    DEMO: { default: 'on', parse: onOff, doc: '' },
    HOSTS: { default: '', parse: list, doc: '' },
    LINK: { default: undefined, parse: url, doc: '' },
    KEY: {
      default: undefined,
      parse: (value: string) => {
        if (value.length < 5) throw new Error('is too short');
        return text(value);
      },
      secret: true,
      doc: '',
    },
  } as const;
  it('reads defaults, values and absent ones', () => {
    expect(readSettings(table, { MODE: 'b', HOSTS: ' a, b,', DEMO: '' })).toEqual({
      PORT: 8080,
      MODE: 'b',
      DEMO: true,
      HOSTS: ['a', 'b'],
      LINK: undefined,
      KEY: undefined,
    });
  });
  it.each([
    [{ PORT: '70000' }, 'PORT "70000": must be a whole number from 0 to 65535'],
    [{ MODE: 'c' }, 'MODE "c": must be one of a, b'],
    [{ LINK: 'tandem' }, 'LINK "tandem": must be a complete URL'],
    [{ KEY: 'abc' }, 'KEY: is too short'],
  ])('says in one line what is wrong with %j, without secrets', (env, message) => {
    expect(() => readSettings(table, env)).toThrow(SettingError);
    expect(() => readSettings(table, env)).toThrow(message);
  });
});

describe('log', () => {
  it('never writes the value of a secret field', () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLog({ destination });
    log.info(
      {
        password: 'planted-1',
        headers: { authorization: 'Bearer planted-2' },
        body: { oauth: { client_secret: 'planted-3' } },
      },
      'signed in',
    );
    expect(lines.join('')).toContain('signed in');
    expect(lines.join('')).not.toContain('planted');
  });
});
