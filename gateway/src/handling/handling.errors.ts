import { defineErrors } from '@tandem/kit';

export const handlingErrors = defineErrors('gateway.handling', {
  optionInvalid: {
    status: 400,
    code: 'gateway.handling.option.invalid',
    text: 'The option {label} ({name}) is not valid.',
  },
  unknownTimeZone: {
    status: 400,
    code: 'gateway.handling.time.zone',
    text: 'There is no time zone named "{name}". Use a name such as Europe/Berlin.',
  },
});
