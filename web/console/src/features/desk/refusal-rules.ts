import { ApiError } from '#src/api/api-error.ts';

/** Whether the same message would be refused again: its kind of file is not allowed. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'media.type.not.allowed';

/** What people call the kind of a file: the end of its name; null when it has none. */
export const fileTypeOf = (name: string): string | null =>
  /[^.]\.([\p{L}\d]{1,8})$/u.exec(name)?.[1]?.toUpperCase() ?? null;
