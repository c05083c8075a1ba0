import { defineErrors } from '@tandem/kit';

export const contactErrors = defineErrors('external-contacts', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  identifierTooLong: {
    status: 400,
    code: 'bad.request',
    text: 'An identifier of the type {type} has more than {most} characters.',
  },
  mergeNeedsTwo: {
    status: 400,
    code: 'bad.request',
    text: 'Merging takes at least two contacts, each once.',
  },
  unknownContact: {
    status: 400,
    code: 'bad.request',
    text: 'There is no external contact with the id {id}.',
  },
  twoCurated: {
    status: 409,
    code: 'externalcontacts.merge.curated',
    text: 'Two contacts that are kept by hand are not merged here; POST /api/v2/externalcontacts/contacts/merge merges contacts of any type.',
  },
  merged: {
    status: 409,
    code: 'externalcontacts.contact.merged',
    text: 'The contact {id} was merged; it is part of the contact {contact}.',
  },
  mergedTooOften: {
    status: 409,
    code: 'externalcontacts.merge.too.many',
    text: 'A contact may be made of at most {most} others.',
  },
  identifierTaken: {
    status: 409,
    code: 'externalcontacts.identifier.taken',
    text: 'The {type} {value} belongs to the contact {contact} already.',
  },
});
