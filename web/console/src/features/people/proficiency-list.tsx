import { Button, Group, List, Rating, Select, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { DeleteAction } from '#src/components/row-actions.tsx';

type Named = { readonly id?: string; readonly name?: string };
type Rated = Named & { readonly proficiency?: number };

export type ProficiencyListProps = {
  /** Part of the texts of this feature: `skills` or `languages`. */
  readonly part: string;
  readonly queryKey: readonly unknown[];
  readonly editable: boolean;
  readonly load: () => Promise<readonly Rated[]>;
  readonly loadAll: () => Promise<readonly Named[]>;
  readonly add: (id: string, proficiency: number) => Promise<unknown>;
  readonly change: (id: string, proficiency: number) => Promise<unknown>;
  readonly remove: (id: string) => Promise<unknown>;
};

const MIDDLE = 3;

type RowProps = Pick<ProficiencyListProps, 'editable'> & {
  readonly row: Rated;
  readonly onChange: (proficiency: number) => void;
  readonly onRemove: () => void;
};

function ProficiencyRow({ row, editable, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('people');
  const { name = '', proficiency = 0 } = row;
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text>{name}</Text>
      <Group gap="sm" wrap="nowrap">
        <Rating
          value={Math.round(proficiency)}
          readOnly={!editable}
          onChange={onChange}
          aria-label={t('proficiency', { name, value: proficiency })}
          getSymbolLabel={(value) => t('stars', { count: value })}
        />
        {editable && <DeleteAction name={name} onClick={onRemove} />}
      </Group>
    </Group>
  );
}

/** Skills or languages of a person, each with a proficiency of up to five stars. */
export function ProficiencyList(props: ProficiencyListProps) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const [picked, setPicked] = useState<string | null>(null);
  const own = useQuery({ queryKey: props.queryKey, queryFn: props.load });
  const all = useQuery({
    queryKey: [props.part, 'choices'],
    queryFn: props.loadAll,
    enabled: props.editable,
  });
  const deed = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSettled: () => client.invalidateQueries({ queryKey: props.queryKey }),
  });
  if (own.isPending) return <LoadingState />;
  if (own.isError) return <ErrorNotice error={own.error} />;
  const rows = own.data;
  const taken = new Set(rows.map(({ id }) => id));
  const options = (all.data ?? []).flatMap(({ id, name }) =>
    id && !taken.has(id) ? [{ value: id, label: name ?? id }] : [],
  );
  return (
    <>
      {props.editable && (
        <Group align="flex-end" mb="md" wrap="nowrap">
          <Select
            label={t(`${props.part}.choose`)}
            data={options}
            value={picked}
            onChange={setPicked}
            searchable
            flex={1}
          />
          <Button
            disabled={!picked}
            onClick={() => {
              deed.mutate(() => props.add(picked ?? '', MIDDLE));
              setPicked(null);
            }}
          >
            {t('add')}
          </Button>
        </Group>
      )}
      {deed.isError && <ErrorNotice error={deed.error} />}
      {rows.length === 0 && <Text c="dimmed">{t(`${props.part}.none`)}</Text>}
      <List listStyleType="none" spacing="xs">
        {rows.map((row) => (
          <List.Item
            key={row.id}
            styles={{ itemWrapper: { width: '100%' }, itemLabel: { flex: 1 } }}
          >
            <ProficiencyRow
              row={row}
              editable={props.editable}
              onChange={(value) => deed.mutate(() => props.change(row.id ?? '', value))}
              onRemove={() => deed.mutate(() => props.remove(row.id ?? ''))}
            />
          </List.Item>
        ))}
      </List>
    </>
  );
}
