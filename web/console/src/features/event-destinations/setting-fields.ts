import { type DeliveryField, deliveryFields } from '@tandem/contract';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import type { Destination, Kind } from './destination-rules.ts';
import { NATS_WAYS, natsWayOf } from './nats-ways.ts';

type SettingField = Kind['fields'][number];
/** Translates a key of this feature; the second argument is what stands for a missing one. */
export type Translate = (key: string, fallback?: string) => string;

/** Name of a setting in the form: settings of several kinds may be called the same. */
export const nameOf = (kind: string, field: string) => `${kind}.${field}`;
/** Name of the switch that takes a stored secret away. */
export const dropName = (kind: string, field: string) => `drop.${kind}.${field}`;

type Variant = Pick<DeliveryField, 'required' | 'when'>;

/** Some settings of AWS and NATS belong to one way of proving who calls, and are needed there only. */
const variantsOf = (kind: string, { name, required }: SettingField): readonly Variant[] => {
  const way = kind === 'nats' ? natsWayOf(name) : null;
  if (way) return [{ required: true, when: { setting: 'authentication', is: [way] } }];
  const known = kind === 'aws-bus' ? deliveryFields[kind].filter((one) => one.name === name) : [];
  // Nothing tells a destination of its own which region its bus is in.
  const needed = required || (kind === 'aws-bus' && name === 'region');
  const plain = { required: needed };
  return known.length === 0
    ? [plain]
    : known.map((one) => ({ ...plain, ...one, required: needed || one.required }));
};

const holds = (kind: string, { when }: Variant, values: FormValues): boolean =>
  !when || when.is.some((one) => one === values[nameOf(kind, when.setting)]);

/** Whether a setting is of use with what else is chosen. */
export const isAsked = (kind: string, field: SettingField, values: FormValues): boolean =>
  variantsOf(kind, field).some((variant) => holds(kind, variant, values));

/** Whether the stored secrets would go to another address than the one they were entered for. */
export const isMoved = (
  { kind, fields }: Kind,
  stored: Destination | null,
  values: FormValues,
): boolean =>
  fields
    .filter(({ target, type, secret }) => !secret && (target ?? type === 'url'))
    .some(
      ({ name }) => textOf(values, nameOf(kind, name)) !== String(stored?.settings[name] ?? ''),
    );

/** Standard Webhooks: `whsec_` and base64 of 32 random bytes. */
const generateWebhookSecret = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
};

type About = {
  readonly kind: Kind;
  readonly stored: Destination | null;
  readonly t: Translate;
};

const secretFields = (
  { kind, stored, t }: About,
  field: SettingField,
  common: Pick<FieldDescriptor, 'name' | 'label' | 'description' | 'required' | 'visible'>,
): FieldDescriptor[] => {
  const source = stored?.secrets[field.name] ?? null;
  const isMade = field.pattern?.startsWith('^whsec_') && field.required;
  const secret: FieldDescriptor = {
    ...{ kind: 'secret', ...common, source, stored: source !== null },
    lostWith: (values) => isMoved(kind, stored, values),
    ...(field.pattern ? { pattern: new RegExp(field.pattern, 'u') } : {}),
    ...(isMade ? { generate: generateWebhookSecret } : {}),
    patternMessage: t(`patterns.${field.name}`, t('patterns.other')),
  };
  if (!source || common.required) return [secret];
  const drop: FieldDescriptor = {
    ...{ kind: 'switch', name: dropName(kind.kind, field.name) },
    label: t(`drops.${field.name}`, `${t('drops.other')}: ${common.label}`),
    ...(common.visible ? { visible: common.visible } : {}),
  };
  return [secret, drop];
};

const variantFields = (about: About, field: SettingField, variant: Variant): FieldDescriptor[] => {
  const { kind, t } = about;
  const common = {
    name: nameOf(kind.kind, field.name),
    label: t(`settings.${field.name}`, field.label),
    description: t(`settingsHelp.${field.name}`, field.help ?? ''),
    required: variant.required,
    visible: (values: FormValues) =>
      values['kind'] === kind.kind && holds(kind.kind, variant, values),
  };
  if (field.secret) return secretFields(about, field, common);
  if (field.type === 'flag') return [{ ...common, kind: 'switch' }];
  if (field.type === 'integer') return [{ ...common, kind: 'number' }];
  if (field.type === 'list' || field.type === 'map') return [{ ...common, kind: 'tags' }];
  if (field.choices) {
    const options = field.choices.map((value) => ({ value, label: t(`choices.${value}`, value) }));
    return [{ ...common, kind: 'select', options }];
  }
  const pattern = field.pattern ? { pattern: new RegExp(field.pattern, 'u') } : {};
  const patternMessage = t(`patterns.${field.name}`, t('patterns.other'));
  return [{ ...common, kind: 'text', maxLength: 4096, ...pattern, patternMessage }];
};

/** Asks which of the settings of NATS are of use; it is not sent itself. */
const natsWayField = ({ kind: { kind }, t }: About): FieldDescriptor => ({
  ...{ kind: 'select', name: nameOf(kind, 'authentication'), required: true },
  ...{ label: t('settings.authentication'), description: t('settingsHelp.natsWay') },
  options: NATS_WAYS.map((value) => ({ value, label: t(`natsWays.${value}`) })),
  visible: (values) => values['kind'] === kind,
});

/** What signed before signs on while receivers learn the new secret: a destination that is new has none. */
const isOfRotation = ({ name, secret }: SettingField) => secret && name === 'previousSecret';

/** A setting that the server declares, as fields of the form. */
export const settingFields = (about: About, field: SettingField): FieldDescriptor[] => {
  if (about.stored === null && isOfRotation(field)) return [];
  return [
    ...(about.kind.kind === 'nats' && field.name === 'user' ? [natsWayField(about)] : []),
    ...variantsOf(about.kind.kind, field).flatMap((variant) =>
      variantFields(about, field, variant),
    ),
  ];
};
