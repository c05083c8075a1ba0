import { describe, expect, it } from 'vitest';
import { fileNoteOf, sizeText } from './attachment-rules.ts';

describe('the size of a file', () => {
  it.each([
    [0, 'en', '0 bytes'],
    [14, 'en', '14 bytes'],
    [14, 'de', '14 Byte'],
    [999, 'tr', '999 bayt'],
    [1_000, 'en', '1 kB'],
    [109_400, 'en', '109.4 kB'],
    [2_500_000, 'de', '2,5 MB'],
  ])('%i bytes in %s are %s', (bytes, language, text) => {
    expect(sizeText(bytes, language).replaceAll(' ', ' ')).toBe(text);
  });
});

describe('what became of a file on the way in', () => {
  it('that is empty is no alarm', () => {
    const told =
      "my (old) empty.txt (text/plain) could not be fetched (it is empty); its address is the channel's own.";
    expect(fileNoteOf({ code: 'InvalidDestination', message: told })).toEqual({
      kind: 'empty',
      name: 'my (old) empty.txt',
      why: 'it is empty',
    });
  });

  it('that stayed with the channel says why', () => {
    const told = "image/png could not be fetched (HTTP 503); its address is the channel's own.";
    expect(fileNoteOf({ code: 'InvalidDestination', message: told })).toEqual({
      kind: 'left',
      name: 'image/png',
      why: 'HTTP 503',
    });
  });

  it.each([
    ['MediaTypeNotAllowed', 'typeRefused'],
    ['InvalidMediaContentLength', 'tooLarge'],
    ['InvalidMessageStructure', 'changed'],
    ['MessageNotAllowed', 'infected'],
  ] as const)('that was dropped with %s is told as %s', (code, kind) => {
    const message = 'film.mp4 (video/mp4) was dropped: some reason.';
    expect(fileNoteOf({ code, message })).toEqual({ kind, name: 'film.mp4', why: 'some reason' });
  });

  it('is left in the words of contact centres that have others', () => {
    const message = 'Content was removed';
    expect(fileNoteOf({ code: 'GeneralError', message })).toEqual({ kind: 'other', message });
    expect(fileNoteOf({ message: 'a.png (image/png) was dropped: why.' })).toMatchObject({
      kind: 'other',
    });
  });
});
