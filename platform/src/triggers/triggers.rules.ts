import {
  type CreateTriggerRequest,
  type MatchCriteria,
  type TriggerTarget,
  topics,
} from '@tandem/contract';
import { LanguageError } from '@tandem/flows';
import { isUuid } from '@tandem/kit';
import { readPath } from './criteria.rules.ts';
import { triggerErrors } from './triggers.errors.ts';
import type { Trigger } from './triggers.model.ts';

/** Topics whose events can start something, by name. */
export const triggerTopics: readonly string[] = topics
  .filter(({ transports, emitted }) => emitted && transports.includes('ProcessAutomation'))
  .map(({ template }) => template)
  .sort();

/** The most criteria of a trigger, and characters of a path. */
const mostCriteria = 20;
const longestPath = 512;
/** What a delay may be, in seconds. */
const delays = { least: 60, most: 900 } as const;
const longestTtl = 86_400;

const invalid = (field: string, problem: string): never => {
  throw triggerErrors.invalid(
    { field, problem },
    { details: [{ errorCode: 'invalid.value', fieldName: field }] },
  );
};

/** Control characters cannot be stored, or are seen by nobody. */
const isPlain = (text: string) => !/[\p{Cc}\p{Cs}]/u.test(text);

const textOf = (field: string, value: string, [least, most]: readonly [number, number]): string => {
  const text = value.trim();
  return text.length >= least && text.length <= most && isPlain(text)
    ? text
    : invalid(field, `must have ${least} to ${most} characters, none of them a control character`);
};

const checkPath = (field: string, jsonPath: string | undefined): void => {
  if (!jsonPath || jsonPath.length > longestPath || !isPlain(jsonPath))
    invalid(field, `must be a JSONPath of at most ${longestPath} characters`);
  try {
    readPath(jsonPath ?? '');
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    invalid(field, `is no JSONPath: ${error.message.replace(/\.$/, '')}`);
  }
};

const checkValue = (field: string, { operator, value, values }: MatchCriteria): void => {
  const takesList = operator === 'In' || operator === 'NotIn' || operator === 'All';
  if (takesList && values === undefined && !Array.isArray(value))
    invalid(`${field}.values`, 'is needed for this operator');
  if (operator === 'Exists' && value !== undefined && typeof value !== 'boolean')
    invalid(`${field}.value`, 'must be true or false for this operator');
  if (operator === 'Size' && !Number.isSafeInteger(value))
    invalid(`${field}.value`, 'must be a whole number for this operator');
  if (!takesList && operator !== 'Exists' && value === undefined)
    invalid(`${field}.value`, 'is needed for this operator');
};

const criteriaOf = (criteria: readonly MatchCriteria[]): readonly MatchCriteria[] => {
  if (criteria.length > mostCriteria)
    invalid('matchCriteria', `must have at most ${mostCriteria} entries`);
  return criteria.map((criterion, index) => {
    const field = `matchCriteria[${index}]`;
    if (!criterion.operator) invalid(`${field}.operator`, 'is needed');
    checkPath(`${field}.jsonPath`, criterion.jsonPath);
    checkValue(field, criterion);
    if (/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(criterion)))
      invalid(field, 'must not hold characters that cannot be stored');
    const { jsonPath, operator, value, values } = criterion;
    return {
      ...{ jsonPath, operator },
      ...(value === undefined ? {} : { value }),
      ...(values === undefined ? {} : { values }),
    } as MatchCriteria;
  });
};

const secondsOf = (
  field: string,
  value: number | null | undefined,
  [least, most]: readonly [number, number],
): number | null => {
  if (value === null || value === undefined) return null;
  return value >= least && value <= most
    ? value
    : invalid(field, `must be ${least} to ${most} seconds`);
};

const flowOf = ({ type, id }: TriggerTarget): string => {
  if (type !== 'Workflow') invalid('target.type', 'must be Workflow');
  return id && isUuid(id) ? id.toLowerCase() : invalid('target.id', 'must be the id of a flow');
};

export type Asked = Omit<Trigger, 'org' | 'id' | 'version' | 'createdAt' | 'modifiedAt'>;

/** Reads what somebody asks for. @throws triggerErrors.invalid, topicUnknown (400) */
export const readRequest = (request: CreateTriggerRequest): Asked => {
  const { topicName: topic, target, enabled } = request;
  if (!triggerTopics.includes(topic)) throw triggerErrors.topicUnknown({ topic });
  const description = request.description?.trim();
  const delaySeconds = secondsOf('delayBySeconds', request.delayBySeconds, [
    delays.least,
    delays.most,
  ]);
  const ttlSeconds = secondsOf('eventTTLSeconds', request.eventTTLSeconds, [10, longestTtl]);
  if (delaySeconds !== null && ttlSeconds !== null)
    invalid('eventTTLSeconds', 'cannot be given together with delayBySeconds');
  return {
    ...{ topic, enabled, delaySeconds, ttlSeconds },
    name: textOf('name', request.name, [1, 256]),
    description: description ? textOf('description', description, [1, 512]) : null,
    flow: flowOf(target),
    dataFormat: target.workflowTargetSettings?.dataFormat ?? 'TopLevelPrimitives',
    criteria: criteriaOf(request.matchCriteria ?? []),
  };
};

/** What the flow is started with: the body as it is in `event`, or its plain fields each as an input of its own. */
export const inputsOf = (
  dataFormat: Trigger['dataFormat'],
  { topicName, eventBody }: { topicName: string; eventBody: Readonly<Record<string, unknown>> },
): Readonly<Record<string, unknown>> => {
  if (dataFormat === 'Json') return { topicName, event: eventBody };
  const plain = Object.entries(eventBody).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return { topicName, ...Object.fromEntries(plain) };
};
