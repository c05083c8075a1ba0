import { defineErrors, PublicError } from '@tandem/kit';

const unavailable = 'media.storage.unavailable';

export const storageErrors = defineErrors('media-storage', {
  unavailable: {
    status: 503,
    code: unavailable,
    text: 'The storage of files did not answer as expected ({problem}). Try again in a moment.',
  },
});

/** Whether it is the storage that failed, not what was to be kept. */
export const isStorageAway = (error: unknown): error is PublicError =>
  error instanceof PublicError && error.code === unavailable;
