import {
  array,
  assert,
  constantFrom,
  type JsonValue,
  jsonValue,
  oneof,
  property,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowValue } from '../flow.model.ts';
import { LanguageError } from '../language-error.ts';
import { checkTemplate, compileTemplate, templateFilters, templateLimits } from './index.ts';
import { evaluate, failureOf, render, scopeOf } from './template.fixture.ts';

describe('templates reach nothing but their values', () => {
  const variables = { user: { name: 'Ada' }, list: [1], text: 'abc', number: 1 };

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'user.constructor',
    'user["__proto__"]',
    'user["con" ~ "structor"]["constructor"]',
    'user.constructor.constructor',
    'list.constructor',
    'list.length',
    'list["push"]',
    'list[-1]',
    'text.length',
    'text.constructor',
    'text["__proto__"]["constructor"]',
    'number.toFixed',
    '(user | default(1)).__proto__',
    '([1] | sort).constructor',
    '("a" | split("")).__proto__',
    '{"a": 1}.hasOwnProperty',
    '{"a": 1}["__proto__"]',
    'process',
    'globalThis',
    'require',
    'this',
  ])('{{ %s }} is nothing', (expression) => {
    expect(evaluate(`{{ ${expression} }}`, variables)).toBeNull();
  });

  it('takes a key named like a property of every object as a key', () => {
    const made = evaluate('{{ {"__proto__": {"polluted": true}, "constructor": 1} }}');
    expect(Object.keys(made as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(evaluate('{{ {"__proto__": 5}["__proto__"] }}')).toBe(5);
    expect(evaluate('{{ v["__proto__"].a }}', { v: JSON.parse('{"__proto__":{"a":1}}') })).toBe(1);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
    '%s is no filter, function, test, argument or strategy',
    (name) => {
      const code = (template: string) => checkTemplate(template)[0]?.code;
      expect(code(`{{ x | ${name} }}`)).toBe('template.filter.unknown');
      expect(code(`{{ ${name}() }}`)).toBe('template.function.unknown');
      expect(code(`{{ x is ${name} }}`)).toBe('template.test.unknown');
      expect(code(`{{ x | slice(${name}=1) }}`)).toBe('template.arguments');
      expect(failureOf(() => render(`{{ "x" | escape("${name}") }}`)).code).toBe(
        'template.arguments',
      );
    },
  );
});

describe('templates stop', () => {
  const big = 'x'.repeat(300_000);

  it.each<[string, string]>([
    ['{{ 1..100000000 }}', 'template.budget'],
    ['{{ range(0, 1, 0.00000001) }}', 'template.budget'],
    ['{{ range(1, 2, 0) }}', 'template.arithmetic'],
    ['{{ (1..90000) ~ "" }}', 'template.budget'],
    ['{{ big }}', 'template.too.long'],
    ['{{ big ~ big ~ big ~ big | length }}', 'template.too.long'],
    [`{{ big | replace({"x": "${'y'.repeat(1000)}"}) }}`, 'template.too.long'],
    ['{{ "%100s" | format("x") ~ "%101s" | format("x") }}', 'template.pattern'],
    ['{{ (1..30000) | join(big) }}', 'template.too.long'],
    [`{{ [${'many,'.repeat(400)}1] | join }}`, 'template.budget'],
  ])('%s', (template, code) => {
    const many = Array.from({ length: 1000 }, (_, index) => index);
    expect(failureOf(() => render(template, { big, many })).code).toBe(code);
  });

  it('matches patterns that defeat backtracking within the budget, or not at all', () => {
    const text = `${'a'.repeat(20_000)}!`;
    expect(evaluate('{{ t matches "(a+)+b" }}', { t: text })).toBe(false);
    expect(evaluate('{{ t matches "(a|a)*(a|aa)+$" }}', { t: text })).toBe(false);
    expect(failureOf(() => render('{{ t matches p }}', { t: text, p: 'a'.repeat(201) })).code).toBe(
      'template.pattern',
    );
    expect(
      failureOf(() => render('{{ t matches "([ab]{100}){9}" }}', { t: 'a'.repeat(500_000) })).code,
    ).toBe('template.budget');
    expect(failureOf(() => render('{{ t | split("((a{50}){20}){9}") }}', { t: text })).code).toBe(
      'template.pattern',
    );
  });

  it('refuses what is too large or too nested to read', () => {
    expect(checkTemplate(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`)).toMatchObject([
      { code: 'template.too.large' },
    ]);
    expect(checkTemplate(`{{ ${'1+'.repeat(5000)}1 }}`)).toMatchObject([
      { code: 'template.too.large' },
    ]);
    expect(checkTemplate(`{{ ${'not '.repeat(5000)}1 }}`)).toMatchObject([
      { code: 'template.too.large' },
    ]);
    expect(checkTemplate('x'.repeat(templateLimits.source + 1))).toMatchObject([
      { code: 'template.too.large' },
    ]);
    expect(checkTemplate(`{{ a${'.a'.repeat(900)}${'|upper'.repeat(90)} }}`)).toEqual([]);
  });

  it('writes values of any depth or says that it cannot', () => {
    let deep: FlowValue = 1;
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    expect(failureOf(() => render('{{ deep }}', { deep })).code).toBe('template.too.long');
    const equal = evaluate.bind(null, '{{ deep == other }}', {
      deep,
      other: structuredCloneOf(deep),
    });
    expect(() => equal()).toThrow(LanguageError);
  });
});

const structuredCloneOf = (value: FlowValue): FlowValue => {
  let depth = 0;
  for (let at = value; Array.isArray(at); at = at[0] as FlowValue) depth += 1;
  let copy: FlowValue = 1;
  for (let level = 0; level < depth; level += 1) copy = [copy];
  return copy;
};

describe('any template', () => {
  const pieces = oneof(
    constantFrom(
      '{{',
      '}}',
      '{%',
      '{#',
      '#}',
      ' ',
      '|',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '?',
    ),
    constantFrom(
      'and',
      'or',
      'not',
      'is',
      'contains',
      'matches',
      '==',
      '<',
      '+',
      '-',
      '*',
      '/',
      '%',
    ),
    constantFrom(
      '~',
      '..',
      '.',
      '=',
      '"',
      "'",
      '\\',
      'empty',
      'now()',
      'range',
      'epoch',
      'max',
      '5',
    ),
    constantFrom('1e9', '0.5', 'a', 'b.c', '__proto__', 'true', 'null', '"yyyy-MM"', '"#,##0.0"'),
    constantFrom(...templateFilters.keys()),
    string({ maxLength: 3 }),
  );
  const templates = oneof(
    array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    array(pieces, { maxLength: 12 }).map((parts) => `{{ ${parts.join(' ')} }}`),
    string({ unit: 'binary', maxLength: 60 }),
  );

  it('is filled, or refused with the declared error', () => {
    let filled = 0;
    void assert(
      property(templates, jsonValue(), (template, value: JsonValue) => {
        try {
          const scope = scopeOf({ a: value as FlowValue, b: { c: value as FlowValue } });
          const text = compileTemplate(template).render(scope, { steps: 2_000 });
          expect(text.length).toBeLessThanOrEqual(templateLimits.output);
          filled += 1;
        } catch (error) {
          if (!(error instanceof LanguageError)) throw error;
          expect(error.position.offset).toBeLessThanOrEqual(template.length);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(filled).toBeGreaterThan(100);
  });

  const filterCalls = array(
    constantFrom(
      ...[...templateFilters].flatMap(([name, { parameters }]) =>
        [0, 1, 2, 3]
          .filter((count) => count <= parameters.length)
          .map((count) => `${name}(${['a', 'b', '"x"'].slice(0, count).join(',')})`),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  ).map((calls) => `{{ a | ${calls.join(' | ')} }}`);

  it('applies every filter to every value, or refuses with the declared error', () => {
    void assert(
      property(filterCalls, jsonValue(), jsonValue(), (template, a, b) => {
        try {
          compileTemplate(template).evaluate(scopeOf({ a: a as FlowValue, b: b as FlowValue }));
        } catch (error) {
          if (!(error instanceof LanguageError)) throw error;
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
