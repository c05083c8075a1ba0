import { defineErrors } from '@tandem/kit';

export const contactErrors = defineErrors('external-contacts', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  identifierTaken: {
    status: 409,
    code: 'externalcontacts.identifier.taken',
    text: 'The {type} {value} belongs to the contact {contact} already.',
  },
});
