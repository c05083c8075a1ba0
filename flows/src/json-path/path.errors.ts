import { defineErrors } from '@tandem/kit';

/** What can be wrong with a JSONPath: the first two when it is read, the others when it is run. */
export const pathErrors = defineErrors('json-path', {
  syntax: { status: 400, code: 'path.syntax', text: 'This is no JSONPath (RFC 9535): {detail}' },
  tooLong: { status: 400, code: 'path.too.long', text: 'A path has at most {most} characters.' },
  dialect: {
    status: 400,
    code: 'path.dialect',
    text: 'This spelling cannot be translated to JSONPath (RFC 9535): {detail}',
  },
  budget: {
    status: 400,
    code: 'path.budget',
    text: 'The path does too much work on this document.',
  },
  depth: {
    status: 400,
    code: 'path.depth',
    text: 'The document is nested deeper than {most} levels.',
  },
  pattern: {
    status: 400,
    code: 'path.pattern',
    text: 'A regular expression of the path is too large.',
  },
});
