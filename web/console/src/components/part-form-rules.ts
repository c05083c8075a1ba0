import type { ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FieldOption,
  type FormValues,
  listOf,
  textOf,
} from './form-rules.ts';
import { generateSecret } from './generate-secret.ts';
import { sentSource } from './secret-source-rules.ts';

export type Providers = ReplyOf<'GET /tandem/gateway/providers'>;
export type Provider = Providers['handover'][number];
type SettingField = Provider['fields'][number];
/** A setting with what it may be chosen from. */
export type Choosable = SettingField & { readonly options?: readonly FieldOption[] };
/** Settings of a kind as they are stored. */
export type StoredPart = Pick<
  ReplyOf<'GET /tandem/gateway/endpoints/{endpointId}'>['bot'],
  'kind' | 'settings' | 'secrets' | 'secretSources'
> | null;
/** Translates a key; the second argument is what stands for a missing one. */
export type Translate = (key: string, fallback?: string) => string;

/** The words for what a kind declares stand in the catalogue of the feature that shows it. */
const wordOf = (
  group: 'settings' | 'settingsForm' | 'settingsHelp' | 'choices' | 'kinds',
  name: string,
) => `${group}.${name}`;

const nameOf = (part: string, kind: string, field: string): string => `${part}.${kind}.${field}`;
const isMade = (field: SettingField): boolean =>
  /secret|eventKey|urlToken/i.test(field.name) && field.secret;

/** Spellings of one address that differ by nothing that matters. */
const spell = (text: string): string => text.trim().replace(/\/+$/, '').toLowerCase();

type About = {
  readonly part: string;
  readonly kind: string;
  readonly stored: StoredPart;
  /** All settings of the kind. */
  readonly fields: readonly SettingField[];
};

/** Whether the stored secrets would go to another address than the one they were entered for. */
const isMoved = ({ part, kind, stored, fields }: About, values: FormValues): boolean =>
  fields
    .filter(({ target, type, secret }) => !secret && (target ?? type === 'url'))
    .some(({ name }) => {
      const before = String(stored?.settings[name] ?? '');
      return spell(textOf(values, nameOf(part, kind, name))) !== spell(before);
    });

const optionsOf = (field: Choosable, t: Translate): readonly FieldOption[] | undefined =>
  field.options ??
  field.choices?.map((value) => ({ value, label: t(wordOf('choices', value), value) }));

const isStored = ({ kind, stored }: About, { name }: SettingField): boolean =>
  stored?.kind === kind && stored.secrets.includes(name);

/** Settings that only some ways of noticing the end of a chat have. */
const ofDetectors: Readonly<Record<string, readonly string[]>> = {
  eventKey: ['eventBridge', 'trigger'],
  eventSourceSuffix: ['eventBridge'],
  triggerWithoutKey: ['trigger'],
};

const isAsked = ({ part, kind }: About, { name }: SettingField, values: FormValues): boolean => {
  const detectors = ofDetectors[name];
  return !detectors || detectors.includes(textOf(values, nameOf(part, kind, 'endDetector')));
};

/** What a value has to look like; where only its length counts, that is what a refusal says. */
const fitting = ({ name, pattern }: SettingField, t: Translate) => {
  if (!pattern) return {};
  const least = /^\^(?:\.|\[\\s\\S\])\{(\d+),\}\$$/.exec(pattern)?.[1];
  if (least) return { minLength: Number(least) };
  const patternMessage = t(wordOf('settingsForm', name), '');
  return { pattern: new RegExp(pattern, 'u'), ...(patternMessage ? { patternMessage } : {}) };
};

/** A setting that the server declares, as a field of the form. */
function toField(about: About, field: SettingField, t: Translate): FieldDescriptor {
  const common = {
    name: nameOf(about.part, about.kind, field.name),
    label: t(wordOf('settings', field.name), field.label),
    // Some mean another thing in one kind than in the others.
    description: t(
      wordOf('settingsHelp', `${about.kind}-${field.name}`),
      t(wordOf('settingsHelp', field.name), field.help ?? ''),
    ),
    required: field.required,
    visible: (values: FormValues) =>
      values[about.part] === about.kind && isAsked(about, field, values),
  };
  if (field.secret) {
    const stored = isStored(about, field);
    const lostWith = (values: FormValues) => isMoved(about, values);
    const generate = isMade(field) && field.name !== 'clientSecret' ? generateSecret : undefined;
    const source = (stored && about.stored?.secretSources[field.name]) || null;
    return {
      ...common,
      kind: 'secret',
      stored,
      source,
      lostWith,
      ...fitting(field, t),
      ...(generate ? { generate } : {}),
    };
  }
  if (field.type === 'flag') return { ...common, kind: 'switch' };
  if (field.type === 'integer')
    return {
      ...common,
      kind: 'number',
      ...(field.min === undefined ? {} : { min: field.min }),
      ...(field.max === undefined ? {} : { max: field.max }),
    };
  if (field.type === 'list' || field.type === 'map') return { ...common, kind: 'tags' };
  const options = optionsOf(field, t);
  if (options) return { ...common, kind: 'select', options };
  const address = field.type === 'url' ? { address: true } : {};
  return {
    ...common,
    kind: field.multiline ? 'textarea' : 'text',
    ...address,
    ...fitting(field, t),
  };
}

/** The settings of all kinds of a part; shown are those of the kind that is chosen. */
export const partFields = (
  part: string,
  of: { readonly providers: readonly Provider[]; readonly stored: StoredPart },
  t: Translate,
): FieldDescriptor[] =>
  of.providers.flatMap(({ kind, fields }) =>
    fields.map((field) => toField({ part, kind, stored: of.stored, fields }, field, t)),
  );

export const kindOptions = (providers: readonly Provider[], t: Translate) =>
  providers.map(({ kind, label }) => ({ value: kind, label: t(wordOf('kinds', kind), label) }));

const pairsOf = (value: unknown): string[] =>
  Object.entries(value as Record<string, unknown>).map(([name, one]) => `${name}=${String(one)}`);

function shownValue(value: unknown): FormValues[string] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null) return pairsOf(value);
  return typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
}

/** What is stored, as the form shows it. */
export const storedValues = (part: string, stored: StoredPart): FormValues =>
  Object.fromEntries(
    Object.entries(stored?.settings ?? {}).flatMap(([name, value]) =>
      stored && value !== null && value !== undefined
        ? [[nameOf(part, stored.kind, name), shownValue(value)]]
        : [],
    ),
  );

const toMap = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );

function settingValue(field: SettingField, values: FormValues, about: About): unknown {
  const name = nameOf(about.part, about.kind, field.name);
  if (field.secret) {
    const source = sentSource(values[name]);
    // Left empty although it is stored and its address has changed: it is given up.
    const isGivenUp = !source && isStored(about, field) && isMoved(about, values);
    return isGivenUp ? null : source;
  }
  if (field.type === 'list') return listOf(values, name);
  if (field.type === 'map') return toMap(listOf(values, name));
  if (field.type === 'flag') return values[name] === true;
  if (field.type === 'integer') return values[name] ?? undefined;
  return textOf(values, name) || undefined;
}

type Of = {
  readonly part: string;
  readonly providers: readonly Provider[];
  readonly stored: StoredPart;
};

/** A part of the endpoint as it is sent. */
export function partOf({ part, providers, stored }: Of, values: FormValues) {
  const kind = textOf(values, part);
  const fields = providers.find((one) => one.kind === kind)?.fields ?? [];
  const settings = fields.flatMap((field) => {
    const value = settingValue(field, values, { part, kind, stored, fields });
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return { kind, settings: Object.fromEntries(settings) };
}
