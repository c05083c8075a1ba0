import {
  type FieldDescriptor,
  type FieldValue,
  type FormValues,
  listOf,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';
import type { Destination, DestinationBody, Kind } from './destination-rules.ts';
import { storedNatsWay } from './nats-ways.ts';
import {
  dropName,
  isAsked,
  isMoved,
  nameOf,
  settingFields,
  type Translate,
} from './setting-fields.ts';
import { STARTS, startFields, startOf } from './start-fields.ts';

type SettingField = Kind['fields'][number];
type Topic = { readonly value: string; readonly label: string; readonly hint?: string };

const ENVELOPES = ['native', 'cloudevents'] as const;

/** What a form begins with: it needs nothing but an address. */
const usualKind = 'webhook';

/** Kinds whose source only an integration makes, whether or not the server says so. */
const ofIntegrations: ReadonlySet<string> = new Set(['aws-partner']);

/** Kinds that somebody can choose; the one of a stored destination stays in view. */
export const choosableKinds = (
  kinds: readonly Kind[],
  stored: Destination | null,
): readonly Kind[] =>
  kinds.filter(({ kind, managedOnly }) =>
    stored ? kind === stored.kind : !managedOnly && !ofIntegrations.has(kind),
  );

type Offer = {
  readonly kinds: readonly Kind[];
  readonly topics: readonly Topic[];
  readonly stored: Destination | null;
};

const takesSeveralEnvelopes = (kinds: readonly Kind[], values: FormValues) =>
  (kinds.find(({ kind }) => kind === values['kind'])?.envelopes.length ?? 0) > 1;

/** The form of a destination: what every one has, and what the kinds declare. */
export const destinationFields = (
  t: Translate,
  { kinds, topics, stored }: Offer,
): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  {
    ...{ kind: 'select', name: 'kind', label: t('fields.kind'), required: true },
    disabled: stored !== null,
    options: kinds.map(({ kind, label }) => ({ value: kind, label: t(`kinds.${kind}`, label) })),
  },
  ...kinds.flatMap((kind) =>
    kind.fields.flatMap((field) => settingFields({ kind, stored, t }, field)),
  ),
  {
    ...{ kind: 'select', name: 'envelope', label: t('fields.envelope'), required: true },
    description: t('fields.envelopeHelp'),
    options: ENVELOPES.map((value) => ({ value, label: t(`envelopes.${value}`) })),
    visible: (values) => takesSeveralEnvelopes(kinds, values),
  },
  {
    ...{ kind: 'multiselect', name: 'topics', label: t('fields.topics') },
    ...{ description: t('fields.topicsHelp'), options: topics },
  },
  ...(stored ? [] : startFields(t, STARTS)),
];

const shownValue = (value: unknown): FieldValue => {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([name, one]) => `${name}=${String(one)}`);
  return typeof value === 'boolean' || typeof value === 'number' ? value : String(value ?? '');
};

export const destinationToForm = (
  stored: Destination | null,
  kinds: readonly Kind[],
): FormValues => {
  const usual = kinds.find(({ kind }) => kind === usualKind) ?? kinds[0];
  const kind = stored?.kind ?? usual?.kind ?? null;
  const settings = Object.entries(stored?.settings ?? {}).map(
    ([name, value]) => [nameOf(String(kind), name), shownValue(value)] as const,
  );
  return {
    ...{ name: stored?.name ?? '', kind, envelope: stored?.envelope ?? 'native' },
    ...{ topics: stored?.topics ?? [], start: 'now' },
    [nameOf('aws-bus', 'authentication')]: 'static',
    [nameOf('nats', 'authentication')]: storedNatsWay(stored),
    ...Object.fromEntries(settings),
  };
};

const pairsOf = (pairs: readonly string[]) =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return [name.trim(), rest.join('=').trim()];
    }),
  );

const settingValue = (kind: string, field: SettingField, values: FormValues): unknown => {
  const name = nameOf(kind, field.name);
  if (field.type === 'flag') return values[name] === true;
  if (field.type === 'integer') return numberOf(values, name);
  if (field.type === 'list') return listOf(values, name);
  if (field.type === 'map') return pairsOf(listOf(values, name));
  return textOf(values, name) || undefined;
};

/** A secret that is left alone stays as it is, unless it is taken away or would go elsewhere. */
const secretsOf = (kind: Kind, stored: Destination | null, values: FormValues) =>
  kind.fields.flatMap((field) => {
    const { name } = field;
    if (!field.secret || !isAsked(kind.kind, field, values)) return [];
    const given = sentSource(values[nameOf(kind.kind, name)]);
    const isDropped = values[dropName(kind.kind, name)] === true;
    const kept = isDropped || isMoved(kind, stored, values) ? undefined : stored?.secrets[name];
    const source = given ?? kept;
    return source ? [[name, source] as const] : [];
  });

/** The destination as it is sent. */
export const formToDestination = (
  values: FormValues,
  { kinds, stored }: Pick<Offer, 'kinds' | 'stored'>,
): DestinationBody => {
  const kind = kinds.find((one) => one.kind === values['kind']);
  const common = { name: textOf(values, 'name'), topics: listOf(values, 'topics') };
  const start = stored ? {} : { start: startOf(values) };
  if (!kind) return { ...common, ...start, kind: textOf(values, 'kind') };
  const settings = kind.fields
    .filter((field) => !field.secret && isAsked(kind.kind, field, values))
    .map((field) => [field.name, settingValue(kind.kind, field, values)] as const)
    .filter(([, value]) => value !== undefined);
  const envelope = ENVELOPES.find((one) => one === values['envelope']);
  return {
    ...{ ...common, ...start, kind: kind.kind },
    ...(kind.envelopes.length > 1 && envelope ? { envelope } : {}),
    settings: Object.fromEntries(settings),
    secrets: Object.fromEntries(secretsOf(kind, stored, values)),
  };
};
