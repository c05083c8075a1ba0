import { deliveryFields } from '@tandem/contract';
import type { AwsKind } from './aws.fields.ts';

type Settings = Readonly<Record<string, unknown>>;

type Given = {
  readonly settings: Settings;
  /** Names of the secrets that are given. */
  readonly secrets: readonly string[];
  /** Region of the source that the events come from; empty where there is none, null when it is told later. */
  readonly region: string | null;
};

type Problem = { readonly name: string; readonly problem: string };

/** Region of an event bus that is named by its ARN. */
export const regionOfBus = (eventBus: unknown): string | undefined => {
  const parts = typeof eventBus === 'string' ? eventBus.split(':') : [];
  return parts.length > 4 ? parts[3] : undefined;
};

/** Settings that are needed as the others are, and numbers within their bounds. */
const fieldProblem = (kind: AwsKind, { settings, secrets }: Given): Problem | null => {
  for (const { name, required, when, min = 0, max, ...field } of deliveryFields[kind]) {
    const asked = when?.is.some((value) => settings[when.setting] === value) ?? true;
    const isThere = field.kind === 'secret' ? secrets.includes(name) : settings[name] !== undefined;
    if (asked && required && !isThere) return { name, problem: 'it is missing' };
    const number = Number(settings[name]);
    if (field.kind === 'number' && isThere && max !== undefined && (number < min || number > max))
      return { name, problem: `it must be from ${min} to ${max}` };
  }
  return null;
};

const regionForm = '[a-z]{2}(-[a-z]+)+-[0-9]';
/** Where EventBridge and STS themselves answer. Other names below these belong to whoever hosts something at AWS. */
const amazonHost = new RegExp(
  `^(vpce-[a-z0-9-]+\\.)?(events|sts)(-fips)?(\\.${regionForm})?(\\.vpce)?\\.(amazonaws\\.(com|com\\.cn|eu)|api\\.aws)$`,
);

const isAmazon = (address: unknown): boolean => {
  const { protocol, hostname } = new URL(String(address));
  return protocol === 'https:' && amazonHost.test(hostname);
};

/** Whether calls are signed with what the environment gives, at least those for a role. */
export const isOfEnvironment = (authentication: unknown, secrets: readonly string[]): boolean =>
  authentication === 'environment' ||
  !(secrets.includes('accessKeyId') && secrets.includes('secretAccessKey'));

/** What is signed with the environment's credentials can be used against AWS by whoever receives it. */
const addressProblem = ({ settings, secrets }: Given): Problem | null => {
  const { authentication, endpoint, stsEndpoint } = settings;
  if (!isOfEnvironment(authentication, secrets)) return null;
  for (const [name, url] of Object.entries({ endpoint, stsEndpoint }))
    if (url !== undefined && !isAmazon(url))
      return {
        name,
        problem:
          'with credentials of the environment only EventBridge and STS of AWS itself are called, over https',
      };
  return null;
};

const regionProblem = ({ settings, region: ofSource }: Given): Problem | null => {
  const { region, eventBus } = settings;
  const ofBus = regionOfBus(eventBus);
  if (region !== undefined && ofBus !== undefined && region !== ofBus)
    return { name: 'region', problem: `the event bus is in ${ofBus}` };
  return region === undefined && ofBus === undefined && ofSource === ''
    ? { name: 'region', problem: 'it is missing, and the event bus is not named by its ARN' }
    : null;
};

/** What is wrong with settings of a way of delivery that are well-formed each by itself. */
export const awsProblemOf =
  (kind: AwsKind) =>
  (given: Given): Problem | null =>
    fieldProblem(kind, given) ?? addressProblem(given) ?? regionProblem(given);
