import type { SettingField } from '@tandem/contract';
import type { DestinationKind } from './destination-kinds.ts';
import { destinationErrors } from './destinations.errors.ts';

type Settings = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';

const isUrl = (value: unknown) =>
  isText(value) && /^https?:\/\//i.test(value) && URL.canParse(value) && value.length <= 2048;

const isMap = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isText);

const checks: Record<SettingField['type'], { fits: (value: unknown) => boolean; want: string }> = {
  text: { fits: (value) => isText(value) && value.length <= 4096, want: 'a text' },
  url: { fits: isUrl, want: 'a complete http or https URL' },
  flag: { fits: (value) => typeof value === 'boolean', want: 'true or false' },
  integer: { fits: (value) => Number.isSafeInteger(value), want: 'a whole number' },
  list: { fits: (value) => Array.isArray(value) && value.every(isText), want: 'a list of texts' },
  map: { fits: isMap, want: 'an object of texts' },
};

const isAbsent = (value: unknown) => value === undefined || value === null || value === '';

const problemOf = (field: SettingField, value: unknown): string | null => {
  const { fits, want } = checks[field.type];
  if (!fits(value)) return `it must be ${want}`;
  if (field.choices && !field.choices.includes(String(value)))
    return `it must be one of ${field.choices.join(', ')}`;
  if (field.pattern && !new RegExp(field.pattern, 'u').test(String(value)))
    return `it must match ${field.pattern}`;
  if (field.type === 'url' && new URL(String(value)).username !== '')
    return 'a user name does not belong into the address';
  return null;
};

/** @throws destinationErrors.settingMissing, settingInvalid */
const checkField = (field: SettingField, value: unknown): unknown => {
  const about = { label: field.label, name: field.name };
  if (isAbsent(value)) {
    if (field.required) throw destinationErrors.settingMissing(about);
    return undefined;
  }
  const tidy = isText(value) ? value.trim() : value;
  const problem = problemOf(field, tidy);
  if (problem) throw destinationErrors.settingInvalid({ ...about, problem });
  return tidy;
};

/**
 * Checks settings against what their kind declares, and answers those that it knows.
 * @param secrets names of the secrets that are given or kept
 * @param region of the source that the events come from; left out: it is told later
 * @throws destinationErrors.settingMissing, settingInvalid (400)
 */
export const checkSettings = (
  kind: DestinationKind,
  {
    settings,
    secrets,
    region = null,
    org,
  }: {
    readonly org: string;
    readonly settings: Settings;
    readonly secrets: readonly string[];
    readonly region?: string | null;
  },
): Settings => {
  const checked: Record<string, unknown> = {};
  for (const field of kind.fields) {
    if (field.secret) {
      if (field.required && !secrets.includes(field.name))
        throw destinationErrors.settingMissing({ label: field.label, name: field.name });
      continue;
    }
    const value = checkField(field, settings[field.name]);
    if (value !== undefined) checked[field.name] = value;
  }
  const found = kind.problemOf?.({ settings: checked, secrets, region, org });
  if (found) {
    const label = kind.fields.find(({ name }) => name === found.name)?.label ?? found.name;
    throw destinationErrors.settingInvalid({ label, ...found });
  }
  return checked;
};

/** Settings that name another address than before, which secrets would go to. */
export const movedTargets = (kind: DestinationKind, before: Settings, after: Settings) =>
  kind.fields.filter(
    ({ name, type, target = type === 'url' }) =>
      target && JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
