import type { FilterDefinition } from './definitions.ts';
import { templateErrors } from './template.errors.ts';
import type { TemplateRun, Value } from './template-run.ts';
import { formatText } from './text-format.ts';
import { isEmpty, isMap, isNothing, needNumber, toText, typeError } from './values.ts';

/** A filter without arguments from text to text; nothing stays nothing. */
export const textFilter = (change: (text: string) => string): FilterDefinition => ({
  parameters: [],
  apply: (value, _args, run) => (isNothing(value) ? null : run.made(change(toText(value, run)))),
});

const wordStart = (text: string): string =>
  text.charAt(0) === '' ? '' : String.fromCodePoint(text.codePointAt(0) as number);

const upperFirst = (text: string): string => {
  const first = wordStart(text);
  return first.toUpperCase() + text.slice(first.length);
};

const capitalize = (text: string): string => {
  const bare = text.trimStart();
  return text.slice(0, text.length - bare.length) + upperFirst(bare);
};

const title = (text: string): string =>
  text
    .split(/(\s)/)
    .map((word) => upperFirst(word))
    .join('');

const abbreviate: FilterDefinition = {
  parameters: ['length'],
  apply(value, [length], run) {
    if (isNothing(value)) return null;
    const most = needNumber(run, 'abbreviate', length);
    if (most < 4)
      throw run.error(
        templateErrors.arguments({ name: 'abbreviate', detail: 'the length is at least 4.' }),
      );
    const text = toText(value, run);
    return text.length <= most ? text : run.made(`${text.slice(0, most - 3)}...`);
  },
};

const occurrences = (text: string, part: string): number => {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length))
    count += 1;
  return count;
};

/** One replacement; its length is known before it is made. */
const replaceOne = (text: string, [from, to]: [string, string], run: TemplateRun): string => {
  run.take(1 + (text.length >> 6));
  if (from === '') return text;
  run.room(text.length + occurrences(text, from) * (to.length - from.length));
  return text.split(from).join(to);
};

const replace: FilterDefinition = {
  parameters: ['replace_pairs'],
  apply(value, [pairs], run) {
    if (isNothing(value)) return null;
    if (!isMap(pairs)) throw typeError(run, 'replace', ['a map such as {"from": "to"}', pairs]);
    let text = toText(value, run);
    for (const [from, to] of Object.entries(pairs))
      text = replaceOne(text, [from, toText(to, run)], run);
    return text;
  },
};

/** Characters that Java takes literally when the delimiter is one character. */
const isPlain = (delimiter: string) =>
  delimiter.length === 1 && !'.$|()[{^?*+\\'.includes(delimiter);

const trailingDropped = (parts: readonly string[]): string[] => {
  let end = parts.length;
  while (end > 1 && parts[end - 1] === '') end -= 1;
  return parts.slice(0, end);
};

const splitPlain = (text: string, delimiter: string, limit: number): string[] => {
  const parts = text.split(delimiter);
  if (limit === 0) return trailingDropped(parts);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(delimiter)];
};

/** The delimiter is a regular expression and the limit counts parts, as in Java. */
const split: FilterDefinition = {
  parameters: ['delimiter', 'limit?'],
  apply(value, [delimiter, limit], run) {
    if (isNothing(value)) return null;
    const text = toText(value, run);
    const pattern = toText(delimiter, run);
    const most = isNothing(limit) ? 0 : Math.trunc(needNumber(run, 'split', limit));
    run.take(1 + (text.length >> 4));
    const parts = isPlain(pattern)
      ? splitPlain(text, pattern, most)
      : run.regex(pattern, text).split(text, most);
    run.take(parts.length);
    return parts;
  },
};

const numberOf = (value: Value, run: TemplateRun) => needNumber(run, 'format', value);

const format: FilterDefinition = {
  parameters: [],
  variadic: true,
  apply: (value, args, run) =>
    run.made(
      formatText(toText(value, run), {
        next: (index) => args[index],
        text: (argument) => toText(argument, run),
        number: (argument) => numberOf(argument, run),
        room: (length) => run.room(length),
        fail: (detail) => run.error(templateErrors.pattern({ what: 'format', detail })),
      }),
    ),
};

export const textFilters: Readonly<Record<string, FilterDefinition>> = {
  abbreviate,
  capitalize: textFilter(capitalize),
  format,
  lower: textFilter((text) => text.toLowerCase()),
  nl2br: textFilter((text) => text.replaceAll(/\r\n|\n|\r/g, '<br />\n')),
  replace,
  split,
  title: textFilter(title),
  trim: textFilter((text) => text.trim()),
  upper: textFilter((text) => text.toUpperCase()),
  raw: { parameters: [], apply: (value) => value ?? null },
  default: {
    parameters: ['default'],
    apply: (value, [instead]) => (isEmpty(value) ? (instead ?? null) : (value ?? null)),
  },
};
