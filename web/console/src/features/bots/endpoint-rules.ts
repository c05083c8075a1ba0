import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FieldOption,
  type FormValues,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';
import {
  type Choosable,
  kindOptions,
  type Providers,
  partFields,
  partOf,
  storedValues,
  type Translate,
} from '#src/components/part-form-rules.ts';

export type { Providers };
export type Endpoint = ReplyOf<'GET /tandem/gateway/endpoints/{endpointId}'>;
export type EndpointBody = BodyOf<'POST /tandem/gateway/endpoints'>;

const LOCALES = ['en', 'de', 'tr'] as const;
/** Value of "no handover" in the form. */
export const NONE = 'none';
/** The kind of handover that stands for a provider of the organisation. */
const CHOSEN = 'provider';

const mebibyte = 1024 * 1024;

type Named = { readonly id: string; readonly name: string };

/** What is stored stays to be seen, even where it is published no more. */
const namedOptions = (all: readonly Named[], stored: unknown): readonly FieldOption[] => {
  const options = all.map(({ id, name }) => ({ value: id, label: name }));
  const isMissing = typeof stored === 'string' && !all.some(({ id }) => id === stored);
  return isMissing ? [...options, { value: stored, label: stored }] : options;
};

type Kind = Providers['bots'][number];

/** A kind with what its settings of a resource may be chosen from. */
const withOptions = (
  kind: Kind,
  resource: 'botFlow' | 'handoverProvider',
  { all, part }: { readonly all: readonly Named[]; readonly part: Endpoint['handover'] },
): Kind => ({
  ...kind,
  fields: kind.fields.map((field): Choosable => {
    const stored = part?.kind === kind.kind ? part.settings[field.name] : null;
    return field.resource === resource ? { ...field, options: namedOptions(all, stored) } : field;
  }),
});

/** Kinds whose settings name a flow or a handover provider, with those to choose from. */
export const withChoices = (
  providers: Providers,
  {
    flows,
    desks,
    endpoint,
  }: {
    readonly flows: readonly Named[];
    /** Handover providers of the organisation; without one there is nothing to choose. */
    readonly desks: readonly Named[];
    readonly endpoint: Endpoint | null;
  },
): Providers => ({
  ...providers,
  bots: providers.bots.map((kind) =>
    withOptions(kind, 'botFlow', { all: flows, part: endpoint?.bot ?? null }),
  ),
  handover: providers.handover
    .filter(({ kind }) => kind !== CHOSEN || desks.length > 0 || endpoint?.handover?.kind === kind)
    .map((kind) =>
      withOptions(kind, 'handoverProvider', { all: desks, part: endpoint?.handover ?? null }),
    ),
});

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
