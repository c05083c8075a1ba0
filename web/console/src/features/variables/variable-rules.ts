import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FormValues,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';

export type Variable = NonNullable<ReplyOf<'GET /tandem/variables'>['entities']>[number];
export type VariableBody = BodyOf<'POST /tandem/variables'>;
type VariableType = Variable['type'];
type Translate = (key: string) => string;

const TYPES = [
  'String',
  'Integer',
  'Decimal',
  'Boolean',
  'DateTime',
] as const satisfies readonly VariableType[];

/** As the server takes them. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;
const WHOLE = 9_007_199_254_740_991;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

export const isOfEnvironment = ({ source }: Pick<Variable, 'source'>): boolean =>
  source === 'environment';

/** How flows write the variable. */
export const templateOf = (name: string): string => `{{ ${name} }}`;

const isOf =
  (...types: VariableType[]) =>
  (values: FormValues) =>
    types.some((type) => type === values['type']);
const isText = isOf('String');
const isSecure = (values: FormValues) => isText(values) && values['secure'] === true;

const valueFields = (t: Translate, row: Variable | null): FieldDescriptor[] => {
  const label = t('fields.value');
  const number = { kind: 'number', label, required: true } as const;
  return [
    {
      kind: 'textarea',
      name: 'text',
      label,
      // A sealed value does not come back: who opens it to flows types it again.
      required: row?.secure ?? false,
      maxLength: 20_000,
      visible: (values) => isText(values) && !isSecure(values),
    },
    {
      kind: 'secret',
      name: 'secret',
      label,
      required: true,
      stored: row?.secure ?? false,
      visible: isSecure,
    },
    { ...number, name: 'integer', min: -WHOLE, max: WHOLE, visible: isOf('Integer') },
    { ...number, name: 'decimal', visible: isOf('Decimal') },
    { kind: 'switch', name: 'flag', label: t('fields.flag'), visible: isOf('Boolean') },
    {
      kind: 'text',
      name: 'dateTime',
      label,
      description: t('fields.dateTimeHelp'),
      required: true,
      pattern: DATE_TIME,
      patternMessage: t('fields.dateTimeHelp'),
      visible: isOf('DateTime'),
    },
  ];
};

/** What is known of a variable that is set elsewhere. */
const environmentFields = (t: Translate): readonly FieldDescriptor[] => [
  {
    kind: 'text',
    name: 'name',
    label: t('fields.name'),
    description: t('fields.environmentHelp'),
    disabled: true,
  },
  { kind: 'secret', name: 'secret', label: t('fields.value'), stored: true, disabled: true },
];

/** The form of a variable; `row` null for a new one. */
export const variableFields = (t: Translate, row: Variable | null): readonly FieldDescriptor[] =>
  row && isOfEnvironment(row)
    ? environmentFields(t)
    : [
        {
          kind: 'text',
          name: 'name',
          label: t('fields.name'),
          description: t('fields.nameHelp'),
          required: true,
          pattern: NAME,
          patternMessage: t('fields.nameRefused'),
        },
        {
          kind: 'select',
          name: 'type',
          label: t('fields.type'),
          required: true,
          options: TYPES.map((value) => ({ value, label: t(`types.${value}`) })),
        },
        {
          kind: 'switch',
          name: 'secure',
          label: t('fields.secure'),
          description: t('fields.secureHelp'),
          visible: isText,
        },
        ...valueFields(t, row),
        {
          kind: 'textarea',
          name: 'description',
          label: t('fields.description'),
          maxLength: 1000,
        },
      ];

export const variableToForm = (row: Variable | null): FormValues => ({
  name: row?.name ?? '',
  type: row?.type ?? 'String',
  secure: row?.secure ?? false,
  description: row?.description ?? '',
  text: row?.type === 'String' && typeof row.value === 'string' ? row.value : '',
  integer: row?.type === 'Integer' && typeof row.value === 'number' ? row.value : null,
  decimal: row?.type === 'Decimal' && typeof row.value === 'number' ? row.value : null,
  flag: row?.value === true,
  dateTime: row?.type === 'DateTime' && typeof row.value === 'string' ? row.value : '',
});

/** The value as it is sent; undefined leaves a sealed one as it is. White space of a text may be meant. */
const givenValue = (values: FormValues): VariableBody['value'] => {
  const asTyped = (name: string) => String(values[name] ?? '');
  switch (values['type']) {
    case 'Integer':
      return numberOf(values, 'integer');
    case 'Decimal':
      return numberOf(values, 'decimal');
    case 'Boolean':
      return values['flag'] === true;
    case 'DateTime':
      return textOf(values, 'dateTime');
    default:
      return isSecure(values) ? asTyped('secret') || undefined : asTyped('text');
  }
};

export const formToVariable = (values: FormValues): VariableBody => {
  const value = givenValue(values);
  return {
    name: textOf(values, 'name'),
    type: textOf(values, 'type') as VariableType,
    description: textOf(values, 'description'),
    secure: isSecure(values),
    ...(value === undefined ? {} : { value }),
  };
};
