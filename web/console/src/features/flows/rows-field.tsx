import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SettingRow } from './flow-document.ts';

type RowsFieldProps = {
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly disabled: boolean;
  readonly error: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly SettingRow[];
  readonly onChange: (rows: readonly SettingRow[]) => void;
};

/** Pairs, such as an attribute and the variable that takes its value. */
export function RowsField(props: RowsFieldProps) {
  const { t } = useTranslation('flows');
  const { rows, columns, onChange, disabled } = props;
  const empty = Object.fromEntries(columns.map((column) => [column, '']));
  return (
    <Input.Wrapper
      label={props.label}
      description={props.description}
      error={props.error}
      required={props.required}
      labelElement="div"
      role="group"
      aria-label={props.label}
    >
      <Stack gap="xs" align="flex-start" mt={4}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <Group key={index} wrap="nowrap" gap="xs" w="100%" align="flex-end">
            {columns.map((column) => (
              <TextInput
                key={column}
                flex={1}
                disabled={disabled}
                label={index === 0 ? t(`columns.${column}`) : null}
                size="sm"
                aria-label={`${t(`columns.${column}`)} ${index + 1}`}
                value={row[column] ?? ''}
                onChange={(event) => {
                  const value = event.currentTarget.value;
                  onChange(
                    rows.map((one, at) => (at === index ? { ...one, [column]: value } : one)),
                  );
                }}
              />
            ))}
            <ActionIcon
              variant="subtle"
              color="red"
              disabled={disabled}
              aria-label={t('removeRow', { number: index + 1 })}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={disabled}
          onClick={() => onChange([...rows, empty])}
        >
          {t('addRow')}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
