import { type HandoverOption, handoverOptions, handoverSections } from '@tandem/contract';
import type { FlowValue } from '../flow.model.ts';
import type { ActionContext, ActionField, Visibility } from './action.types.ts';
import { choice, integer, template } from './fields.ts';

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
export const handoverOptionFields: readonly ActionField[] = handoverOptions
  .filter(({ only }) => only !== 'endpoint')
  .map(fieldOf);

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

const followsItself: ReadonlySet<unknown> = new Set(['queue', 'message', 'callback']);

/** The options that are set. `timeoutMs`: how long to wait for an agent, for a handover that ends by itself then. */
export const handoverOptionsOf = (
  context: ActionContext,
  timeoutMs: number | null,
): Record<string, FlowValue> => {
  const options: Record<string, FlowValue> = {};
  for (const field of handoverOptionFields) {
    const value = optionOf(field, context);
    if (value !== null && value !== '') options[field.name] = value;
  }
  if (timeoutMs !== null && followsItself.has(options['onFail']))
    options['waitSeconds'] = Math.max(1, Math.round(timeoutMs / 1000));
  return options;
};
