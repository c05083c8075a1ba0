import { describe, expect, it } from 'vitest';
import { compileTemplate } from './index.ts';
import { evaluate, render, scopeOf } from './template.fixture.ts';

describe('filters', () => {
  it.each<[string, unknown]>([
    ['{{ "hello world" | capitalize }}', 'Hello world'],
    ['{{ "hello  ünal world" | title }}', 'Hello  Ünal World'],
    ['{{ "  a " | trim }}', 'a'],
    ['{{ "MiX" | lower }}', 'mix'],
    ['{{ "This is a long text" | abbreviate(7) }}', 'This...'],
    ['{{ "short" | abbreviate(7) }}', 'short'],
    ['{{ -5 | abs }}', 5],
    ['{{ "grüße" | base64encode }}', 'Z3LDvMOfZQ=='],
    ['{{ "Z3LDvMOfZQ==" | base64decode }}', 'grüße'],
    ['{{ "" | default("x") }}', 'x'],
    ['{{ nobody | default("x") | upper }}', 'X'],
    ['{{ 0 | default("x") }}', 0],
    ['{{ "<a href=\'x\'>&" | escape }}', '&lt;a href=&#39;x&#39;&gt;&amp;'],
    ['{{ "say \\"hi\\"\\n" | escape("json") }}', 'say \\"hi\\"\\n'],
    ['{{ "a b/ü" | escape("url_param") }}', 'a+b%2F%C3%BC'],
    ['{{ "</script>" | escape("js") }}', '\\u003C\\u002Fscript\\u003E'],
    ['{{ ["a", "b"] | first }}', 'a'],
    ['{{ "xyz" | last }}', 'z'],
    ['{{ [] | first }}', null],
    [
      '{{ "I like %s and %05.1f%%, %-3d|" | format("tea", 3.14159, 7.9) }}',
      'I like tea and 003.1%, 7  |',
    ],
    ['{{ ["a", 1, null] | join(", ") }}', 'a, 1, '],
    ['{{ "äbc" | length }}', 3],
    ['{{ {"a": 1} | length }}', 1],
    ['{{ nobody | length }}', 0],
    ['{{ "a\\nb" | nl2br }}', 'a<br />\nb'],
    ['{{ "+49 (30)" | replace({"+": "", "(": "", ")": "", " ": "-"}) }}', '49-30'],
    ['{{ [1, 2, 3] | reverse }}', [3, 2, 1]],
    ['{{ "abc" | reverse }}', 'cba'],
    ['{{ [10, 9, "8"] | sort }}', ['8', 9, 10]],
    ['{{ ["b", "a", "c"] | rsort }}', ['c', 'b', 'a']],
    ['{{ "abc" | sha256 }}', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['{{ "0123456789" | slice(2, 5) }}', '234'],
    ['{{ "+4930123" | slice(3) }}', '30123'],
    ['{{ "ab" | slice(1, 9) }}', 'b'],
    ['{{ [1, 2, 3] | slice(0, 2) }}', [1, 2]],
    ['{{ "a,b,,c,," | split(",") }}', ['a', 'b', '', 'c']],
    ['{{ "a,b,,c,," | split(",", -1) }}', ['a', 'b', '', 'c', '', '']],
    ['{{ "a,b,c" | split(",", 2) }}', ['a', 'b,c']],
    ['{{ "a1b22c" | split("[0-9]+") }}', ['a', 'b', 'c']],
    ['{{ "a|b" | split("\\\\|") | last }}', 'b'],
    ['{{ "a b&c=ü*~" | urlencode }}', 'a+b%26c%3D%C3%BC*%7E'],
    ['{{ "<b>" | raw }}', '<b>'],
  ])('%s', (template, value) => {
    expect(evaluate(template)).toEqual(value);
  });

  it.each<[string, string]>([
    ['{{ 1234567.891 | numberformat("#,##0.00") }}', '1,234,567.89'],
    ['{{ 1234567.891 | numberformat }}', '1,234,567.891'],
    ['{{ 0.5 | numberformat("#,##0") }}', '0'],
    ['{{ 1.5 | numberformat("0") }}', '2'],
    ['{{ 0.125 | numberformat("0.00") }}', '0.12'],
    ['{{ 1.015 | numberformat("0.00") }}', '1.01'],
    ['{{ 7 | numberformat("000") }}', '007'],
    ['{{ 0.256 | numberformat("0.#%") }}', '25.6%'],
    ['{{ 12 | numberformat("0.##") }}', '12'],
    ['{{ 0.7 | numberformat("#.0") }}', '.7'],
    ['{{ "-3.14159" | numberformat("0.00 \'EUR\'") }}', '-3.14 EUR'],
    ['{{ -0.001 | numberformat("0.0") }}', '0.0'],
    ['{{ 123456789012345678 | numberformat("#,###") }}', '123,456,789,012,345,680'],
  ])('%s', (template, text) => {
    expect(render(template)).toBe(text);
  });
});

describe('dates', () => {
  it.each<[string, string]>([
    ['{{ now() }}', '2026-03-05T14:07:09.042Z'],
    ['{{ epoch() }}', '1772719629'],
    ['{{ epoch(inMillis=true) }}', '1772719629042'],
    ['{{ now() | epoch }}', '1772719629'],
    ['{{ "05.03.2026 00:00" | epoch(format="dd.MM.yyyy HH:mm") }}', '1772668800'],
    ['{{ epoch("2026-03-05") }}', '1772668800'],
    ['{{ now() | date("yyyy-MM-dd HH:mm:ss.SSS") }}', '2026-03-05 14:07:09.042'],
    ['{{ now() | date("EEEE, d. MMMM yy h:mm a") }}', 'Thursday, 5. March 26 2:07 PM'],
    ['{{ now() | date("EEE D Q u k K YYYY") }}', 'Thu 64 1 4 14 2 2026'],
    [
      '{{ now() | date("yyyy-MM-dd\'T\'HH:mm:ssXXX", timeZone="America/New_York") }}',
      '2026-03-05T09:07:09-05:00',
    ],
    [
      '{{ now() | date("HH:mm z zzzz Z X", timeZone="America/New_York") }}',
      '09:07 EST Eastern Standard Time -0500 -05',
    ],
    ["{{ now() | date(\"HH'h' 'o''clock'''\") }}", "14h o'clock'"],
    ['{{ "12/31/2025" | date("yyyy-MM-dd", "MM/dd/yyyy") }}', '2025-12-31'],
    ['{{ "20260305140709" | date("HH:mm", "yyyyMMddHHmmss") }}', '14:07'],
    ['{{ "2026-03-05 02:30 PM" | date("HH:mm", existingFormat="yyyy-MM-dd hh:mm a") }}', '14:30'],
    ['{{ "5 Mar 2026" | date("yyyy-MM-dd", "d MMM yyyy") }}', '2026-03-05'],
    ['{{ "2026-03-05T10:00:00+0100" | date("HH:mm", "yyyy-MM-dd\'T\'HH:mm:ssZ") }}', '09:00'],
    ['{{ 0 | date("yyyy") }}', '1970'],
    ['{{ "2026-07-01T10:00:00.5+02:00[Europe/Berlin]" | date("HH:mm:ss.SSS") }}', '08:00:00.500'],
    ['{{ "" | date("yyyy") }}', ''],
  ])('%s', (template, text) => {
    expect(render(template)).toBe(text);
  });

  it('reads and shows wall clocks in the zone of the scope', () => {
    const filled = (template: string) =>
      compileTemplate(template).render(scopeOf({}, { timeZone: 'Europe/Berlin' }));
    expect(filled('{{ "2026-07-01 12:00" | epoch(inMillis=true) }}')).toBe(
      String(Date.UTC(2026, 6, 1, 10)),
    );
    expect(filled('{{ now() | date("HH:mm") }}')).toBe('15:07');
    // The clock skips 02:30 on this day and shows it twice on the other.
    expect(filled('{{ "2026-03-29 02:30" | date("HH:mm") }}')).toBe('03:30');
    expect(filled('{{ "2026-10-25 02:30" | date("HH:mm XXX") }}')).toBe('02:30 +02:00');
  });

  it.each([
    '{{ "2026-02-30" | date("y") }}',
    '{{ "2026-13-01" | date("y") }}',
    '{{ "x" | date("y", "yyyy") }}',
    '{{ "2026x" | date("y", "yyyy") }}',
    '{{ "25:00" | date("y", "HH:mm") }}',
    '{{ 9e99 | date("y") }}',
  ])('%s is refused', (template) => {
    expect(() => render(template)).toThrow(expect.objectContaining({ name: 'LanguageError' }));
  });
});
