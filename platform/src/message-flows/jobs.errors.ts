import { defineErrors } from '@tandem/kit';

export const jobErrors = defineErrors('flow jobs', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  refused: {
    status: 403,
    code: 'upload.refused',
    text: 'The address is not valid any more. Register the job again.',
  },
  done: { status: 409, code: 'flow.job.done', text: 'The job has had its file.' },
});
