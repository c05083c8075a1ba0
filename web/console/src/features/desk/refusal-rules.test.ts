import { describe, expect, it } from 'vitest';
import { ApiError } from '#src/api/api-error.ts';
import { fileTypeOf, isFinal } from './refusal-rules.ts';

const refused = (code: string) =>
  new ApiError({ status: 400, code, message: 'no', correlationId: null });

describe('a message that was not sent', () => {
  it('is not tried again when its kind of file is not allowed', () => {
    expect(isFinal(refused('media.type.not.allowed'))).toBe(true);
    expect(isFinal(refused('file.infected'))).toBe(true);
    expect(isFinal(refused('file.scan.unavailable'))).toBe(false);
    expect(isFinal(refused('bad.request'))).toBe(false);
    expect(isFinal(new Error('no network'))).toBe(false);
  });

  it.each([
    ['setup.exe', 'EXE'],
    ['archive.tar.gz', 'GZ'],
    ['README', null],
    ['.env', null],
    ['a.b c', null],
  ])('%s is of the kind %s', (name, type) => {
    expect(fileTypeOf(name)).toBe(type);
  });
});
