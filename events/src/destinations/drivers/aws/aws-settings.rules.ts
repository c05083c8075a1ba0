import { deliveryFields } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import type { OpenDestination } from '../driver.port.ts';
import type { AwsKind } from './aws.fields.ts';

type Settings = Readonly<Record<string, unknown>>;

type Given = {
  readonly settings: Settings;
  /** Names of the secrets that are given. */
  readonly secrets: readonly string[];
  /** Region of the source that the events come from; empty where there is none, null when it is told later. */
  readonly region: string | null;
  readonly org: string;
};

/** Which organisations may send with the identity that Tandem has at AWS: the operator's. */
export type OfEnvironment = (org: string) => boolean;

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

const isForbidden = ({ settings, secrets, org }: Given, ofEnvironment: OfEnvironment): boolean =>
  isOfEnvironment(settings['authentication'], secrets) && !ofEnvironment(org);

/** The identity of the environment is the operator's: what it may do at AWS is not for every organisation to use. */
const identityProblem = (given: Given, ofEnvironment: OfEnvironment): Problem | null => {
  if (!isForbidden(given, ofEnvironment)) return null;
  const isWhole = given.settings['authentication'] === 'environment';
  const what = isWhole ? 'the credentials' : 'no key is given, and those';
  return {
    name: isWhole ? 'authentication' : 'accessKeyId',
    problem: `${what} of Tandem’s environment are not for this organisation; its operator decides (TANDEM_AWS_ENVIRONMENT)`,
  };
};

/** What is wrong with settings of a way of delivery that are well-formed each by itself. */
export const awsProblemOf =
  (kind: AwsKind, ofEnvironment: OfEnvironment = () => false) =>
  (given: Given): Problem | null =>
    fieldProblem(kind, given) ??
    addressProblem(given) ??
    identityProblem(given, ofEnvironment) ??
    regionProblem(given);

const closed = (code: string, message: string) => new PublicError({ status: 400, code, message });

/**
 * Looks at what a destination is opened with: a variable may have become empty since it was chosen, and without a key
 * of its own the SDK takes the environment's.
 * @throws PublicError (400) naming what is missing, never what is held
 */
export const requireUsable = (
  kind: AwsKind,
  { settings, secrets, source, org }: OpenDestination,
  ofEnvironment: OfEnvironment = () => false,
): void => {
  const empty = Object.keys(secrets).find((name) => !secrets[name]?.trim());
  if (empty) throw closed('destination.secret.empty', `The secret "${empty}" is empty.`);
  const region = source.region || null;
  const given = { settings, secrets: Object.keys(secrets), region, org };
  const found = awsProblemOf(kind, ofEnvironment)(given);
  if (!found) return;
  const isIdentity = isForbidden(given, ofEnvironment);
  const code = isIdentity ? 'destination.environment.forbidden' : 'destination.setting.invalid';
  throw closed(code, `The setting "${found.name}" cannot be used: ${found.problem}.`);
};
