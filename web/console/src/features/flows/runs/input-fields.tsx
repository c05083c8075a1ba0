import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FlowVariable } from '../document/flow-document.ts';
import { inputsOf } from './run-rules.ts';

type InputFieldsProps = {
  readonly variables: readonly FlowVariable[];
  readonly typed: Readonly<Record<string, string>>;
  readonly wrong: ReadonlySet<string>;
  readonly onChange: (typed: Readonly<Record<string, string>>) => void;
};

/** A field for each input variable of a flow. */
export function InputFields({ variables, typed, wrong, onChange }: InputFieldsProps) {
  const { t } = useTranslation('flows');
  return inputsOf(variables).map(({ name, type, description, secure }) => (
    <TextInput
      key={name}
      label={name}
      description={description ?? null}
      type={secure ? 'password' : 'text'}
      autoComplete="off"
      error={wrong.has(name) ? t('variables.notOfType', { type: type ?? '' }) : null}
      value={typed[name] ?? ''}
      onChange={({ currentTarget: { value } }) => onChange({ ...typed, [name]: value })}
    />
  ));
}
