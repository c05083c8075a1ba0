import type { CriterionResult, MatchCriteria, TriggerTestResults } from '@tandem/contract';
import type { FlowValue } from '@tandem/flows';
import { extract, holds } from './criteria.rules.ts';
import { triggerErrors } from './triggers.errors.ts';
import type { Trigger } from './triggers.model.ts';

type Body = Readonly<Record<string, FlowValue>>;

/** The body of an event to try: JSON, or JSON as text. @throws triggerErrors.invalid (400) */
export const testedBody = (given: unknown): Body => {
  let value = given;
  if (typeof given === 'string')
    try {
      value = JSON.parse(given);
    } catch {
      value = null;
    }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  throw triggerErrors.invalid({ field: 'body', problem: 'must be the body of an event, as JSON' });
};

const resultOf = (criterion: MatchCriteria, body: Body): CriterionResult => ({
  ...criterion,
  jsonPathExtraction: extract(criterion, body).values.map((value) => ({
    path: criterion.jsonPath ?? '$',
    value,
  })),
  match: holds(criterion, body),
});

/** What is said of the body itself: that it is an object; its fields are not held against the topic's model. */
export const schemaValidation = {
  ...{ name: 'schemaValidation', step: 1, matches: true },
  details: ['The body is a JSON object.'],
};

/** Tries a trigger on the body of an event; nothing is started. */
export const tryTrigger = (
  { criteria, flow }: Trigger,
  { body, isThere }: { readonly body: Body; readonly isThere: boolean },
): TriggerTestResults => {
  const details = criteria.map((criterion) => resultOf(criterion, body));
  const matches = details.every(({ match }) => match);
  return {
    schemaValidation,
    jsonPathValidation: { name: 'jsonPathValidation', step: 2, matches, details },
    targetValidation: {
      ...{ name: 'targetValidation', step: 3, matches: isThere },
      details: isThere ? [] : [`There is no automation flow with the id "${flow}".`],
    },
    triggerMatches: matches && isThere,
  };
};
