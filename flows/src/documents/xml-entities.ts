import { documentErrors } from './document.errors.ts';
import type { DocumentReading } from './document-reading.ts';

const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

const reference = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/y;

const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff);

/** Replaces the five entities of XML and character references; `from` is the text's place in the document. */
export const decodeEntities = (text: string, reading: DocumentReading, from: number): string => {
  let decoded = '';
  let done = 0;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', done)) {
    reference.lastIndex = at;
    const found = reference.exec(text);
    const [whole = '', decimal, hex, name = ''] = found ?? [];
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const character = isCharacter(code) ? String.fromCodePoint(code) : named.get(name);
    if (character === undefined) throw reading.error(documentErrors.entity(), from + at);
    decoded += text.slice(done, at) + character;
    done = at + whole.length;
  }
  return decoded + text.slice(done);
};
