import { defineErrors } from '@tandem/kit';

export const variableErrors = defineErrors('vault', {
  notFound: { status: 404, code: 'not.found', text: 'There is no variable of that id.' },
  nameTaken: {
    status: 409,
    code: 'vault.variable.name.taken',
    text: 'A variable named "{name}" exists already.',
  },
  invalid: { status: 400, code: 'vault.variable.invalid', text: '{problem}' },
});
