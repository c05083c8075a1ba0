import {
  type HandoverOption,
  type HandoverSection,
  handoverOptions,
  handoverSections,
  languagePattern,
  mostLanguages,
  translationsOption,
} from '@tandem/contract';
import type { FlowValue } from '../flow.model.ts';
import type { ActionContext, ActionField, ColumnField, Visibility } from './action.types.ts';
import { choice, integer, rows, template, text } from './fields.ts';

const spelled: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };

/** A flag is a choice here: left alone, it is as the endpoint has it. */
const visibilityOf = (visibleWhen: Visibility): Visibility =>
  Object.fromEntries(
    Object.entries(visibleWhen).map(([name, values]) => [
      name,
      values.map((value) => (typeof value === 'boolean' ? (spelled[String(value)] ?? '') : value)),
    ]),
  );

const fieldOf = (option: HandoverOption): ActionField => {
  const { name, label, section, visibleWhen } = option;
  const common = {
    section,
    ...(visibleWhen ? { visibleWhen: visibilityOf(visibleWhen) } : {}),
  };
  switch (option.kind) {
    case 'text':
      return template(name, label, { ...common, ...(option.multiline ? { multiline: true } : {}) });
    case 'words':
      return template(name, `${label}, one a line`, { ...common, multiline: true });
    case 'flag':
      return choice(name, label, { ...common, choices: ['yes', 'no'] });
    case 'choice':
      return choice(name, label, { ...common, choices: option.choices });
    case 'integer':
      return integer(name, label, { ...common, min: option.min, max: option.max });
  }
};

/** How a handover goes; what is not set is as the endpoint has it. */
const optionFields: readonly ActionField[] = handoverOptions
  .filter(({ only }) => only !== 'endpoint')
  .map(fieldOf);

const textOption = ({ name, label, ...option }: HandoverOption): ColumnField =>
  template(
    name,
    label,
    option.kind === 'words' || 'multiline' in option ? { multiline: true } : {},
  );

const texts = handoverOptions.filter(({ perLanguage }) => perLanguage);

/** A row is a language with what its customers read. */
const translationsField = rows(translationsOption, 'Languages', {
  section: 'languages' satisfies HandoverSection,
  columns: [
    text('language', 'Language, such as de or pt-BR', { required: true, pattern: languagePattern }),
    ...texts.map(textOption),
  ],
  max: mostLanguages,
  unique: 'language',
});

export const handoverOptionFields: readonly ActionField[] = [...optionFields, translationsField];

const placeOf = ({ section }: ActionField): number =>
  (handoverSections as readonly unknown[]).indexOf(section);

/** The fields in the order of the sections. */
export const inSections = (fields: readonly ActionField[]): readonly ActionField[] =>
  fields.toSorted((one, other) => placeOf(one) - placeOf(other));

/** Words between commas or on lines of their own. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

const optionOf = (field: ActionField, { text, number, raw }: ActionContext): FlowValue => {
  if (field.kind === 'integer') return number(field.name);
  if (field.kind === 'choice') return raw(field.name) ?? null;
  return text(field.name);
};

const following: ReadonlySet<unknown> = new Set(['queue', 'message', 'callback']);

/** Whether something follows by itself where nobody comes: the handover keeps the time to wait for an agent then. */
export const followsItself = ({ raw }: Pick<ActionContext, 'raw'>): boolean =>
  following.has(raw('onFail'));

const translationsOf = ({ rows: rowsOf }: ActionContext): Record<string, FlowValue> =>
  Object.fromEntries(
    rowsOf(translationsOption).map((row) => {
      const said = texts.map(({ name }) => [name, row.text(name)] as const);
      return [row.text('language'), Object.fromEntries(said.filter(([, words]) => words !== ''))];
    }),
  );

/** The options that are set. `timeoutMs`: how long to wait for an agent, for a handover that ends by itself then. */
export const handoverOptionsOf = (
  context: ActionContext,
  timeoutMs: number | null,
): Record<string, FlowValue> => {
  const options: Record<string, FlowValue> = {};
  for (const field of optionFields) {
    const value = optionOf(field, context);
    if (value !== null && value !== '') options[field.name] = value;
  }
  const translations = translationsOf(context);
  if (Object.keys(translations).length > 0) options[translationsOption] = translations;
  if (timeoutMs !== null && followsItself(context))
    options['waitSeconds'] = Math.max(1, Math.round(timeoutMs / 1000));
  return options;
};
