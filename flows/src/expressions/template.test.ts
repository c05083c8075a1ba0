import { describe, expect, it } from 'vitest';
import { checkTemplate, compileTemplate, referencesOf } from './index.ts';
import { evaluate, failureOf, render, scopeOf } from './template.fixture.ts';

const variables = {
  x: 200,
  text: 'Hello',
  digits: '42',
  empty: '',
  none: null,
  yes: true,
  list: ['b', 'a', 'c'],
  numbers: [3, 1, 2],
  user: { name: 'Ada', 'en-US': { welcome: 'Hi' }, tags: ['x', 'y'] },
  'message.text': 'whole name',
  http: { httpStatusCode: 200, body: { items: [{ id: 'i1' }] } },
};

describe('expressions', () => {
  it.each<[string, unknown]>([
    ['{{x == 200}}', true],
    ['{{ x == "200" }}', true],
    ['{{ x equals 200 and text == "Hello" }}', true],
    ['{{ digits + 1 }}', 43],
    ['{{ 7 / 2 }}', 3],
    ['{{ 7 / 2.0 }}', 3.5],
    ['{{ x * 1.0 / 150 }}', 200 / 150],
    ['{{ -7 % 4 }}', -3],
    ['{{ 1 + 2 * 3 - 4 }}', 3],
    ['{{ (1 + 2) * 3 }}', 9],
    ['{{ -x | abs }}', 200],
    ['{{ 2 - -1 }}', 3],
    ['{{ "a" ~ 1 ~ none ~ true }}', 'a1true'],
    ['{{ text ~ "!" | upper }}', 'HELLO!'],
    ['{{ 1..4 }}', [1, 2, 3, 4]],
    ['{{ range(10, 1, -3) }}', [10, 7, 4, 1]],
    ['{{ 3 .. 1 }}', []],
    ['{{ max(3, 9, 4) - min(numbers) }}', 8],
    ['{{ text contains "ell" }}', true],
    ['{{ list contains "a" and list contains ["a", "c"] }}', true],
    ['{{ user contains "name" }}', true],
    ['{{ text matches "H[a-z]+" }}', true],
    ['{{ text matches "ello" }}', false],
    ['{{ x > 100 ? "big" : "small" }}', 'big'],
    ['{{ x < 100 ? 1 : x < 300 ? 2 : 3 }}', 2],
    ['{{ not yes }}', false],
    ['{{ not x == 3 }}', true],
    ['{{ not empty and yes }}', true],
    ['{{ none > 3 or unknown < 3 }}', false],
    ['{{ "2026-01-02" < "2026-01-10" }}', true],
    ['{{ "10" > "9" }}', true],
    ['{{ empty is empty }}', true],
    ['{{ "  " is empty and [] is empty and {} is empty }}', true],
    ['{{ x is even and 3 is odd and x is not odd }}', true],
    ['{{ none is null and unknown is null }}', true],
    ['{{ none is defined }}', true],
    ['{{ unknown is defined }}', false],
    ['{{ list is iterable and user is map and text is not iterable }}', true],
    ['{{ user.name }}', 'Ada'],
    ['{{ user["en-US"].welcome }}', 'Hi'],
    ['{{ http.body.items[0].id }}', 'i1'],
    ['{{ http.body.items.0.id }}', 'i1'],
    ['{{ user.tags[2 - 1] }}', 'y'],
    ['{{ user.nobody.name }}', null],
    ['{{ message.text }}', 'whole name'],
    ['{{ {"a": 1, b: [x, "}}"]} }}', { a: 1, b: [200, '}}'] }],
    ['{{ {"a": {"b": 1}}}}', { a: { b: 1 } }],
    ['{{ [1, [2], "3"] }}', [1, [2], '3']],
    ['{{ numbers + 4 }}', [3, 1, 2, 4]],
    ["{{ 'it\\'s' ~ \"\\n\" ~ '\\d' }}", "it's\n\\d"],
    ['{{ true and not false }}', true],
    ['{{ "false" ? 1 : 2 }}', 2],
  ])('%s', (template, value) => {
    expect(evaluate(template, variables)).toEqual(value);
  });

  it('answers one expression typed and everything else as text', () => {
    expect(evaluate('{{ x }}', variables)).toBe(200);
    expect(evaluate(' {{ x }}', variables)).toBe(' 200');
    expect(render('{{ user.tags }} {{ none }}{{ unknown }}|{{ yes }}', variables)).toBe(
      '["x","y"] |true',
    );
    expect(render('no braces } { at all', variables)).toBe('no braces } { at all');
    expect(render('a {# left {{ out }} #}b', variables)).toBe('a b');
    expect(render('a  {{- x -}}  b', variables)).toBe('a200b');
  });

  it('makes texts safe inside JSON bodies when asked to', () => {
    const body = '{"name": "{{ name }}", "user": {{ user }}, "raw": {{ json | raw }}}';
    const values = { name: 'a "b"\n', user: { n: '"' }, json: '[1,"2"]' };
    expect(JSON.parse(render(body, values, { escapeTexts: 'json' }))).toEqual({
      name: 'a "b"\n',
      user: { n: '"' },
      raw: [1, '2'],
    });
  });
});

describe('what a template says of itself', () => {
  it('names its variables with their places', () => {
    const template = 'Hi {{ user.name | default(nick) }},\n{{ {"k": list[i]} }} {{ range(1, n) }}';
    expect(
      referencesOf(template).map(({ name, path, position }) => [name, path, position.line]),
    ).toEqual([
      ['user', 'user.name', 1],
      ['nick', 'nick', 1],
      ['list', 'list', 2],
      ['i', 'i', 2],
      ['n', 'n', 2],
    ]);
    expect(referencesOf('{{ broken')).toEqual([]);
    expect(compileTemplate('{{ a }}').isExpression).toBe(true);
  });

  it.each<[string, string, number]>([
    ['a {% if x %}', 'template.block', 2],
    ['a {{ x ', 'template.unclosed', 2],
    ['{{ "x }}', 'template.unclosed', 3],
    ['{# x', 'template.unclosed', 0],
    ['{{ }}', 'template.syntax', 3],
    ['{{ a b }}', 'template.syntax', 5],
    ['{{ 1a }}', 'template.syntax', 3],
    ['{{ a + }}', 'template.syntax', 7],
    ['{{ (a }}', 'template.syntax', 6],
    ['{{ a.b() }}', 'template.syntax', 5],
    ['{{ "#{x}" }}', 'template.syntax', 4],
    ['{{ a; }}', 'template.syntax', 4],
    ['{{ a } }}', 'template.syntax', 5],
    ['{{ x | nope }}', 'template.filter.unknown', 7],
    ['{{ block("x") }}', 'template.function.unknown', 3],
    ['{{ i18n("x") }}', 'template.function.unknown', 3],
    ['{{ x is prime }}', 'template.test.unknown', 8],
    ['{{ x | upper(1) }}', 'template.arguments', 7],
    ['{{ x | replace("a", "b") }}', 'template.arguments', 7],
    ['{{ x | split }}', 'template.arguments', 7],
    ['{{ x | date(form="y") }}', 'template.arguments', 7],
    ['{{ x | slice(1, from=2) }}', 'template.arguments', 7],
  ])('%s is refused with its place', (template, code, offset) => {
    expect(checkTemplate(template)).toMatchObject([{ code, position: { offset } }]);
  });

  it('tells line and column', () => {
    expect(checkTemplate('one\ntwo {{ a b }}')[0]?.position).toEqual({
      offset: 13,
      line: 2,
      column: 10,
    });
    expect(checkTemplate('fine {{ a }}')).toEqual([]);
  });

  it.each<[string, string]>([
    ['{{ text + 1 }}', 'template.type'],
    ['{{ text > user }}', 'template.type'],
    ['{{ empty > 3 }}', 'template.type'],
    ['{{ 1 / 0 }}', 'template.arithmetic'],
    ['{{ 1 % 0 }}', 'template.arithmetic'],
    ['{{ text | replace("x") }}', 'template.type'],
    ['{{ text | slice(-1) }}', 'template.arguments'],
    ['{{ text matches "(" }}', 'template.pattern'],
    ['{{ text | date("yyyy") }}', 'template.date'],
    ['{{ now() | date("yyyy i") }}', 'template.pattern'],
    ['{{ now() | date("yyyy", timeZone="Nowhere/Land") }}', 'template.pattern'],
    ['{{ x | numberformat("0E0") }}', 'template.pattern'],
    ['{{ text | escape("shell") }}', 'template.arguments'],
    ['{{ "*" | base64decode }}', 'template.pattern'],
  ])('%s fails with %s when it is filled', (template, code) => {
    const compiled = compileTemplate(template);
    expect(failureOf(() => compiled.render(scopeOf(variables))).code).toBe(code);
  });

  it('never reads the time by itself', () => {
    const { lookup } = scopeOf();
    expect(failureOf(() => compileTemplate('{{ now() }}').render({ lookup })).code).toBe(
      'template.no.time',
    );
  });

  it('repeats no value in an error', () => {
    const secret = 's3cret';
    for (const template of ['{{ s + 1 }}', '{{ s | date("y") }}', '{{ s | numberformat }}'])
      expect(() => render(template, { s: secret })).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
  });
});
