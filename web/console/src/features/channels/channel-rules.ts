import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FieldOption,
  type FormValues,
  textOf,
} from '#src/components/form-rules.ts';
import { generateSecret } from '#src/components/generate-secret.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';

export type Channel = ReplyOf<'GET /tandem/gateway/channels/{channelId}'>;
export type ChannelKind = ReplyOf<'GET /tandem/gateway/channel-kinds'>['kinds'][number];
type SettingField = ChannelKind['fields'][number];
export type ChannelBody = BodyOf<'POST /tandem/gateway/channels'>;
/** Translates a key of this feature; the second argument is what stands for a missing one. */
type Translate = (key: string, fallback?: string) => string;

/** The web chat of an endpoint: a channel that is always there. */
export const WEB_CHAT = 'webchat';

/** A row of the list: a channel, or the web chat of an endpoint. */
export type Row = {
  readonly id: string;
  readonly to: string;
  readonly name: string;
  readonly kind: string;
  readonly endpoint: string;
  readonly active: boolean;
  readonly deadLetters: number;
  readonly lastInbound: string | null;
  readonly lastOutbound: string | null;
};

type EndpointOf = { readonly id: string; readonly name: string; readonly active: boolean };

export const rowOfChannel = (channel: Channel): Row => ({
  id: channel.id,
  to: `/console/channels/${channel.id}`,
  name: channel.name,
  kind: channel.kind,
  endpoint: channel.endpoint.name,
  active: channel.active,
  deadLetters: channel.deadLetters,
  lastInbound: channel.dateLastInbound,
  lastOutbound: channel.dateLastOutbound,
});

export const rowOfEndpoint = ({ id, name, active }: EndpointOf): Row => ({
  id: `${WEB_CHAT} ${id}`,
  to: `/console/bots/${id}`,
  ...{ name, active, kind: WEB_CHAT, endpoint: name },
  ...{ deadLetters: 0, lastInbound: null, lastOutbound: null },
});

const nameOf = (field: string): string => `setting.${field}`;

/** Spellings of one address that differ by nothing that matters. */
const spell = (text: string): string => text.trim().replace(/\/+$/, '').toLowerCase();

type About = { readonly kind: ChannelKind; readonly channel: Channel | null };

/** Whether the stored secrets would go to another address than the one they were entered for. */
const isMoved = ({ kind, channel }: About, values: FormValues): boolean =>
  kind.fields
    .filter(({ target, type, secret }) => !secret && (target ?? type === 'url'))
    .some(
      ({ name }) =>
        spell(textOf(values, nameOf(name))) !== spell(String(channel?.settings[name] ?? '')),
    );

/** What a value has to look like, in words of the kind where there are some. */
const patternOf = (kind: string, { name, pattern }: SettingField, t: Translate) => {
  if (!pattern) return {};
  const patternMessage = t(`settingsForm.${kind}.${name}`, '');
  return { pattern: new RegExp(pattern, 'u'), ...(patternMessage ? { patternMessage } : {}) };
};

/** Secrets that we may make ourselves: the other side is told them. */
const MADE: ReadonlySet<string> = new Set(['secret', 'verifyToken']);

/** A setting that the server declares, as a field of the form. */
function toField(about: About, field: SettingField, t: Translate): FieldDescriptor {
  const { kind } = about.kind;
  const common = {
    name: nameOf(field.name),
    label: t(`settings.${kind}.${field.name}`, field.label),
    description: t(`settingsHelp.${kind}.${field.name}`, field.help ?? ''),
    required: field.required,
  };
  const address = field.type === 'url' ? { address: true } : {};
  if (!field.secret) return { ...common, kind: 'text', ...address, ...patternOf(kind, field, t) };
  const stored = about.channel?.secrets.includes(field.name) ?? false;
  return {
    ...common,
    kind: 'secret',
    stored,
    source: (stored && about.channel?.secretSources[field.name]) || null,
    lostWith: (values) => about.channel !== null && isMoved(about, values),
    ...patternOf(kind, field, t),
    ...(MADE.has(field.name) ? { generate: generateSecret } : {}),
  };
}

/** The fields of a channel: its own, and those that its kind declares. */
export const channelFields = (
  about: About & { readonly endpoints: readonly FieldOption[] },
  t: Translate,
): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  {
    kind: 'select',
    name: 'endpointId',
    label: t('fields.endpoint'),
    description: t('fields.endpointHelp'),
    required: true,
    options: about.endpoints,
  },
  {
    kind: 'switch',
    name: 'active',
    label: t('fields.active'),
    description: t('fields.activeHelp'),
  },
  ...about.kind.fields.map((field) => toField(about, field, t)),
];

export const channelToForm = (channel: Channel | null, endpointId: string | null): FormValues => ({
  name: channel?.name ?? '',
  endpointId: channel?.endpoint.id ?? endpointId,
  active: channel?.active ?? true,
  ...Object.fromEntries(
    Object.entries(channel?.settings ?? {}).map(([name, value]) => [nameOf(name), String(value)]),
  ),
});

function settingOf(about: About, field: SettingField, values: FormValues): unknown {
  const name = nameOf(field.name);
  if (!field.secret) return textOf(values, name) || undefined;
  const source = sentSource(values[name]);
  const stored = about.channel?.secrets.includes(field.name) ?? false;
  // Left empty although it is stored and its address has changed: it is given up.
  return !source && stored && isMoved(about, values) ? null : source;
}

/** The channel as it is sent; empty secrets are left out and so keep what is stored, where it may stay. */
export const formToChannel = (about: About, values: FormValues): ChannelBody => ({
  name: textOf(values, 'name'),
  kind: about.kind.kind,
  endpointId: textOf(values, 'endpointId'),
  active: values['active'] === true,
  settings: Object.fromEntries(
    about.kind.fields.flatMap((field) => {
      const value = settingOf(about, field, values);
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  ),
});
