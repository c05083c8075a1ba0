import {
  awsAccountIdPattern,
  eventSourceSuffixPattern,
  partnerSourceName,
  topics,
} from '@tandem/contract';
import { integrationErrors } from './integrations.errors.ts';
import type {
  AppIntegration,
  EventBridgeProperties,
  IntegrationProblem,
  MadeSource,
} from './integrations.model.ts';

/** Templates of the topics that may be sent, in the order of the registry. */
export const sendableTopics: readonly string[] = topics
  .filter(({ system, transports }) => !system && transports.includes('EventBridge'))
  .map(({ template }) => template);

const sendable = new Set(sendableTopics);
const account = new RegExp(awsAccountIdPattern);
const suffix = new RegExp(eventSourceSuffixPattern);

/** Longest text of a property that is still to be checked when the integration is activated. */
const longestText = 256;

const refuse = (property: string, problem: string) =>
  integrationErrors.propertyInvalid(
    { property, problem },
    { details: [{ errorCode: 'invalid.value', fieldName: `properties.${property}` }] },
  );

const control = /\p{Cc}/u;

const textOf = (property: string, value: unknown): string => {
  if (typeof value !== 'string') throw refuse(property, 'must be a string');
  if (value.length > longestText)
    throw refuse(property, `must have at most ${longestText} characters`);
  if (control.test(value) || !value.isWellFormed())
    throw refuse(property, 'must not hold control characters');
  return value;
};

const suffixOf = (property: string, value: unknown): string => {
  const text = textOf(property, value);
  if (text !== '' && !suffix.test(text))
    throw refuse(property, 'must have at most 64 characters: letters, digits, ".", "-" and "_"');
  return text;
};

const topicsOf = (property: string, value: unknown): readonly string[] => {
  if (!Array.isArray(value)) throw refuse(property, 'must be a list of topics');
  const names = value.map((one) => textOf(property, one));
  const unknown = names.find((name) => !sendable.has(name));
  if (unknown !== undefined)
    throw integrationErrors.topicUnknown(
      { topic: unknown },
      { details: [{ errorCode: 'invalid.topic', fieldName: `properties.${property}` }] },
    );
  return [...new Set(names)];
};

const readers = {
  awsAccountId: textOf,
  awsAccountRegion: textOf,
  eventSourceSuffix: suffixOf,
  eventFilter: topicsOf,
} as const satisfies Record<keyof EventBridgeProperties, unknown>;

/**
 * Properties of a request, checked in form; they may be incomplete, and whether account and region exist is decided
 * when the integration is activated. Unknown ones are ignored.
 * @throws integrationErrors.propertyInvalid, topicUnknown (400)
 */
export const readProperties = (given: Readonly<Record<string, unknown>>): EventBridgeProperties => {
  const entries = Object.entries(readers).flatMap(([property, read]) =>
    Object.hasOwn(given, property) ? [[property, read(property, given[property])]] : [],
  );
  return Object.fromEntries(entries);
};

/** What the partner event source of an integration is called and where it belongs; parts that are missing are empty. */
export const sourceOf = ({ org, properties }: Pick<AppIntegration, 'org' | 'properties'>) => {
  const { awsAccountId = '', awsAccountRegion = '', eventSourceSuffix = '' } = properties;
  return {
    name: partnerSourceName(org, eventSourceSuffix),
    account: awsAccountId,
    region: awsAccountRegion,
  } satisfies MadeSource;
};

/** Whether two of them are the same source in the same account and region. */
export const isSameSource = (a: MadeSource, b: MadeSource): boolean =>
  a.name === b.name && a.account === b.account && a.region === b.region;

/** Why the integration cannot become active; null when it can. `taken`: suffixes of the other active ones. */
export const activationProblem = (
  { awsAccountId = '', awsAccountRegion = '', eventSourceSuffix = '' }: EventBridgeProperties,
  known: { readonly regions: readonly string[]; readonly taken: readonly string[] },
): IntegrationProblem | null => {
  if (!account.test(awsAccountId)) return { kind: 'accountInvalid', params: {} };
  if (!known.regions.includes(awsAccountRegion)) return { kind: 'regionInvalid', params: {} };
  if (eventSourceSuffix === '') return { kind: 'suffixMissing', params: {} };
  return known.taken.includes(eventSourceSuffix)
    ? { kind: 'suffixTaken', params: { suffix: eventSourceSuffix } }
    : null;
};
