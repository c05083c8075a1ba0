import { ApiError } from '#src/api/api-error.ts';

/** Whether the same message would be refused again: its kind of file is not allowed. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'media.type.not.allowed';

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
