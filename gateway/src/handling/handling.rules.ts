import { languagePattern, mostLanguages, translationsOption } from '@tandem/contract';
import { handlingErrors } from './handling.errors.ts';
import { endpointFields, handlingFields } from './handling.fields.ts';
import type { HandlingOptions, Translations } from './handling.model.ts';
import { spelledLanguage } from './languages.rules.ts';

const longest = 4_096;
const mostWords = 50;

const spelledFlag: Readonly<Record<string, boolean>> = { yes: true, no: false };

/** The value as the option has it; undefined: it says nothing, or nothing that fits. */
const fitting = (
  { type, choices, pattern, min, max }: (typeof handlingFields)[number],
  value: unknown,
): unknown => {
  if (value === null || value === undefined || value === '') return undefined;
  if (type === 'flag')
    return typeof value === 'boolean' ? value : spelledFlag[String(value).toLowerCase()];
  if (type === 'list') {
    const list = Array.isArray(value) ? value : String(value).split('\n');
    const words = list.map((one) => String(one).trim()).filter((one) => one !== '');
    return words.length > 0 && words.length <= mostWords ? words : undefined;
  }
  if (!['string', 'number'].includes(typeof value)) return undefined;
  const text = String(value).trim();
  if (text === '' || text.length > longest) return undefined;
  if (choices && !choices.includes(text)) return undefined;
  if (pattern && !new RegExp(pattern, 'u').test(text)) return undefined;
  if (type !== 'integer') return text;
  const amount = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return amount >= (min ?? 0) && amount <= (max ?? amount) ? amount : undefined;
};

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && !value.length);

const textFields = handlingFields.filter(({ perLanguage }) => perLanguage);
const language = new RegExp(languagePattern);

type Given = Readonly<Record<string, unknown>>;

const fieldsOf = (given: unknown): Given =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Given) : {};

/** @throws handlingErrors.optionInvalid (400) for a value that does not fit */
const requireFits = (given: Given, fields: typeof handlingFields): void => {
  for (const field of fields) {
    const value = given[field.name];
    if (isGiven(value) && fitting(field, value) === undefined)
      throw handlingErrors.optionInvalid({ label: field.label, name: field.name });
  }
};

/** @throws handlingErrors.optionInvalid (400) for a value that does not fit; what nobody declares is ignored */
export const checkOptions = (given: Given): HandlingOptions => {
  requireFits(given, endpointFields);
  const languages = Object.entries(fieldsOf(given[translationsOption]));
  if (languages.length > mostLanguages)
    throw handlingErrors.tooManyLanguages({ most: String(mostLanguages) });
  for (const [tag, texts] of languages) {
    if (!language.test(spelledLanguage(tag))) throw handlingErrors.unknownLanguage({ name: tag });
    requireFits(fieldsOf(texts), textFields);
  }
  return readFrom(given, endpointFields);
};

const readFields = (values: Given, fields: typeof handlingFields) =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = Object.hasOwn(values, field.name)
        ? fitting(field, values[field.name])
        : undefined;
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  );

const readTranslations = (given: unknown): Translations =>
  Object.fromEntries(
    Object.entries(fieldsOf(given))
      .map(
        ([tag, texts]) => [spelledLanguage(tag), readFields(fieldsOf(texts), textFields)] as const,
      )
      .filter(([tag, texts]) => language.test(tag) && Object.keys(texts).length > 0)
      .slice(0, mostLanguages),
  ) as Translations;

const readFrom = (values: Given, fields: typeof handlingFields): HandlingOptions => {
  const translations = readTranslations(values[translationsOption]);
  return {
    ...(readFields(values, fields) as HandlingOptions),
    ...(Object.keys(translations).length > 0 ? { translations } : {}),
  };
};

/** The options in what a flow or a bot has given; what is no option, or none that fits, counts as left out. */
export const readOptions = (given: unknown): HandlingOptions =>
  readFrom(fieldsOf(given), handlingFields);
