import { describe, expect, it } from 'vitest';
import type { FlowValue } from '../flow.model.ts';
import { checkPath, compilePath, translateJayway } from './index.ts';

describe('paths of Webex flows', () => {
  it.each([
    ['$', '$'],
    ['a.b', '$.a.b'],
    ['  $.a ', '$.a'],
    ['[0].a', '$[0].a'],
    ['..a', '$..a'],
    ['$.previous-intent.name', "$['previous-intent'].name"],
    ['$..x-y', "$..['x-y']"],
    ['$.2nd', "$['2nd']"],
    ['$["en-US"].welcome', '$["en-US"].welcome'],
    ["$['a.b']['it\\'s']", "$['a.b']['it\\'s']"],
    ['$.summaries.POST_CALL.*.nextSteps', '$.summaries.POST_CALL.*.nextSteps'],
    ['$.a[1,2][-1:][*]', '$.a[1,2][-1:][*]'],
    ['$.items[(@.length-1)].id', '$.items[-1].id'],
    ['$.items[( @.length() - 2 )]', '$.items[-2]'],
    ['$.items[?(@.price-eur > 1.5)]', "$.items[?(@['price-eur'] > 1.5)]"],
    ['$.items[?(@.tags.length() > 2)]', '$.items[?(length(@.tags) > 2)]'],
    ['$.items[?(@.a == $.b.length())].c', '$.items[?(@.a == length($.b))].c'],
    ['$.items[?(@.list[0].length() == 1 && @.x)]', '$.items[?(length(@.list[0]) == 1 && @.x)]'],
    ["$[?(@.a == 'in =~ size')]", "$[?(@.a == 'in =~ size')]"],
    ['$.in.size.contains', '$.in.size.contains'],
  ])('%s becomes %s', (written, path) => {
    expect(translateJayway(written)).toEqual({ path, length: false });
    expect(checkPath(path)).toEqual([]);
  });

  it('makes length at the end of a path a number', () => {
    expect(translateJayway('$.items.length()')).toEqual({ path: '$.items', length: true });
    const lengthOf = (path: string, document: FlowValue) =>
      compilePath(path, { dialect: 'jayway' }).select(document).value;
    const document = { items: [1, 2, 3], text: 'abcd', map: { a: 1 }, number: 5 };
    expect(lengthOf('$.items.length()', document)).toBe(3);
    expect(lengthOf('items.length()', document)).toBe(3);
    expect(lengthOf('$.text.length()', document)).toBe(4);
    expect(lengthOf('$.map.length()', document)).toBe(1);
    expect(lengthOf('$.*.length()', document)).toBe(4);
    expect(lengthOf('$.number.length()', document)).toBeNull();
    expect(compilePath('$.none.length()', { dialect: 'jayway' }).select(document)).toEqual({
      matched: false,
      value: null,
    });
    expect(compilePath('$.*.length()', { dialect: 'jayway' }).definite).toBe(true);
  });

  it.each([
    ['$.a[?(@.b =~ /x.*/i)]', 10, 'match('],
    ["$.a[?(@.b in ['x'])]", 10, '||'],
    ['$.a[?(@.b nin $.c)]', 10, '&&'],
    ["$.a[?(@.b contains 'x')]", 10, 'search('],
    ['$.a[?(@.b size 2)]', 10, 'length('],
    ['$.a[?(@.b empty true)]', 10, 'length('],
    ['$.prices.sum()', 9, 'sum()'],
    ['prices.min()', 7, 'min()'],
    ['  prices.max()', 9, 'max()'],
    ['$.a.length().b', 12, 'end'],
    ['$.a[(@.length/2)]', 3, 'scripts'],
    ['$.a..', 5, 'missing'],
  ])('%s is refused with its place and a reason', (path, offset, reason) => {
    const [problem] = checkPath(path, { dialect: 'jayway' });
    expect(problem).toMatchObject({ code: 'path.dialect', position: { offset } });
    expect(problem?.message).toContain(reason);
  });

  it('reads none of this unless asked to', () => {
    for (const path of ['a.b', '$.a.length()', '$.a[(@.length-1)]', '$.2nd'])
      expect(checkPath(path)).toMatchObject([{ code: 'path.syntax' }]);
  });
});
