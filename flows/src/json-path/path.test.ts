import { array, assert, constantFrom, jsonValue, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowValue } from '../flow.model.ts';
import { LanguageError } from '../language-error.ts';
import { checkPath, compilePath, pathLimits } from './index.ts';

const shop = {
  open: true,
  name: null,
  'en-US': { welcome: 'Hi' },
  books: [
    { title: 'A', price: 8.5, tags: ['x'], isbn: '1' },
    { title: 'B', price: 12, tags: ['x', 'y'] },
    { title: 'C', price: 23, tags: [], isbn: '3' },
  ],
  nested: { books: [{ title: 'D', price: 8.5 }] },
};

const selected = (path: string, document: FlowValue = shop) =>
  compilePath(path).select(document).value;

const codeOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    if (error instanceof LanguageError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
};

describe('JSONPath', () => {
  it.each<[string, FlowValue]>([
    ['$', shop],
    ['$.open', true],
    ['$["en-US"].welcome', 'Hi'],
    ["$['en-US']['welcome']", 'Hi'],
    ['$.books[0].title', 'A'],
    ['$.books[-1].title', 'C'],
    ['$.books[0]["title", "price"]', ['A', 8.5]],
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[::-1].title', ['C', 'B', 'A']],
    ['$.books[:-1:2].title', ['A']],
    ['$.books[5:1:-1].title', ['C']],
    ['$.books[::0].title', []],
    ['$.books[2, 0, 0].title', ['C', 'A', 'A']],
    ['$..title', ['A', 'B', 'C', 'D']],
    ['$.nested..*', [[{ title: 'D', price: 8.5 }], { title: 'D', price: 8.5 }, 'D', 8.5]],
    ['$.books[?@.isbn].title', ['A', 'C']],
    ['$.books[?!@.isbn].title', ['B']],
    ['$.books[?@.price < 10 || @.title == "C"].title', ['A', 'C']],
    ['$.books[?@.price >= 12 && @.tags[0]].title', ['B']],
    ['$.books[?(@.price > 10 && @.price < 20) || @.isbn == "3"].title', ['B', 'C']],
    ['$.books[?@.tags == ["x", "y"]].title', []],
    ['$.books[?@.price == $.nested.books[0].price].title', ['A']],
    ['$.books[?@.missing == $.missing].title', ['A', 'B', 'C']],
    ['$.books[?length(@.tags) == 2].title', ['B']],
    ['$.books[?count(@.*) == 4].title', ['A', 'C']],
    ['$.books[?value(@..isbn) == "3"].title', ['C']],
    ['$.books[?match(@.title, "[AB]")].title', ['A', 'B']],
    ['$[?search(@.welcome, "i")].welcome', ['Hi']],
    ['$.books[?@.title > "A" && @.title <= "B"].title', ['B']],
    ['$[?@ == null]', [null]],
    ['$.books[?@.tags[?@ == "y"]].title', ['B']],
  ])('%s', (path, value) => {
    // A list cannot be a literal of a filter (RFC 9535, 2.3.5.1).
    if (path.includes('["x"')) expect(checkPath(path)).toMatchObject([{ code: 'path.syntax' }]);
    else expect(selected(path)).toEqual(value);
  });

  it('tells a definite path from one that may find many, and remarks when there is nothing', () => {
    expect(compilePath('$.a[0]').definite).toBe(true);
    expect(compilePath('$.a[*]').definite).toBe(false);
    expect(compilePath('$..a').definite).toBe(false);
    expect(compilePath('$.a[0:1]').definite).toBe(false);
    expect(compilePath('$.name').select(shop)).toEqual({ matched: true, value: null });
    expect(compilePath('$.nobody').select(shop)).toEqual({ matched: false, value: null });
    expect(compilePath('$.books[?@.price > 99]').select(shop)).toEqual({
      matched: false,
      value: [],
    });
    // A filter always makes a list; an index behind it goes into each item.
    expect(selected('$.books[?@.price == 12][0]')).toEqual([]);
  });

  it('counts and orders characters, not UTF-16 units', () => {
    const texts = ['😀', '\uffee', 'ab'];
    expect(selected('$[?length(@) == 1]', texts)).toEqual(['😀', '\uffee']);
    expect(selected('$[?@ > "\uffed"]', texts)).toEqual(['😀', '\uffee']);
    expect(selected('$[?match(@, ".")]', ['\r', '\n', 'a', '😀'])).toEqual(['a', '😀']);
    expect(selected('$[?match(@, "[.]\\\\.")]', ['..', 'a.'])).toEqual(['..']);
  });

  it.each<[string, number]>([
    ['', 0],
    ['books', 0],
    ['$.', 2],
    ['$.books[', 8],
    ['$.books[01]', 8],
    ['$[?@.a = 1]', 7],
    ['$[?@.a == 1 &&]', 14],
    ['$[?nope(@)]', 3],
    ['$[?length(@.*) == 1]', 10],
    ['$ .a ', 5],
    ['$.a.length()', 10],
  ])('%s is refused with its place', (path, offset) => {
    expect(checkPath(path)).toMatchObject([{ code: 'path.syntax', position: { offset } }]);
  });

  it('reaches own members only', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'length']) {
      expect(selected(`$.${name}`)).toBeNull();
      expect(selected(`$.books['${name}']`)).toBeNull();
      expect(selected(`$..${name}`)).toEqual([]);
      expect(selected(`$[?@.${name}]`)).toEqual([]);
    }
    expect(selected('$.__proto__.a', JSON.parse('{"__proto__":{"a":1}}'))).toBe(1);
  });
});

describe('paths stop', () => {
  const list = (length: number) => Array.from({ length }, (_, index) => ({ a: index }));

  it('counts every value that is visited, selected or compared', () => {
    const work = (path: string, document: FlowValue, budget: number) =>
      codeOf(() => compilePath(path).select(document, { work: budget }));
    expect(work('$..a', list(1000), 10_000)).toBe('nothing was thrown');
    expect(work('$..a', list(1000), 2_000)).toBe('path.budget');
    expect(work('$[*]', list(1000), 500)).toBe('path.budget');
    expect(work('$[?@.b]', list(1000), 500)).toBe('path.budget');
    expect(work('$[?$[0] == $[1]]', [list(500), list(500)], 500)).toBe('path.budget');
  });

  it.each([
    ['a filter that scans the document for each value', '$..[?count($..*) > 0]'],
    ['a descent into a descent', '$..*..*..*..*'],
    ['many selectors on many values', `$[1][${'*,'.repeat(500)}*]`],
    ['comparison with the whole', '$[1][?$[1] == $[2] && @.a < 0]'],
  ])('%s', (_, path) => {
    let deep: FlowValue = list(50);
    for (let level = 0; level < 50; level += 1) deep = [deep, list(5)];
    expect(codeOf(() => compilePath(path).select([deep, list(2000), list(2000)]))).toBe(
      'path.budget',
    );
  });

  it('goes 512 levels deep and no further', () => {
    const nested = (levels: number) => {
      let value: FlowValue = { v: 1 };
      for (let level = 1; level < levels; level += 1) value = [value];
      return value;
    };
    expect(selected('$..v', nested(pathLimits.depth))).toEqual([1]);
    expect(codeOf(() => selected('$..v', nested(pathLimits.depth + 1)))).toBe('path.depth');
    expect(codeOf(() => selected('$..v', nested(20_000)))).toBe('path.depth');
    expect(
      codeOf(() => selected('$[?@.a == @.b]', [{ a: nested(20_000), b: nested(20_000) }])),
    ).toBe('path.depth');
    expect(selected('$[0][0]', nested(20_000))).toBeDefined();
  });

  it('matches patterns that defeat backtracking, and pays for them', () => {
    const text = `${'a'.repeat(20_000)}!`;
    expect(selected("$[?match(@, '(a+)+b')]", [text])).toEqual([]);
    expect(selected("$[?search(@, '(a|aa)+$')]", [text])).toEqual([]);
    expect(
      codeOf(() =>
        selected(
          "$[?match(@, '[ab]{900}')]",
          list(20).map(() => text),
        ),
      ),
    ).toBe('path.budget');
    const tooLong = `$[?match(@, '${'a'.repeat(201)}')]`;
    expect(codeOf(() => selected(tooLong, [text]))).toBe('path.pattern');
    expect(codeOf(() => selected("$[?match(@, '((a{90}){90}){9}')]", [text]))).not.toBe(
      'path.budget',
    );
    expect(selected("$[?match(@, '(')]", [text])).toEqual([]);
    expect(selected('$[?match(@, $[1])]', ['ab', 'a.'])).toEqual(['ab', 'a.']);
  });

  it('refuses paths that are too long or too nested', () => {
    expect(checkPath(`$${'.a'.repeat(3_000)}`)).toMatchObject([{ code: 'path.too.long' }]);
    expect(checkPath(`$[?${'('.repeat(1_500)}@${')'.repeat(1_500)}]`)).toMatchObject([
      { code: 'path.syntax' },
    ]);
    expect(checkPath(`$${'.a'.repeat(1_900)}`)).toEqual([]);
    expect(checkPath(`$[?${'!'.repeat(3_900)}@]`)).toHaveLength(1);
  });
});

describe('any path', () => {
  const pieces = oneof(
    constantFrom('$', '@', '.', '..', '[', ']', '(', ')', '?', '*', ',', ':', '-', '!', ' ', '&&'),
    constantFrom('||', '==', '<', '>=', "'a'", '"b"', 'a', 'b-c', '0', '1.5', 'length', 'match'),
    constantFrom('count(', 'true', 'null', '\\', '=~', 'in', '.length()', '[(@.length-1)]'),
    string({ maxLength: 2 }),
  );
  const paths = array(pieces, { maxLength: 14 }).map((parts) => `$${parts.join('')}`);

  it('runs, or is refused with the declared error', () => {
    let ran = 0;
    void assert(
      property(
        paths,
        jsonValue(),
        constantFrom('rfc9535' as const, 'jayway' as const),
        (path, document, dialect) => {
          try {
            compilePath(path, { dialect }).select(document as FlowValue, { work: 5_000 });
            ran += 1;
          } catch (error) {
            if (!(error instanceof LanguageError)) throw error;
            expect(error.position.offset).toBeLessThanOrEqual(path.length);
          }
        },
      ),
      { numRuns: 5_000 },
    );
    expect(ran).toBeGreaterThan(50);
  });
});
