import { type HandoverOption, handoverOptions, type SettingField } from '@tandem/contract';

const types = {
  text: 'text',
  choice: 'text',
  words: 'list',
  flag: 'flag',
  integer: 'integer',
} as const satisfies Record<HandoverOption['kind'], SettingField['type']>;

const rulesOf = (option: HandoverOption): Partial<SettingField> => {
  switch (option.kind) {
    case 'text':
      return {
        ...(option.pattern ? { pattern: option.pattern } : {}),
        ...(option.multiline ? { multiline: true } : {}),
      };
    case 'choice':
      return { choices: [...option.choices] };
    case 'integer':
      return { min: option.min, max: option.max };
    default:
      return {};
  }
};

const toField = (option: HandoverOption): SettingField => {
  const { name, label, help, section, perLanguage, visibleWhen } = option;
  return {
    ...{ name, label, section, required: false, secret: false },
    type: types[option.kind],
    ...rulesOf(option),
    ...(help ? { help } : {}),
    ...(perLanguage ? { perLanguage } : {}),
    ...(visibleWhen
      ? {
          visibleWhen: Object.fromEntries(
            Object.entries(visibleWhen).map(([other, values]) => [other, [...values]]),
          ),
        }
      : {}),
  };
};

/** The options of a handover as settings, in the order in which a form shows them. */
export const handlingFields: readonly SettingField[] = handoverOptions.map(toField);

/** Those that an endpoint has. */
export const endpointFields: readonly SettingField[] = handoverOptions
  .filter(({ only }) => only !== 'flow')
  .map(toField);
