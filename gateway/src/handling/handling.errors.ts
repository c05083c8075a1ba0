import { defineErrors } from '@tandem/kit';

export const handlingErrors = defineErrors('gateway.handling', {
  optionInvalid: {
    status: 400,
    code: 'gateway.handling.option.invalid',
    text: 'The option {label} ({name}) is not valid.',
  },
  unknownLanguage: {
    status: 400,
    code: 'gateway.handling.language',
    text: '"{name}" is no language. Use a tag such as de or pt-BR.',
  },
  tooManyLanguages: {
    status: 400,
    code: 'gateway.handling.languages.many',
    text: 'There are texts in more than {most} languages.',
  },
  unknownTimeZone: {
    status: 400,
    code: 'gateway.handling.time.zone',
    text: 'There is no time zone named "{name}". Use a name such as Europe/Berlin.',
  },
});
