import {
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  type FieldDescriptor,
  type FieldOption,
  type FieldValue,
  localMoment,
} from './form-rules.ts';
import { SecretInput } from './secret-ways-field.tsx';

export type FormFieldProps<Descriptor extends FieldDescriptor = FieldDescriptor> = {
  readonly field: Descriptor;
  readonly value: FieldValue;
  readonly error: string | null;
  readonly onChange: (value: FieldValue) => void;
};

const commonProps = ({ field, error }: FormFieldProps) => ({
  name: field.name,
  label: field.label,
  description: field.description ?? null,
  required: field.required ?? false,
  disabled: field.disabled ?? false,
  error,
});

const asText = (value: FieldValue): string => (typeof value === 'string' ? value : '');
const asList = (value: FieldValue): string[] => (Array.isArray(value) ? [...value] : []);

/**
 * Lists stay inside what they belong to. Put at the end of the page, as they are by themselves, they would stand outside
 * every landmark and behind the dialog that a screen reader is in.
 */
const inPlace = { comboboxProps: { withinPortal: false } };

type Option = { readonly value: string; readonly label: string };

/** Choices with what they are about; choices of labels alone look as they always do. */
const hinted = (options: readonly FieldOption[]) => {
  if (!options.some(({ hint }) => hint)) return {};
  const hints = new Map(options.map(({ value, hint }) => [value, hint]));
  return {
    renderOption: ({ option, checked }: { option: Option; checked?: boolean | undefined }) => (
      <Group gap="xs" wrap="nowrap">
        {checked && <IconCheck size={14} aria-hidden />}
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {hints.get(option.value)}
          </Text>
        </div>
      </Group>
    ),
  };
};

type TextDescriptor = Extract<FieldDescriptor, { kind: 'text' | 'textarea' }>;

function TextField(props: FormFieldProps<TextDescriptor>) {
  const { field, value, onChange } = props;
  const typed = asText(value);
  const text = {
    ...commonProps(props),
    placeholder: field.placeholder ?? '',
    value: typed,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (field.kind === 'textarea') return <Textarea {...text} autosize minRows={2} maxRows={8} />;
  return field.moment ? (
    <TextInput {...text} type="datetime-local" step={1} value={localMoment(typed)} />
  ) : (
    <TextInput {...text} />
  );
}

/** The input that fits the descriptor's kind. */
export function FormField(props: FormFieldProps) {
  const { t } = useTranslation('common');
  const { field, value, onChange } = props;
  const common = commonProps(props);
  const clear = { 'aria-label': t('clear') };
  switch (field.kind) {
    case 'text':
    case 'textarea':
      return <TextField {...props} field={field} />;
    case 'secret':
      return <SecretInput {...props} field={field} />;
    case 'number':
      return (
        <NumberInput
          {...common}
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          clampBehavior="none"
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      );
    case 'select':
      return (
        <Select
          {...common}
          {...inPlace}
          data={field.options.map((one) => ({ value: one.value, label: one.label }))}
          {...hinted(field.options)}
          value={asText(value) || null}
          onChange={onChange}
          searchable={field.options.length > 8}
          openOnFocus={false}
          allowDeselect={false}
          clearable={!field.required}
          clearButtonProps={clear}
          nothingFoundMessage={t('nothingFound')}
        />
      );
    case 'multiselect':
      return (
        <MultiSelect
          {...common}
          {...inPlace}
          data={field.options.map((one) => ({ value: one.value, label: one.label }))}
          {...hinted(field.options)}
          value={asList(value)}
          onChange={onChange}
          searchable
          // What is objected to gets the caret; a list that opens by itself would lie over the words.
          openOnFocus={false}
          clearable
          clearButtonProps={clear}
          nothingFoundMessage={t('nothingFound')}
        />
      );
    case 'tags':
      return (
        <TagsInput
          {...common}
          {...inPlace}
          placeholder={field.placeholder ?? ''}
          // An entry, such as a button with its text, may hold a comma; of a pasted text each line is one.
          splitChars={['\n']}
          value={asList(value)}
          onChange={onChange}
          clearable
          clearButtonProps={clear}
        />
      );
    case 'section':
      return (
        <div>
          <Title order={2} size="h4" mt="sm">
            {field.label}
          </Title>
          {field.description && (
            <Text size="sm" c="dimmed">
              {field.description}
            </Text>
          )}
        </div>
      );
    case 'switch':
      return (
        <Switch
          {...common}
          required={false}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
  }
}
