import {
  type DeliveryField,
  type DeliveryKind,
  deliveryFields,
  type IntegrationDeliveryRequest,
} from '@tandem/contract';
import {
  type FieldDescriptor,
  type FormValues,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';
import type { Delivery } from './integration-rules.ts';

type Translate = (key: string) => string;

export const KINDS = ['embedded', 'aws-bus', 'aws-partner'] as const satisfies DeliveryKind[];

export const kindOf = (values: FormValues): DeliveryKind =>
  KINDS.find((kind) => kind === values['kind']) ?? 'embedded';

const isAsked = ({ when }: DeliveryField, values: FormValues): boolean =>
  !when || when.is.some((one) => one === values[when.setting]);

const kindsOf = (field: DeliveryField): readonly DeliveryKind[] =>
  KINDS.filter((kind) => deliveryFields[kind].includes(field));

const allFields: readonly DeliveryField[] = [...new Set(Object.values(deliveryFields).flat())];

const describe = (
  field: DeliveryField,
  t: Translate,
  { saved, disabled }: { readonly saved: Delivery; readonly disabled: boolean },
): FieldDescriptor => {
  const { name, required } = field;
  const visible = (values: FormValues) =>
    kindsOf(field).includes(kindOf(values)) && isAsked(field, values);
  const common = { name, required, visible, disabled, label: t(`settings.${name}`) };
  const described = { ...common, description: t(`settingsHelp.${name}`) };
  switch (field.kind) {
    case 'select':
      return {
        ...{ kind: 'select', ...described },
        options: (field.options ?? []).map((value) => ({
          ...{ value, label: t(`authentications.${value}`) },
        })),
      };
    case 'secret': {
      const source = saved.secrets[name] ?? null;
      return {
        ...{ kind: 'secret', ...described, source, stored: source !== null },
        lostWith: (values) => kindOf(values) !== saved.kind,
      };
    }
    case 'number': {
      const { min, max } = field;
      return {
        ...{ kind: 'number', ...described },
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      };
    }
    default:
      return {
        ...{ kind: 'text', ...described },
        ...(field.pattern ? { pattern: new RegExp(field.pattern) } : {}),
      };
  }
};

/** The form of a delivery: its kind, and what the kind asks for. */
export const fieldsOf = (
  t: Translate,
  options: { readonly saved: Delivery; readonly disabled: boolean },
): readonly FieldDescriptor[] => [
  {
    ...{ kind: 'select', name: 'kind', label: t('delivery.kind'), required: true },
    disabled: options.disabled,
    options: KINDS.map((value) => ({ value, label: t(`delivery.kinds.${value}`) })),
  },
  ...allFields.map((field) => describe(field, t, options)),
];

export const toForm = ({ kind, settings }: Delivery): FormValues => ({
  authentication: 'static',
  ...settings,
  kind,
});

/** What is sent: settings and secrets that the kind asks for; a secret that is left alone stays as it is. */
export const toRequest = (values: FormValues, saved: Delivery): IntegrationDeliveryRequest => {
  const kind = kindOf(values);
  const asked = deliveryFields[kind].filter((field) => isAsked(field, values));
  const settings = asked.flatMap(({ name, kind: type }) => {
    if (type === 'secret') return [];
    const value = type === 'number' ? numberOf(values, name) : textOf(values, name);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const secrets = asked.flatMap(({ name, kind: type }) => {
    if (type !== 'secret') return [];
    const source = sentSource(values[name]) ?? (kind === saved.kind && saved.secrets[name]);
    return source ? [[name, source] as const] : [];
  });
  return { kind, settings: Object.fromEntries(settings), secrets: Object.fromEntries(secrets) };
};
