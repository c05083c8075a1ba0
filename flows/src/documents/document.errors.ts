import { defineErrors } from '@tandem/kit';

/** What can be wrong with a document. No text repeats its content, which may be secret, except names of keys. */
export const documentErrors = defineErrors('documents', {
  syntax: { status: 400, code: 'document.syntax', text: 'This is no valid {format}: {detail}' },
  tooLarge: {
    status: 400,
    code: 'document.too.large',
    text: 'The document is larger than {most} {what}.',
  },
  tooDeep: {
    status: 400,
    code: 'document.too.deep',
    text: 'The document is nested deeper than {most} levels.',
  },
  duplicateKey: {
    status: 400,
    code: 'document.duplicate.key',
    text: 'The key "{key}" is there twice.',
  },
  alias: { status: 400, code: 'document.alias', text: '{detail}' },
  entity: {
    status: 400,
    code: 'document.entity',
    text: 'Only the entities lt, gt, amp, quot, apos and character references are read; document types are refused.',
  },
  number: {
    status: 400,
    code: 'document.number',
    text: 'A number is not finite or too large for JSON.',
  },
});
