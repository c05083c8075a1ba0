import type {
  EndpointPartRequest,
  GatewayProvider,
  SecretSourceRequest,
  SettingField,
} from '@tandem/contract';
import { endpointErrors } from './endpoints.errors.ts';
import type { Catalogue, EndpointPartConfig, Settings, SettingsOwner } from './endpoints.model.ts';
import { readSecretSource } from './secret-source.rules.ts';
import { sameTarget } from './target.rules.ts';

/** Settings that passed the checks; `newSecrets` are still to be sealed or looked up, by `<part>.<name>`. */
export type CheckedPart = {
  readonly config: EndpointPartConfig;
  readonly newSecrets: Readonly<Record<string, SecretSourceRequest>>;
  /** Names (`<part>.<name>`) of the stored secrets that stay. */
  readonly keptSecrets: readonly string[];
};

const isMap = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((entry) => typeof entry === 'string');

/** What a value lacks, in English, and as a code that has words in other languages. */
type Lack = {
  readonly problem: string;
  readonly lack: string;
  readonly least?: string;
  readonly most?: string;
  readonly allowed?: string;
};

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

/** What a value lacks that does not match; where only its length counts, that is said. */
const unlike = (pattern: string): Lack => {
  const least = /^\^(?:\.|\[\\s\\S\])\{(\d+),\}\$$/.exec(pattern)?.[1];
  return least
    ? { problem: `it needs at least ${least} characters`, lack: 'length', least }
    : { problem: `it must match ${pattern}`, lack: 'pattern' };
};

/** What a whole number lacks that is outside of the bounds. */
const outOf = ({ min = -Infinity, max = Infinity }: SettingField, value: unknown): Lack | null => {
  if (typeof value !== 'number' || (value >= min && value <= max)) return null;
  const [least, most] = [String(min), String(max)];
  return { problem: `it must be from ${least} to ${most}`, lack: 'bounds', least, most };
};

type Normalise = (text: string) => string | null;

const lackOf = (
  field: SettingField,
  value: unknown,
  normalise: Normalise | undefined,
): Lack | null => {
  const { fits, want } = checks[field.type];
  if (!fits(value)) return { problem: `it must be ${want}`, lack: field.type };
  if (field.choices && !field.choices.includes(String(value))) {
    const allowed = field.choices.join(', ');
    return { problem: `it must be one of ${allowed}`, lack: 'choice', allowed };
  }
  if (field.target && normalise && normalise(String(value)) === null)
    return {
      problem: 'it must be a host such as example.com, or a complete http or https URL',
      lack: 'host',
    };
  if (field.type === 'integer') return outOf(field, value);
  if (field.pattern && !new RegExp(field.pattern, 'u').test(String(value)))
    return unlike(field.pattern);
  return null;
};

/** @throws endpointErrors.unknownKind */
const descriptorOf = (part: SettingsOwner, kind: string, kinds: readonly GatewayProvider[]) => {
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (found) return found;
  const allowed = kinds.map((candidate) => candidate.kind).join(', ');
  throw endpointErrors.unknownKind({ part, kind, allowed });
};

const requireFitting = (
  field: SettingField,
  value: unknown,
  { part, normalise }: { readonly part: SettingsOwner; readonly normalise?: Normalise | undefined },
) => {
  const lack = lackOf(field, value, normalise);
  const about = { label: field.label, part, name: field.name };
  if (lack) throw endpointErrors.settingInvalid({ ...about, ...lack });
};

type Known = {
  readonly part: SettingsOwner;
  /** The part as it is stored, when the request keeps its kind. */
  readonly before: EndpointPartConfig | null;
  /** Names (`<part>.<name>`) of the secrets that are stored for that kind. */
  readonly stored: readonly string[];
  /** Those of them that are stored here, not in the vault. */
  readonly sealed: readonly string[];
};

const noSource: Lack = {
  problem:
    'it must be a text, or {kind} credential with {credential, attribute}, variable with {name}, or insecure with {value}',
  lack: 'source',
};

/** What becomes of one secret of a request: given, kept, removed, or wanted again. */
const readSecret = (
  field: SettingField,
  value: unknown,
  { part, stored, sealed }: Known,
): SecretSourceRequest | 'kept' | 'none' => {
  const key = `${part}.${field.name}`;
  const about = { label: field.label, part, name: field.name };
  if (isAbsent(value)) {
    if (value !== null && stored.includes(key)) return 'kept';
    if (field.required) throw endpointErrors.settingMissing(about);
    return 'none';
  }
  const source = readSecretSource(value);
  if (!source) throw endpointErrors.settingInvalid({ ...about, ...noSource });
  if (source.kind !== 'insecure') return source;
  if (source.value !== undefined) {
    requireFitting(field, source.value, { part });
    return source;
  }
  // An insecure string that is left out stays, as long as there is one.
  if (sealed.includes(key)) return 'kept';
  throw endpointErrors.settingMissing(about);
};

const plainSettings = (
  fields: readonly SettingField[],
  request: EndpointPartRequest,
  about: { readonly part: SettingsOwner; readonly normalise: Normalise | undefined },
): Settings => {
  const settings: Record<string, unknown> = {};
  for (const field of fields.filter(({ secret }) => !secret)) {
    const value = tidy(field, request.settings?.[field.name]);
    if (!isAbsent(value)) {
      requireFitting(field, value, about);
      settings[field.name] = value;
    } else if (field.required) {
      const { label, name } = field;
      throw endpointErrors.settingMissing({ label, part: about.part, name });
    }
  }
  return settings;
};

const labelsOf = (fields: readonly SettingField[]) => fields.map(({ label }) => label).join(', ');

/**
 * Checks one part of a request against the settings its kind declares. Settings nobody declares are ignored. A stored
 * secret that is absent stays, as long as the address it goes to stays the same.
 * @throws endpointErrors.unknownKind, settingMissing, settingInvalid, secretsAgain
 */
export const checkPart = (
  input: Known & { readonly request: EndpointPartRequest; readonly catalogue: Catalogue },
): CheckedPart => {
  const { part, request, catalogue, before } = input;
  const kinds = part === 'bot' ? catalogue.bots : catalogue[part];
  const { fields } = descriptorOf(part, request.kind, kinds ?? []);
  const normalise = catalogue.targets?.get(request.kind);
  const settings = plainSettings(fields, request, { part, normalise });
  const newSecrets: Record<string, SecretSourceRequest> = {};
  const kept: SettingField[] = [];
  for (const field of fields.filter(({ secret }) => secret)) {
    const secret = readSecret(field, request.settings?.[field.name], input);
    if (secret === 'kept') kept.push(field);
    else if (secret !== 'none') newSecrets[`${part}.${field.name}`] = secret;
  }
  const moved = before
    ? fields.filter((field) => !sameTarget(field, [before.settings, settings], normalise))
    : [];
  if (moved.length > 0 && kept.length > 0)
    throw endpointErrors.secretsAgain({ target: labelsOf(moved), secrets: labelsOf(kept) });
  return {
    config: { kind: request.kind, settings },
    newSecrets,
    keptSecrets: kept.map(({ name }) => `${part}.${name}`),
  };
};
