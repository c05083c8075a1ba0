import { ApiError } from '#src/api/api-error.ts';

/** Why a file was not sent, by the code of the refusal: words that the desk has for it, under `message`. */
const ofFile = {
  'media.type.not.allowed': 'fileRefused',
  'file.infected': 'fileInfected',
  'file.scan.unavailable': 'fileNotChecked',
} as const;

type FileReason = (typeof ofFile)[keyof typeof ofFile];

/** Why the file of a message was not sent; null: for another reason than the file. */
export const fileReasonOf = (error: unknown): FileReason | null =>
  error instanceof ApiError && Object.hasOwn(ofFile, error.code)
    ? ofFile[error.code as keyof typeof ofFile]
    : null;

/** Whether the same message would be refused again: its file is not one to be sent. */
export const isFinal = (error: unknown): boolean => {
  const reason = fileReasonOf(error);
  return reason === 'fileRefused' || reason === 'fileInfected';
};

/** Whether the server said no, so that the same would be refused again; no answer and a server in trouble are none. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  error.status !== 408 &&
  error.status !== 429;

/** What people call the kind of a file: the end of its name; null when it has none. */
export const fileTypeOf = (name: string): string | null =>
  /[^.]\.([\p{L}\d]{1,8})$/u.exec(name)?.[1]?.toUpperCase() ?? null;
