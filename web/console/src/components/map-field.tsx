import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export type MapRow = { readonly name: string; readonly value: string };

type MapFieldProps = {
  readonly label: string;
  readonly description?: string;
  readonly nameLabel: string;
  readonly valueLabel: string;
  readonly addLabel: string;
  readonly rows: readonly MapRow[];
  readonly onChange: (rows: readonly MapRow[]) => void;
  readonly disabled?: boolean;
};

export const rowsOf = (map: Readonly<Record<string, string>> | undefined): MapRow[] =>
  Object.entries(map ?? {}).map(([name, value]) => ({ name, value }));

/** Rows without a name are left out. */
export const mapOf = (rows: readonly MapRow[]): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap(({ name, value }) => (name.trim() ? [[name.trim(), value]] : [])),
  );

/** Names with values, such as headers. */
export function MapField(props: MapFieldProps) {
  const { t } = useTranslation('common');
  const { rows, onChange } = props;
  const disabled = props.disabled ?? false;
  const change = (index: number, part: Partial<MapRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Input.Wrapper
      label={props.label}
      description={props.description}
      labelElement="div"
      role="group"
      aria-label={props.label}
    >
      <Stack gap="xs" mt={4} align="flex-start">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <Group key={index} gap="xs" wrap="nowrap" w="100%">
            <TextInput
              aria-label={`${props.nameLabel} ${index + 1}`}
              placeholder={props.nameLabel}
              value={row.name}
              disabled={disabled}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
              flex={1}
            />
            <TextInput
              aria-label={`${props.valueLabel} ${index + 1}`}
              placeholder={props.valueLabel}
              value={row.value}
              disabled={disabled}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
              flex={2}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              disabled={disabled}
              aria-label={t('list.delete', { name: row.name || index + 1 })}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="default"
          size="xs"
          disabled={disabled}
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...rows, { name: '', value: '' }])}
        >
          {props.addLabel}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
