import { ActionIcon, Button, Group, Input, Paper, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isVisible, type RowsField } from '../document/catalogue.ts';
import { type Json, rowsOf } from '../document/flow-document.ts';
import { useWords } from '../use-words.ts';
import { FieldInput } from './field-input.tsx';

type Row = Readonly<Record<string, Json>>;

type RowsInputProps = {
  readonly field: RowsField;
  readonly value: Json | undefined;
  readonly disabled: boolean;
  /** What is wrong with the list, or with a column of a row. */
  readonly errorAt: (place: { readonly row?: number; readonly column?: string }) => string | null;
  readonly onChange: (rows: readonly Row[]) => void;
};

const without = (row: Row, name: string): Row => {
  const { [name]: _, ...rest } = row;
  return rest;
};

const swapped = (rows: readonly Row[], index: number): readonly Row[] => {
  const [one, other] = [rows[index], rows[index + 1]];
  return one && other ? rows.with(index, other).with(index + 1, one) : rows;
};

type RowButtonsProps = {
  readonly number: number;
  readonly count: number;
  readonly onMove: (from: number) => void;
  readonly onRemove: () => void;
};

function RowButtons({ number, count, onMove, onRemove }: RowButtonsProps) {
  const { t } = useTranslation('flows');
  const button = { variant: 'subtle', color: 'gray', size: 'sm' } as const;
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        {...button}
        disabled={number === 1}
        aria-label={t('rows.up', { number })}
        onClick={() => onMove(number - 2)}
      >
        <IconArrowUp size={14} />
      </ActionIcon>
      <ActionIcon
        {...button}
        disabled={number === count}
        aria-label={t('rows.down', { number })}
        onClick={() => onMove(number - 1)}
      >
        <IconArrowDown size={14} />
      </ActionIcon>
      <ActionIcon
        {...button}
        color="red"
        aria-label={t('rows.remove', { number })}
        onClick={onRemove}
      >
        <IconTrash size={14} />
      </ActionIcon>
    </Group>
  );
}

/** A setting that is a list: a card for each row, with the columns that the action declares. */
export function RowsInput({ field, value, disabled, errorAt, onChange }: RowsInputProps) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const rows = rowsOf(value);
  const label = words.field(field);
  const most = field.max ?? 200;
  return (
    <Input.Wrapper
      size="xs"
      label={label}
      required={field.required}
      error={errorAt({})}
      labelElement="div"
      role="group"
      aria-label={label}
    >
      <Stack gap="xs" mt={4}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
          <Paper key={index} withBorder p="xs" role="group" aria-label={`${label} ${index + 1}`}>
            <Group justify="space-between" mb={4}>
              <Text size="xs" c="dimmed">
                {index + 1}
              </Text>
              {!disabled && (
                <RowButtons
                  number={index + 1}
                  count={rows.length}
                  onMove={(from) => onChange(swapped(rows, from))}
                  onRemove={() => onChange(rows.filter((_, at) => at !== index))}
                />
              )}
            </Group>
            <Stack gap="xs">
              {field.columns
                .filter((column) => isVisible(column, row, field.columns))
                .map((column) => (
                  <FieldInput
                    key={column.name}
                    field={column}
                    value={row[column.name]}
                    disabled={disabled}
                    error={errorAt({ row: index, column: column.name })}
                    onChange={(next) =>
                      onChange(
                        rows.with(
                          index,
                          next === undefined
                            ? without(row, column.name)
                            : { ...row, [column.name]: next },
                        ),
                      )
                    }
                  />
                ))}
            </Stack>
          </Paper>
        ))}
        {!disabled && rows.length < most && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            aria-label={t('rows.addTo', { field: label })}
            onClick={() => onChange([...rows, {}])}
          >
            {t('rows.add')}
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
