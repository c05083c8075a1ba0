import type { BodyOf } from '#src/api/operations.ts';
import { type FormValues, numberOf, textOf } from '#src/components/form-rules.ts';

type Reassignment = BodyOf<'PUT /tandem/queues/{queueId}/reassignment'>;

export const reassignmentToForm = (setting: Reassignment): FormValues => ({
  answerSeconds: setting.answerSeconds ?? null,
  onSignOut: setting.onSignOut,
  moveTo: setting.moveTo ?? null,
});

/** What is left empty is left out: no time, the same queue. */
export function formToReassignment(values: FormValues): Reassignment {
  const answerSeconds = numberOf(values, 'answerSeconds');
  const moveTo = textOf(values, 'moveTo');
  return {
    ...(answerSeconds === undefined ? {} : { answerSeconds }),
    ...(moveTo ? { moveTo } : {}),
    onSignOut: values['onSignOut'] === true,
  };
}
