import { defineErrors } from '@tandem/kit';

export const contactErrors = defineErrors('external-contacts', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  identifierTooLong: {
    status: 400,
    code: 'bad.request',
    text: 'An identifier of the type {type} has more than {most} characters.',
  },
  identifierTaken: {
    status: 409,
    code: 'externalcontacts.identifier.taken',
    text: 'The {type} {value} belongs to the contact {contact} already.',
  },
});
