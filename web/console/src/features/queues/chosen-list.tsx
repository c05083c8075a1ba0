import { Button, Group, List, MultiSelect, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { DeleteAction } from '#src/components/row-actions.tsx';

/** Typing narrows the list; more than this at once helps nobody. */
const MOST_SHOWN = 100;

export type Entry = { readonly id: string; readonly name: string };

type ChosenListProps = {
  readonly label: string;
  readonly addLabel: string;
  readonly emptyText: string;
  readonly entries: readonly Entry[];
  readonly candidates: readonly Entry[];
  readonly editable: boolean;
  readonly add: (ids: string[]) => Promise<unknown>;
  readonly remove: (id: string) => Promise<unknown>;
  readonly detail?: (entry: Entry) => ReactNode;
};

/** What belongs to the queue, with a field that adds more of it. */
export function ChosenList(props: ChosenListProps) {
  const { t } = useTranslation('common');
  const [picked, setPicked] = useState<string[]>([]);
  const add = useMutation({ mutationFn: props.add, onSuccess: () => setPicked([]) });
  const remove = useMutation({ mutationFn: props.remove });
  const taken = new Set(props.entries.map((entry) => entry.id));
  const options = props.candidates
    .filter((candidate) => !taken.has(candidate.id))
    .map(({ id, name }) => ({ value: id, label: name }));
  const error = add.error ?? remove.error;
  return (
    <>
      {props.editable && (
        <Group align="flex-end" wrap="nowrap">
          <MultiSelect
            label={props.label}
            data={options}
            value={picked}
            onChange={setPicked}
            searchable
            limit={MOST_SHOWN}
            nothingFoundMessage={t('nothingFound')}
            style={{ flex: 1 }}
          />
          <Button
            disabled={picked.length === 0}
            loading={add.isPending}
            onClick={() => add.mutate(picked)}
          >
            {props.addLabel}
          </Button>
        </Group>
      )}
      {error && <ErrorNotice error={error} />}
      {props.entries.length === 0 && <Text c="dimmed">{props.emptyText}</Text>}
      <List listStyleType="none" spacing="xs">
        {props.entries.map((entry) => (
          <List.Item
            key={entry.id}
            styles={{ itemWrapper: { width: '100%' }, itemLabel: { flex: 1 } }}
          >
            <Group justify="space-between" wrap="nowrap">
              <Text>{entry.name}</Text>
              <Group gap="xs" wrap="nowrap">
                {props.detail?.(entry)}
                {props.editable && (
                  <DeleteAction name={entry.name} onClick={() => remove.mutate(entry.id)} />
                )}
              </Group>
            </Group>
          </List.Item>
        ))}
      </List>
    </>
  );
}
