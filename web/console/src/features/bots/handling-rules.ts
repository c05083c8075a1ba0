import { handoverSections, languagePattern, translationsOption, weekdays } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FieldValue,
  type FormValues,
  isSet,
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
  /** Name of the language with that tag. */
  readonly language: (tag: string) => string;
  readonly badLanguage: () => string;
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

const languageTag = new RegExp(languagePattern);

/** Whether a tag is one of a language that the browser has a name for, or may have. */
export const isLanguage = (tag: string): boolean => languageTag.test(tag);

/** Name of the field with what the customers of a language read. */
const nameIn = (language: string, option: string): string => `${language}:${option}`;

const textsIn = (
  { fields }: Handling,
  language: string,
  words: OptionWords,
): readonly FieldDescriptor[] => [
  {
    ...{ kind: 'section', folds: true, name: `section.language.${language}` },
    label: words.language(language),
  },
  ...fields
    .filter(({ perLanguage }) => perLanguage)
    .map((field) => ({ ...toField(field, words), name: nameIn(language, field.name) })),
];

/** The languages that there are texts in, and each with its texts in a section of its own. */
const languageFields = (
  handling: Handling,
  languages: readonly string[],
  words: OptionWords,
): readonly FieldDescriptor[] => [
  sectionOf('languages', words),
  {
    ...{ kind: 'tags', name: languagesField, placeholder: 'pt-BR' },
    label: words.field({ name: translationsOption, label: languagesField }),
    description: words.help({ name: translationsOption }),
    refuseOne: (tag) => (languageTag.test(tag.trim()) ? null : words.badLanguage()),
  },
  ...languages
    .filter((tag) => languageTag.test(tag))
    .flatMap((tag) => textsIn(handling, tag, words)),
];

const sectionOf = (section: string, words: OptionWords): FieldDescriptor => ({
  ...{ kind: 'section', folds: true, name: `section.${section}`, label: words.section(section) },
});

const languagesField = 'languages';

/** Languages that the form has texts in. */
export const languagesOf = (values: FormValues): readonly string[] => [
  ...new Set(listOf(values, languagesField).map((tag) => tag.trim().toLowerCase())),
];

/** The options as fields, each section of them under a heading that folds. */
export const optionFields = (
  handling: Handling,
  languages: readonly string[],
  words: OptionWords,
): readonly FieldDescriptor[] =>
  handoverSections.flatMap((section) => {
    if (section === 'languages') return languageFields(handling, languages, words);
    const fields = handling.fields.filter((field) => field.section === section);
    if (fields.length === 0) return [];
    return [sectionOf(section, words), ...fields.map((field) => toField(field, words))];
  });

type Texts = Readonly<Record<string, FieldValue>>;

export const optionsToForm = ({ options }: Handling): FormValues => {
  const { [translationsOption]: translations = {}, ...others } = options;
  const byLanguage = Object.entries(translations as Readonly<Record<string, Texts>>);
  return {
    ...(others as FormValues),
    [languagesField]: byLanguage.map(([language]) => language),
    ...Object.fromEntries(
      byLanguage.flatMap(([language, texts]) =>
        Object.entries(texts).map(([name, text]) => [nameIn(language, name), text]),
      ),
    ),
  };
};

/** What is left empty is left to the product. */
export const formToOptions = (
  values: FormValues,
  { fields }: Handling,
): HandlingBody['options'] => {
  const given = (some: typeof fields, name: (option: string) => string) =>
    Object.fromEntries(
      some.flatMap((field) => {
        const value = values[name(field.name)];
        return isSet(value) ? [[field.name, value] as const] : [];
      }),
    );
  const texts = fields.filter(({ perLanguage }) => perLanguage);
  const translations = Object.fromEntries(
    languagesOf(values).map((language) => [
      language,
      given(texts, (name) => nameIn(language, name)),
    ]),
  );
  const options = given(fields, (name) => name);
  return Object.keys(translations).length > 0
    ? { ...options, [translationsOption]: translations }
    : options;
};

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
      description: t('hours.timeZoneHelp'),
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
