import { defineErrors } from '@tandem/kit';

/**
 * What can be wrong with a template. No text repeats a value from a run: values may be secret, the template is not.
 * `syntax`, `block` and the `unknown…` ones appear when it is read, the others when it is filled.
 */
export const templateErrors = defineErrors('expressions', {
  syntax: { status: 400, code: 'template.syntax', text: '{detail}' },
  block: {
    status: 400,
    code: 'template.block',
    text: 'Blocks (a brace and a percent sign) are not part of the template language; only expressions in double braces are.',
  },
  unclosed: {
    status: 400,
    code: 'template.unclosed',
    text: 'The {what} that begins here is not closed.',
  },
  tooLarge: {
    status: 400,
    code: 'template.too.large',
    text: 'A template has at most {most} characters and an expression at most {parts} parts.',
  },
  unknownFilter: {
    status: 400,
    code: 'template.filter.unknown',
    text: 'There is no filter "{name}".',
  },
  unknownFunction: {
    status: 400,
    code: 'template.function.unknown',
    text: 'There is no function "{name}".',
  },
  unknownTest: { status: 400, code: 'template.test.unknown', text: 'There is no test "{name}".' },
  arguments: { status: 400, code: 'template.arguments', text: '{name}: {detail}' },
  type: { status: 400, code: 'template.type', text: '{what} needs {needed}, not {given}.' },
  arithmetic: { status: 400, code: 'template.arithmetic', text: '{detail}' },
  pattern: { status: 400, code: 'template.pattern', text: '{what}: {detail}' },
  date: {
    status: 400,
    code: 'template.date',
    text: 'The value does not read as a date of the form "{form}".',
  },
  noTime: { status: 400, code: 'template.no.time', text: 'The current time is not known here.' },
  budget: { status: 400, code: 'template.budget', text: 'The template does too much work.' },
  tooLong: {
    status: 400,
    code: 'template.too.long',
    text: 'The template makes a text that is too long.',
  },
});
