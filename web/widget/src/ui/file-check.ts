import type { Settings } from '../embed/options.ts';

export interface CheckedFiles {
  readonly taken: readonly File[];
  readonly tooLarge: readonly File[];
  /** Of a kind that the endpoint does not accept. */
  readonly refused: readonly File[];
}

/** Sorts files by what the endpoint would do with them: one that it refuses takes its whole message with it. */
export function checkFiles(
  files: readonly File[],
  { maxUploadBytes, uploadTypes }: Pick<Settings, 'maxUploadBytes' | 'uploadTypes'>,
): CheckedFiles {
  const ofKind = (file: File) => uploadTypes === undefined || isOfKind(file, uploadTypes);
  const fits = (file: File) => file.size <= maxUploadBytes;
  return {
    taken: files.filter((file) => ofKind(file) && fits(file)),
    tooLarge: files.filter((file) => ofKind(file) && !fits(file)),
    refused: files.filter((file) => !ofKind(file)),
  };
}

/** A star stands for any subtype, and a file whose kind nobody knows is one of bytes: both as the server reads it. */
function isOfKind(file: File, types: readonly string[]): boolean {
  const type = (file.type.split(';')[0] ?? '').trim() || 'application/octet-stream';
  return types.some((pattern) => {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) return type === pattern;
    return type.startsWith(before) && type.length > pattern.length - 1 && type.endsWith(after);
  });
}
