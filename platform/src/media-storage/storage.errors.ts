import { defineErrors } from '@tandem/kit';

export const storageErrors = defineErrors('media-storage', {
  unavailable: {
    status: 503,
    code: 'media.storage.unavailable',
    text: 'The storage of files did not answer as expected ({problem}). Try again in a moment.',
  },
});
