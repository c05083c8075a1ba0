import type { EndpointPartRequest, GatewayProvider, SettingField } from '@tandem/contract';
import { endpointErrors } from './endpoints.errors.ts';
import type { EndpointPartConfig, PartName } from './endpoints.model.ts';

/** Settings that passed the checks; `newSecrets` are plain and still to be sealed, by `<part>.<name>`. */
export type CheckedPart = {
  readonly config: EndpointPartConfig;
  readonly newSecrets: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
};

const isMap = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((entry) => typeof entry === 'string');

const checks: Record<SettingField['type'], { fits: (value: unknown) => boolean; want: string }> = {
  text: { fits: (value) => typeof value === 'string' && value.length <= 4096, want: 'a text' },
  url: {
    fits: (value) =>
      typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value),
    want: 'a complete http or https URL',
  },
  flag: { fits: (value) => typeof value === 'boolean', want: 'true or false' },
  integer: { fits: (value) => Number.isSafeInteger(value), want: 'a whole number' },
  list: {
    fits: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
    want: 'a list of texts',
  },
  map: { fits: isMap, want: 'an object of texts' },
};

const isAbsent = (value: unknown) => value === undefined || value === null || value === '';

/** Pasted values carry white space around them; inside a secret it may be meant, so secrets stay as they are. */
const tidy = (field: SettingField, value: unknown) =>
  typeof value === 'string' && !field.secret ? value.trim() : value;

const problemOf = (field: SettingField, value: unknown): string | null => {
  const { fits, want } = checks[field.type];
  if (!fits(value)) return `it must be ${want}`;
  if (field.pattern && !new RegExp(field.pattern, 'u').test(String(value)))
    return `it must match ${field.pattern}`;
  return null;
};

/** @throws endpointErrors.unknownKind */
const descriptorOf = (part: PartName, kind: string, kinds: readonly GatewayProvider[]) => {
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (found) return found;
  const allowed = kinds.map((candidate) => candidate.kind).join(', ');
  throw endpointErrors.unknownKind({ part, kind, allowed });
};

/**
 * Checks one part of a request against the settings its kind declares. Settings nobody declares are ignored.
 * @param stored names (`<part>.<name>`) of the secrets that are stored already: an absent one stays.
 * @throws endpointErrors.unknownKind, settingMissing, settingInvalid
 */
export const checkPart = (input: {
  part: PartName;
  request: EndpointPartRequest;
  kinds: readonly GatewayProvider[];
  stored: readonly string[];
}): CheckedPart => {
  const { part, request, kinds, stored } = input;
  const { fields } = descriptorOf(part, request.kind, kinds);
  const settings: Record<string, unknown> = {};
  const newSecrets: Record<string, string> = {};
  for (const field of fields) {
    const key = `${part}.${field.name}`;
    const value = tidy(field, request.settings?.[field.name]);
    const about = { label: field.label, part, name: field.name };
    if (isAbsent(value)) {
      if (field.required && !(field.secret && stored.includes(key)))
        throw endpointErrors.settingMissing(about);
      continue;
    }
    const problem = problemOf(field, value);
    if (problem) throw endpointErrors.settingInvalid({ ...about, problem });
    if (field.secret) newSecrets[key] = value as string;
    else settings[field.name] = value;
  }
  const secretNames = fields.filter(({ secret }) => secret).map(({ name }) => `${part}.${name}`);
  return { config: { kind: request.kind, settings }, newSecrets, secretNames };
};
