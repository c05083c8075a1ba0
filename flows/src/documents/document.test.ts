import { array, assert, constantFrom, jsonValue, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePath } from '../json-path/index.ts';
import { LanguageError } from '../language-error.ts';
import {
  checkText,
  type DocumentFormat,
  documentFormats,
  documentSizes,
  formatOfMediaType,
  parseText,
} from './index.ts';

const problemOf = (text: string, format: DocumentFormat) => {
  const [problem] = checkText(text, format);
  return problem && [problem.code, problem.position.line, problem.position.column];
};

describe('documents', () => {
  const wanted = { user: { name: 'Ada "A"', tags: ['x', 'y'], age: 36, admin: true } };

  it.each<[DocumentFormat, string]>([
    [
      'JSON',
      ' {"user": {"name": "Ada \\u0022A\\"", "tags": ["x","y"], "age": 3.6e1, "admin": true}}\n',
    ],
    ['YAML', 'user:\n  name: Ada "A"\n  tags: [x, y]\n  age: 36\n  admin: true\n'],
    ['TOML', '[user]\nname = "Ada \\"A\\""\ntags = ["x", "y"]\nage = 36\nadmin = true\n'],
  ])('in %s become the same JSON', (format, text) => {
    expect(parseText(text, format)).toEqual(wanted);
    expect(parseText(`\ufeff${text}`, format)).toEqual(wanted);
  });

  it('in XML become objects with attributes, texts and lists', () => {
    const text = `<?xml version="1.0"?><!-- of users -->
      <u:users xmlns:u="urn:u" total='2'>
        <user id="1"> Ada &lt;A&gt; &#65;&#x42;<!-- x --></user>
        <user id="2 &amp; more"><name><![CDATA[<b>&amp;]]></name><none/><blank> </blank></user>
        mixed
      </u:users>`;
    expect(parseText(text, 'XML')).toEqual({
      'u:users': {
        '@xmlns:u': 'urn:u',
        '@total': '2',
        user: [
          { '@id': '1', '#text': 'Ada <A> AB' },
          { '@id': '2 & more', name: '<b>&amp;', none: '', blank: '' },
        ],
        '#text': 'mixed',
      },
    });
    expect(parseText('<a>1</a>', 'XML')).toEqual({ a: '1' });
    expect(parseText('<a><b>1</b><b/><b>3</b></a>', 'XML')).toEqual({ a: { b: ['1', '', '3'] } });
  });

  it('in YAML know aliases, long texts and the core types', () => {
    const text =
      'a: &x {n: 1}\nb: *x\nc: |\n  one\n  two\nd: ~\ne: 2026-01-01\nf: 0x1F\n1: no\n"<<": 1';
    expect(parseText(text, 'YAML')).toEqual({
      a: { n: 1 },
      b: { n: 1 },
      c: 'one\ntwo\n',
      d: null,
      e: '2026-01-01',
      f: 31,
      1: 'no',
      '<<': 1,
    });
    expect(parseText('', 'YAML')).toBeNull();
  });

  it('in TOML know dates as texts', () => {
    expect(parseText('d = 2026-01-02T03:04:05Z\nl = 2026-01-02\n[[t]]\na.b = 1', 'TOML')).toEqual({
      d: '2026-01-02T03:04:05.000Z',
      l: '2026-01-02',
      t: [{ a: { b: 1 } }],
    });
  });

  it.each<[DocumentFormat, string]>([
    ['JSON', '{"__proto__": {"polluted": 1}, "constructor": 2}'],
    ['YAML', '__proto__:\n  polluted: 1\nconstructor: 2'],
    ['TOML', 'constructor = 2\n[__proto__]\npolluted = 1'],
  ])('in %s take keys named like properties of every object as keys', (format, text) => {
    const value = parseText(text, format) as object;
    expect(Object.keys(value).toSorted()).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(compilePath('$.__proto__.polluted').select(value as never).value).toBe(1);
  });

  it('in XML take such names as keys too', () => {
    const value = parseText('<r><__proto__ x="1"/><toString>2</toString></r>', 'XML');
    expect(compilePath('$.r.__proto__["@x"]').select(value).value).toBe('1');
    expect(compilePath('$.r.toString').select(value).value).toBe('2');
  });

  it('have a format by their media type', () => {
    const types = ['application/json; charset=utf-8', 'application/problem+json', 'TEXT/XML'];
    expect(types.map(formatOfMediaType)).toEqual(['JSON', 'JSON', 'XML']);
    expect(formatOfMediaType('application/yaml')).toBe('YAML');
    expect(formatOfMediaType('application/toml')).toBe('TOML');
    expect(formatOfMediaType('image/svg+xml')).toBe('XML');
    expect(['text/html', '', 'a+json/x', 'constructor'].map(formatOfMediaType)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('documents are refused with their place', () => {
  it.each<[DocumentFormat, string, [string, number, number]]>([
    ['JSON', '', ['document.syntax', 1, 1]],
    ['JSON', '{"a": 1,\n "b" 2}', ['document.syntax', 2, 6]],
    ['JSON', '{"a": 1,}', ['document.syntax', 1, 9]],
    ['JSON', '[1 2]', ['document.syntax', 1, 4]],
    ['JSON', '[01]', ['document.syntax', 1, 3]],
    ['JSON', '["a\nb"]', ['document.syntax', 1, 4]],
    ['JSON', '["\\x"]', ['document.syntax', 1, 2]],
    ['JSON', '["a', ['document.syntax', 1, 2]],
    ['JSON', '{} x', ['document.syntax', 1, 4]],
    ['JSON', "{'a': 1}", ['document.syntax', 1, 2]],
    ['JSON', '[NaN]', ['document.syntax', 1, 2]],
    ['JSON', '[1e999]', ['document.number', 1, 2]],
    ['JSON', '{"a": 1,\n"a": 2}', ['document.duplicate.key', 2, 1]],
    ['XML', '', ['document.syntax', 1, 1]],
    ['XML', '<a>\n<b></a>', ['document.syntax', 2, 4]],
    ['XML', '<a>\n<b>', ['document.syntax', 2, 1]],
    ['XML', '<a/><b/>', ['document.syntax', 1, 5]],
    ['XML', '<a/>x', ['document.syntax', 1, 5]],
    ['XML', 'x<a/>', ['document.syntax', 1, 1]],
    ['XML', '</a>', ['document.syntax', 1, 1]],
    ['XML', '<a b=1/>', ['document.syntax', 1, 6]],
    ['XML', '<a b/>', ['document.syntax', 1, 4]],
    ['XML', '<a b="1"c="2"/>', ['document.syntax', 1, 9]],
    ['XML', '<a b="1', ['document.syntax', 1, 7]],
    ['XML', '<a b="<"/>', ['document.syntax', 1, 7]],
    ['XML', '<a b="1" b="2"/>', ['document.duplicate.key', 1, 10]],
    ['XML', '<1/>', ['document.syntax', 1, 2]],
    ['XML', '<a><!-- x', ['document.syntax', 1, 8]],
    ['XML', '<a>&</a>', ['document.entity', 1, 4]],
    ['XML', '<a>\n &foo;</a>', ['document.entity', 2, 2]],
    ['XML', '<a>&#0;</a>', ['document.entity', 1, 4]],
    ['XML', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', ['document.entity', 1, 1]],
    ['XML', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', ['document.entity', 1, 1]],
    ['YAML', 'a: 1\nb: [1', ['document.syntax', 2, 6]],
    ['YAML', 'a: b: c', ['document.syntax', 1, 4]],
    ['YAML', 'a: 1\na: 2', ['document.duplicate.key', 2, 1]],
    ['YAML', 'a: .inf', ['document.number', 1, 4]],
    ['YAML', 'a: *b', ['document.alias', 1, 4]],
    ['YAML', 'a: &a [*a]', ['document.alias', 1, 8]],
    ['YAML', '? [a]\n: 1', ['document.syntax', 1, 3]],
    ['YAML', 'a: 1\n---\nb: 2', ['document.syntax', 2, 1]],
    ['YAML', 'a: 1\n...\nb: 2', ['document.syntax', 3, 1]],
    ['YAML', '%YAML 1.2\na: 1', ['document.syntax', 2, 1]],
    ['YAML', '}}', ['document.syntax', 1, 1]],
    ['YAML', 'a: "\\q\\r\\p"', ['document.syntax', 1, 5]],
    ['TOML', 'a = 1\nb = ', ['document.syntax', 2, 5]],
    ['TOML', 'a = 1\na = 2', ['document.syntax', 2, 1]],
    ['TOML', 'a = inf', ['document.number', 1, 1]],
    ['TOML', 'a = 9999999999999999', ['document.syntax', 1, 5]],
  ])('%s %j', (format, text, problem) => {
    expect(problemOf(text, format)).toEqual(problem);
  });

  it.each<[DocumentFormat, string]>([
    ['JSON', '['.repeat(100_000)],
    ['JSON', '{"a":'.repeat(100_000)],
    ['XML', '<a>'.repeat(100_000)],
    ['YAML', '['.repeat(20_000)],
    ['YAML', '- '.repeat(10_000)],
    ['YAML', `a: ${'{a: '.repeat(600)}${'}'.repeat(600)}`],
    ['TOML', `a = ${'['.repeat(100_000)}`],
    ['TOML', `${'a.'.repeat(1_000)}b = 1`],
  ])('%s that is nested too deeply: %.8s…', (format, text) => {
    expect(checkText(text, format)).toMatchObject([{ code: 'document.too.deep' }]);
  });

  it('accepts 512 levels, which a path can search', () => {
    const text = `${'['.repeat(512)}${']'.repeat(512)}`;
    expect(compilePath('$..*').select(parseText(text, 'JSON')).matched).toBe(true);
    expect(checkText(`[${text}]`, 'JSON')).toMatchObject([{ code: 'document.too.deep' }]);
  });

  it('counts what aliases stand for', () => {
    const line = (name: string, of: string) =>
      `${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]`;
    const names = [...'abcdefghij'];
    const laughs = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...names.slice(1).map((n, i) => line(n, names[i] as string)),
    ];
    expect(checkText(laughs.join('\n'), 'YAML')).toMatchObject([{ code: 'document.too.large' }]);
    expect(checkText(laughs.slice(0, 4).join('\n'), 'YAML')).toEqual([]);
  });

  it('refuses texts that are too long and documents of too many values', () => {
    for (const format of documentFormats) {
      const most = documentSizes[format];
      expect(checkText(' '.repeat(most + 1), format)).toMatchObject([
        { code: 'document.too.large' },
      ]);
    }
    expect(() => parseText('[1,2,3]', 'JSON', { values: 3 })).toThrow('3 values');
    expect(() => parseText('<a><b/><b/><b/></a>', 'XML', { values: 3 })).toThrow('3 values');
    expect(() => parseText('[1,2,3]', 'YAML', { values: 3 })).toThrow('3 values');
    expect(() => parseText('a=[1,2,3]', 'TOML', { values: 3 })).toThrow('3 values');
  });

  it('repeats no value in an error', () => {
    const secret = 's3cret';
    for (const [format, text] of [
      ['JSON', `{"k": "${secret}" x}`],
      ['XML', `<a k="${secret}" x>${secret}</a>`],
      ['YAML', `k: "${secret}" x: [`],
      ['TOML', `k = "${secret}" x`],
    ] as const)
      expect(checkText(text, format)[0]?.message).not.toContain(secret);
  });
});

describe('any document', () => {
  it('is JSON for us when it is JSON for the engine, with the same value', () => {
    void assert(
      property(jsonValue(), constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseText(text, 'JSON')).toEqual(JSON.parse(text));
      }),
    );
    const pieces = array(
      constantFrom(
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '"',
        '"a"',
        '1',
        '-',
        '.5',
        'e3',
        'true',
        'nul',
        '\\',
        ' ',
      ),
      { maxLength: 8 },
    );
    void assert(
      property(pieces, (parts) => {
        const text = parts.join('');
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => parseText(text, 'JSON')).toThrow(LanguageError);
          return;
        }
        expect(parseText(text, 'JSON')).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read, or refused with the declared error', () => {
    const pieces = oneof(
      constantFrom(
        '<',
        '>',
        '/',
        '<a',
        '</a>',
        '="',
        '&lt;',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?',
      ),
      constantFrom(
        ': ',
        '- ',
        '\n',
        '  ',
        '&a ',
        '*a',
        '!t ',
        '|',
        '>',
        '? ',
        '[',
        ']',
        '{',
        '}',
        '#',
      ),
      constantFrom('a', '=', '"', "'", '1', ',', '%', '@', '\t', '---\n', '...', '[[', ']]', '.'),
      string({ unit: 'binary', maxLength: 3 }),
    );
    void assert(
      property(
        array(pieces, { maxLength: 15 }).map((parts) => parts.join('')),
        constantFrom(...documentFormats),
        (text, format) => {
          try {
            const value = parseText(text, format);
            expect(JSON.parse(JSON.stringify(value))).toEqual(value);
          } catch (error) {
            if (!(error instanceof LanguageError)) throw error;
            expect(error.position.offset).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 4_000 },
    );
  });
});
