import { createHash } from 'node:crypto';
import type { FilterDefinition } from './definitions.ts';
import { templateErrors } from './template.errors.ts';
import { textFilter } from './text-filters.ts';
import { isNothing, toText } from './values.ts';

const replaceCharacters =
  (table: Readonly<Record<string, string>>, characters: RegExp) =>
  (text: string): string =>
    text.replaceAll(characters, (character) => table[character] ?? character);

const html = replaceCharacters(
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
  /[&<>"']/g,
);

const hex = (character: string, prefix: string, width: number) =>
  prefix + character.charCodeAt(0).toString(16).toUpperCase().padStart(width, '0');

/** A text as it stands between the quotes of a JSON text. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const formEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()~]/g, (character) => hex(character, '%', 2))
    .replaceAll('%20', '+');

/** What `escape` makes safe, by the place the text goes to. */
const strategies: ReadonlyMap<string, (text: string) => string> = new Map([
  ['html', html],
  [
    'html_attr',
    (text: string) =>
      text.replaceAll(/[^A-Za-z0-9,._-]/gu, (character) => `&#${character.codePointAt(0)};`),
  ],
  [
    'js',
    (text: string) =>
      text.replaceAll(/[^A-Za-z0-9,._ -]/g, (character) => hex(character, '\\u', 4)),
  ],
  [
    'css',
    (text: string) =>
      text.replaceAll(
        /[^A-Za-z0-9]/gu,
        (character) => `\\${character.codePointAt(0)?.toString(16)} `,
      ),
  ],
  ['url_param', formEncode],
  ['json', escapeJson],
]);

const escapeFilter: FilterDefinition = {
  parameters: ['strategy?'],
  apply(value, [strategy], run) {
    if (isNothing(value)) return null;
    const change = strategies.get(isNothing(strategy) ? 'html' : toText(strategy, run));
    if (!change) {
      const known = [...strategies.keys()].join(', ');
      throw run.error(
        templateErrors.arguments({ name: 'escape', detail: `the strategy is one of ${known}.` }),
      );
    }
    const text = toText(value, run);
    run.room(text.length);
    return run.made(change(text));
  },
};

const base64decode: FilterDefinition = {
  parameters: [],
  apply(value, _args, run) {
    if (isNothing(value)) return null;
    const text = toText(value, run).trim();
    run.room(text.length);
    if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text))
      throw run.error(
        templateErrors.pattern({ what: 'base64decode', detail: 'the value is not Base64.' }),
      );
    return Buffer.from(text, 'base64').toString('utf8');
  },
};

export const encodingFilters: Readonly<Record<string, FilterDefinition>> = {
  base64decode,
  base64encode: textFilter((text) => Buffer.from(text, 'utf8').toString('base64')),
  escape: escapeFilter,
  sha256: textFilter((text) => createHash('sha256').update(text, 'utf8').digest('hex')),
  urlencode: textFilter(formEncode),
};
