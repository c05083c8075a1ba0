import { defineErrors } from '@tandem/kit';

export const articleErrors = defineErrors('gateway.knowledge', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  titleTaken: {
    status: 409,
    code: 'gateway.knowledge.title.taken',
    text: 'An article named "{title}" exists already in this language.',
  },
  titleTwice: {
    status: 400,
    code: 'gateway.knowledge.title.twice',
    text: 'The file has two articles named "{title}" in the same language. Nothing was imported.',
  },
});
