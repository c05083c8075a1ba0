import { Autocomplete, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PlainField } from '../document/catalogue.ts';
import type { Json } from '../document/flow-document.ts';
import { writeInitial } from '../document/variables.ts';
import { useWords } from '../use-words.ts';
import { type FieldInputProps, useInputProps } from './input-props.ts';
import { InsertVariable } from './insert-variable.tsx';
import { ResourceInput, SecretInput, SessionInput, VariableInput } from './named-inputs.tsx';
import { SuggestedInput } from './suggested-input.tsx';

type KindOf<Kind extends PlainField['kind']> = Extract<PlainField, { readonly kind: Kind }>;

const asText = (value: Json | undefined): string => writeInitial(value);

const CODE = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };

function TemplateInput(props: FieldInputProps<KindOf<'template' | 'expression' | 'integer'>>) {
  const { field, value, onChange, disabled } = props;
  const common = useInputProps(props);
  const text = asText(value ?? field.default);
  const long = field.kind === 'template' && (field.multiline === true || text.includes('\n'));
  const insert = (
    <InsertVariable
      label={common.label}
      disabled={disabled}
      onInsert={(part) => onChange(text + part)}
    />
  );
  const input = {
    ...common,
    value: text,
    rightSection: insert,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      onChange(typed(field.kind, currentTarget.value)),
  };
  return long ? (
    <Textarea {...input} autosize minRows={3} maxRows={14} styles={CODE} />
  ) : (
    <TextInput {...input} />
  );
}

const typed = (kind: PlainField['kind'], text: string): Json | undefined => {
  if (text === '') return undefined;
  return kind === 'integer' && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
};

function TextSetting(props: FieldInputProps<KindOf<'text' | 'path' | 'regex'>>) {
  const { field, value, onChange } = props;
  const common = useInputProps(props);
  const { t } = useTranslation('flows');
  const input = {
    ...common,
    value: asText(value ?? field.default),
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      onChange(currentTarget.value === '' ? undefined : currentTarget.value),
  };
  if (field.kind === 'text' && field.format === 'timeZone') {
    return (
      <Autocomplete
        {...input}
        data={Intl.supportedValuesOf('timeZone')}
        limit={30}
        onChange={(zone) => onChange(zone === '' ? undefined : zone)}
      />
    );
  }
  if (field.kind === 'text') return <TextInput {...input} />;
  return <TextInput {...input} styles={CODE} placeholder={t(`settings.${field.kind}`)} />;
}

function ChoiceInput(props: FieldInputProps<KindOf<'choice'>>) {
  const { field, value, onChange } = props;
  const { t: common } = useTranslation('common');
  const words = useWords();
  const shown = value ?? field.default;
  return (
    <Select
      {...useInputProps(props)}
      data={field.choices.map((choice) => ({ value: choice, label: words.choice(choice) }))}
      value={typeof shown === 'string' ? shown : null}
      clearable={!field.required && field.default === undefined}
      clearButtonProps={{ 'aria-label': common('clear') }}
      allowDeselect={false}
      onChange={(choice) => onChange(choice ?? undefined)}
    />
  );
}

/** The input that fits what the action declares about a setting. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, onChange } = props;
  const common = useInputProps(props);
  switch (field.kind) {
    case 'template':
    case 'expression':
    case 'integer':
      return <TemplateInput {...props} field={field} />;
    case 'text':
      if (field.suggests)
        return <SuggestedInput {...props} field={field} suggests={field.suggests} />;
      return <TextSetting {...props} field={field} />;
    case 'path':
    case 'regex':
      return <TextSetting {...props} field={field} />;
    case 'choice':
      return <ChoiceInput {...props} field={field} />;
    case 'boolean':
      return (
        <Switch
          {...common}
          required={false}
          checked={(value ?? field.default) === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'variable':
      return <VariableInput {...props} field={field} />;
    case 'session':
      return <SessionInput {...props} field={field} />;
    case 'resource':
      return <ResourceInput {...props} field={field} />;
    case 'secret':
      return <SecretInput {...props} field={field} />;
  }
}
