import { weekdays } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FormValues,
  listOf,
  textOf,
} from '#src/components/form-rules.ts';

export type Handling = ReplyOf<'GET /tandem/gateway/endpoints/{endpointId}/handling'>;
export type HandlingBody = BodyOf<'PUT /tandem/gateway/endpoints/{endpointId}/handling'>;
type SettingField = Handling['fields'][number];
type Hours = NonNullable<Handling['hours']>;
type Translate = (key: string) => string;

/** Words of the options, which nodes of flows have as well. */
export type OptionWords = {
  readonly field: (field: Pick<SettingField, 'name' | 'label'>) => string;
  readonly help: (field: Pick<SettingField, 'name' | 'help'>) => string;
  readonly choice: (choice: string) => string;
  readonly section: (section: string) => string;
};

/** Whether what an option depends on is so. */
const isAsked = ({ visibleWhen = {} }: SettingField, values: FormValues): boolean =>
  Object.entries(visibleWhen).every(([name, wanted]) =>
    wanted.some((one) => one === (values[name] ?? '')),
  );

const toField = (field: SettingField, words: OptionWords): FieldDescriptor => {
  const { type, choices, pattern, multiline, min = 0, max } = field;
  const common = {
    name: field.name,
    label: words.field(field),
    description: words.help(field),
    visible: (values: FormValues) => isAsked(field, values),
  };
  if (type === 'flag') return { ...common, kind: 'switch' };
  if (type === 'list') return { ...common, kind: 'tags' };
  if (choices) {
    const options = choices.map((value) => ({ value, label: words.choice(value) }));
    return { ...common, kind: 'select', options };
  }
  if (type === 'integer')
    return { ...common, kind: 'number', min, ...(max === undefined ? {} : { max }) };
  const fits = pattern ? { pattern: new RegExp(pattern, 'u') } : {};
  return { ...common, kind: multiline ? 'textarea' : 'text', maxLength: 4096, ...fits };
};

/** The options as fields, each section of them under a heading that folds. */
export const optionFields = (handling: Handling, words: OptionWords): readonly FieldDescriptor[] =>
  handling.fields.flatMap((field, index) => {
    const { section = '' } = field;
    const isFirst = handling.fields[index - 1]?.section !== section;
    const heading: FieldDescriptor[] = isFirst
      ? [
          {
            kind: 'section',
            folds: true,
            name: `section.${section}`,
            label: words.section(section),
          },
        ]
      : [];
    return [...heading, toField(field, words)];
  });

export const optionsToForm = ({ options }: Handling): FormValues => options as FormValues;

/** What is left empty is left to the product. */
export const formToOptions = (values: FormValues, handling: Handling): HandlingBody['options'] =>
  Object.fromEntries(
    handling.fields.flatMap(({ name }) => {
      const value = values[name];
      const isEmpty =
        value === null ||
        value === undefined ||
        value === '' ||
        value === false ||
        (Array.isArray(value) && value.length === 0);
      return isEmpty ? [] : [[name, value] as const];
    }),
  );

const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const block = `(?:${time})\\s*[–-]\\s*(?:${time}|24:00)`;
const blocks = new RegExp(`^\\s*${block}(?:\\s*,\\s*${block})*\\s*$`);
const holiday = /^(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:\s.{1,100})?$/;

const zones = (chosen: string): readonly string[] => [
  ...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')]),
];

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Opening hours as fields: one line a day, times between commas. */
export const hoursFields = ({ hours }: Handling, t: Translate): readonly FieldDescriptor[] => {
  const visible = (values: FormValues) => values['limited'] === true;
  return [
    {
      kind: 'switch',
      name: 'limited',
      label: t('hours.limited'),
      description: t('hours.limitedHelp'),
    },
    {
      ...{ kind: 'select', name: 'timeZone', label: t('hours.timeZone'), required: true, visible },
      options: zones(hours?.timeZone ?? ownZone()).map((value) => ({ value, label: value })),
    },
    ...weekdays.map(
      (day): FieldDescriptor => ({
        ...{ kind: 'text', name: day, label: t(`hours.days.${day}`), visible },
        ...{ placeholder: '09:00–12:00, 13:00–17:00', pattern: blocks },
        patternMessage: t('hours.badBlocks'),
      }),
    ),
    {
      ...{ kind: 'tags', name: 'holidays', label: t('hours.holidays'), visible },
      ...{ description: t('hours.holidaysHelp'), placeholder: '12-25' },
      refuseOne: (entry) => (holiday.test(entry.trim()) ? null : t('hours.badHoliday')),
    },
  ];
};

export const hoursToForm = ({ hours }: Handling): FormValues => ({
  limited: hours !== null,
  timeZone: hours?.timeZone ?? ownZone(),
  ...Object.fromEntries(
    weekdays.map((day) => [
      day,
      (hours?.blocks ?? [])
        .filter((one) => one.day === day)
        .map(({ from, to }) => `${from}–${to}`)
        .join(', '),
    ]),
  ),
  holidays: (hours?.holidays ?? []).map(({ date, name }) => [date, name].filter(Boolean).join(' ')),
});

const blocksOf = (values: FormValues): Hours['blocks'] =>
  weekdays.flatMap((day) =>
    textOf(values, day)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const [from = '', to = ''] = part.split(/\s*[–-]\s*/);
        return { day, from, to };
      }),
  );

export const formToHours = (values: FormValues): Hours | null => {
  if (values['limited'] !== true) return null;
  return {
    timeZone: textOf(values, 'timeZone'),
    blocks: blocksOf(values),
    holidays: listOf(values, 'holidays').map((entry) => {
      const [date = '', ...name] = entry.trim().split(/\s+/);
      return name.length > 0 ? { date, name: name.join(' ') } : { date };
    }),
  };
};
