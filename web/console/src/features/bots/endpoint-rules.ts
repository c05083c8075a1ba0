import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FieldOption,
  type FormValues,
  listOf,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';
import { generateSecret } from '#src/components/generate-secret.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';

export type Endpoint = ReplyOf<'GET /tandem/gateway/endpoints/{endpointId}'>;
export type Providers = ReplyOf<'GET /tandem/gateway/providers'>;
type Provider = Providers['bots'][number];
type SettingField = Provider['fields'][number];
/** A setting with what it may be chosen from. */
type Choosable = SettingField & { readonly options?: readonly FieldOption[] };
type EndpointBody = BodyOf<'POST /tandem/gateway/endpoints'>;
type StoredPart = Endpoint['bot'] | null;
type Part = 'bot' | 'handover';
/** Translates a key of this feature; the second argument is what stands for a missing one. */
type Translate = (key: string, fallback?: string) => string;

const LOCALES = ['en', 'de', 'tr'] as const;
/** Value of "no handover" in the form. */
export const NONE = 'none';

const mebibyte = 1024 * 1024;

const nameOf = (part: Part, kind: string, field: string): string => `${part}.${kind}.${field}`;
const isMade = (field: SettingField): boolean =>
  /secret|eventKey/i.test(field.name) && field.secret;

/** Spellings of one address that differ by nothing that matters. */
const spell = (text: string): string => text.trim().replace(/\/+$/, '').toLowerCase();

type About = {
  readonly part: Part;
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

type ChosenFlow = { readonly id: string; readonly name: string };

/** The stored flow stays to be seen, even where it is published no more. */
const flowOptions = (flows: readonly ChosenFlow[], stored: unknown): readonly FieldOption[] => {
  const options = flows.map(({ id, name }) => ({ value: id, label: name }));
  const isMissing = typeof stored === 'string' && !flows.some(({ id }) => id === stored);
  return isMissing ? [...options, { value: stored, label: stored }] : options;
};

/** Kinds of bots whose settings name a flow, with the flows to choose from. */
export const withFlows = (
  providers: Providers,
  {
    flows,
    endpoint,
  }: { readonly flows: readonly ChosenFlow[]; readonly endpoint: Endpoint | null },
): Providers => ({
  ...providers,
  bots: providers.bots.map((bot) => ({
    ...bot,
    fields: bot.fields.map((field): Choosable => {
      const stored = endpoint?.bot.kind === bot.kind ? endpoint.bot.settings[field.name] : null;
      return field.resource === 'botFlow'
        ? { ...field, options: flowOptions(flows, stored) }
        : field;
    }),
  })),
});

const optionsOf = (field: Choosable, t: Translate): readonly FieldOption[] | undefined =>
  field.options ?? field.choices?.map((value) => ({ value, label: t(`choices.${value}`, value) }));

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

/** A setting that the server declares, as a field of the form. */
function toField(about: About, field: SettingField, t: Translate): FieldDescriptor {
  const common = {
    name: nameOf(about.part, about.kind, field.name),
    label: t(`settings.${field.name}`, field.label),
    description: t(`settingsHelp.${field.name}`, field.help ?? ''),
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
      ...(generate ? { generate } : {}),
    };
  }
  if (field.type === 'flag') return { ...common, kind: 'switch' };
  if (field.type === 'integer') return { ...common, kind: 'number' };
  if (field.type === 'list' || field.type === 'map') return { ...common, kind: 'tags' };
  const options = optionsOf(field, t);
  if (options) return { ...common, kind: 'select', options };
  const pattern = field.pattern ? { pattern: new RegExp(field.pattern) } : {};
  return { ...common, kind: field.multiline ? 'textarea' : 'text', ...pattern };
}

const partFields = (
  part: Part,
  of: { readonly providers: readonly Provider[]; readonly stored: StoredPart },
  t: Translate,
): FieldDescriptor[] =>
  of.providers.flatMap(({ kind, fields }) =>
    fields.map((field) => toField({ part, kind, stored: of.stored, fields }, field, t)),
  );

const kindOptions = (providers: readonly Provider[], t: Translate) =>
  providers.map(({ kind, label }) => ({ value: kind, label: t(`kinds.${kind}`, label) }));

/** The fields of an endpoint: its own, those of the bot, those of the handover. */
export const endpointFields = (
  providers: Providers,
  endpoint: Endpoint | null,
  t: Translate,
): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  {
    kind: 'select',
    name: 'locale',
    label: t('fields.locale'),
    description: t('fields.localeHelp'),
    required: true,
    options: LOCALES.map((value) => ({ value, label: t(`locales.${value}`) })),
  },
  {
    kind: 'switch',
    name: 'active',
    label: t('fields.active'),
    description: t('fields.activeHelp'),
  },
  {
    kind: 'number',
    name: 'uploadSize',
    label: t('fields.uploadSize'),
    description: t('fields.uploadSizeHelp'),
    min: 1,
  },
  {
    kind: 'section',
    name: 'botSection',
    label: t('sections.bot'),
    description: t('sections.botHelp'),
  },
  {
    kind: 'select',
    name: 'bot',
    label: t('fields.bot'),
    required: true,
    options: kindOptions(providers.bots, t),
  },
  ...partFields('bot', { providers: providers.bots, stored: endpoint?.bot ?? null }, t),
  {
    kind: 'section',
    name: 'handoverSection',
    label: t('sections.handover'),
    description: t('sections.handoverHelp'),
  },
  {
    kind: 'select',
    name: 'handover',
    label: t('fields.handover'),
    required: true,
    options: [{ value: NONE, label: t('noHandover') }, ...kindOptions(providers.handover, t)],
  },
  ...partFields(
    'handover',
    { providers: providers.handover, stored: endpoint?.handover ?? null },
    t,
  ),
];

const pairsOf = (value: unknown): string[] =>
  Object.entries(value as Record<string, unknown>).map(([name, one]) => `${name}=${String(one)}`);

function shownValue(value: unknown): FormValues[string] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null) return pairsOf(value);
  return typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
}

const storedValues = (part: Part, stored: StoredPart): FormValues =>
  Object.fromEntries(
    Object.entries(stored?.settings ?? {}).flatMap(([name, value]) =>
      stored && value !== null && value !== undefined
        ? [[nameOf(part, stored.kind, name), shownValue(value)]]
        : [],
    ),
  );

const uploadSizeOf = (endpoint: Endpoint | null): number | null =>
  endpoint?.uploadBytes ? Math.ceil(endpoint.uploadBytes / mebibyte) : null;

export const endpointToForm = (endpoint: Endpoint | null, providers: Providers): FormValues => ({
  name: endpoint?.name ?? '',
  locale: endpoint?.locale ?? 'en',
  active: endpoint?.active ?? true,
  uploadSize: uploadSizeOf(endpoint),
  bot: endpoint?.bot.kind ?? providers.bots[0]?.kind ?? null,
  handover: endpoint?.handover?.kind ?? NONE,
  ...storedValues('bot', endpoint?.bot ?? null),
  ...storedValues('handover', endpoint?.handover ?? null),
});

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
  readonly part: Part;
  readonly providers: readonly Provider[];
  readonly stored: StoredPart;
};

function partOf({ part, providers, stored }: Of, values: FormValues) {
  const kind = textOf(values, part);
  const fields = providers.find((one) => one.kind === kind)?.fields ?? [];
  const settings = fields.flatMap((field) => {
    const value = settingValue(field, values, { part, kind, stored, fields });
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return { kind, settings: Object.fromEntries(settings) };
}

/** The form knows whole megabytes; a size that was left alone stays as exact as it was. */
const uploadBytesOf = (values: FormValues, endpoint: Endpoint | null): number | null => {
  const size = numberOf(values, 'uploadSize');
  if (size === undefined) return null;
  return size === uploadSizeOf(endpoint)
    ? (endpoint?.uploadBytes ?? null)
    : Math.round(size * mebibyte);
};

/** The endpoint as it is sent; empty secrets are left out and so keep what is stored, where it may stay. */
export const formToEndpoint = (
  values: FormValues,
  { providers, endpoint }: { readonly providers: Providers; readonly endpoint: Endpoint | null },
): EndpointBody => {
  const bot = { part: 'bot', providers: providers.bots, stored: endpoint?.bot ?? null } as const;
  const handover = {
    part: 'handover',
    providers: providers.handover,
    stored: endpoint?.handover ?? null,
  } as const;
  return {
    name: textOf(values, 'name'),
    locale: textOf(values, 'locale'),
    active: values['active'] === true,
    uploadBytes: uploadBytesOf(values, endpoint),
    bot: partOf(bot, values),
    handover: textOf(values, 'handover') === NONE ? null : partOf(handover, values),
  };
};
