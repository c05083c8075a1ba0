import {
  type DeliveryField,
  type DeliveryKind,
  deliveryFields,
  type IntegrationDeliveryRequest,
} from '@tandem/contract';
import { integrationErrors } from './integrations.errors.ts';

type Settings = NonNullable<IntegrationDeliveryRequest['settings']>;

const refuse = (setting: string, problem: string) =>
  integrationErrors.deliveryInvalid(
    { setting, problem },
    { details: [{ errorCode: 'invalid.value', fieldName: setting }] },
  );

const isAsked = ({ when }: DeliveryField, settings: Settings): boolean =>
  !when || when.is.some((value) => settings[when.setting] === value);

const checkedNumber = (
  { name, min = 0, max = Number.MAX_SAFE_INTEGER }: DeliveryField,
  value: unknown,
) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
    return value;
  throw refuse(name, `must be a whole number from ${min} to ${max}`);
};

type Kept = readonly (readonly [string, string | number])[];

const checked = (field: DeliveryField, value: unknown): Kept => {
  const { name, required, pattern, options } = field;
  if (value === undefined || value === '') {
    if (required) throw refuse(name, 'is missing');
    return [];
  }
  if (field.kind === 'number') return [[name, checkedNumber(field, value)]];
  if (typeof value !== 'string') throw refuse(name, 'must be a string');
  if (options && !options.includes(value))
    throw refuse(name, `must be one of ${options.join(', ')}`);
  if (pattern && !new RegExp(pattern).test(value))
    throw refuse(name, `does not have the right form (${pattern})`);
  return [[name, value]];
};

/**
 * A delivery as its kind declares it; whatever else was given is left out.
 * @throws integrationErrors.deliveryInvalid (400)
 */
export const readDelivery = ({
  kind,
  settings = {},
  secrets = {},
}: IntegrationDeliveryRequest): Required<IntegrationDeliveryRequest> => {
  const fields = deliveryFields[kind].filter((field) => isAsked(field, settings));
  const plain = fields.filter((field) => field.kind !== 'secret');
  const kept = plain.flatMap((field) => checked(field, settings[field.name]));
  const secret = fields
    .filter((field) => field.kind === 'secret')
    .flatMap(({ name, required }) => {
      const given = secrets[name];
      if (!given && required) throw refuse(name, 'is missing');
      return given ? [[name, given] as const] : [];
    });
  return { kind, settings: Object.fromEntries(kept), secrets: Object.fromEntries(secret) };
};

/**
 * Secrets that would go to another address than the one they were entered for have to be entered again.
 * @throws integrationErrors.secretsAgain (400)
 */
export const requireSecretsAgain = (
  before: { readonly kind: DeliveryKind; readonly settings: Settings },
  { kind, settings = {}, secrets = {} }: IntegrationDeliveryRequest,
): void => {
  if (kind !== before.kind) return;
  const moved = deliveryFields[kind]
    .filter(({ target, name }) => target && settings[name] !== before.settings[name])
    .map(({ name }) => name);
  const kept = Object.entries(secrets)
    .filter(([, asked]) => asked.kind === 'insecure' && asked.value === undefined)
    .map(([name]) => name);
  if (moved.length > 0 && kept.length > 0)
    throw integrationErrors.secretsAgain({
      settings: [...new Set(moved)].join(', '),
      secrets: kept.join(', '),
    });
};
