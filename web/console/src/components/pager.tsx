import { Group, Pagination, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type PagerProps = {
  readonly total: number | undefined;
  readonly shown: number;
  readonly pageSize: number;
  readonly pageNumber: number;
  readonly onPage: (page: number) => void;
};

/** Number of pages. A list that tells no total has a next page as long as pages are full. */
export function pageCount(list: Omit<PagerProps, 'onPage'>): number {
  if (list.total !== undefined) return Math.max(1, Math.ceil(list.total / list.pageSize));
  return list.shown < list.pageSize ? list.pageNumber : list.pageNumber + 1;
}

/** Where in the list we are; hidden when everything is in view. */
export function Pager(props: PagerProps) {
  const { t } = useTranslation('common');
  const pages = pageCount(props);
  if (pages <= 1) return null;
  const names = { first: 'first', previous: 'previous', next: 'next', last: 'last' } as const;
  return (
    <Group justify="space-between" mt="md">
      <Text size="sm" c="dimmed">
        {props.total === undefined ? '' : t('list.total', { count: props.total })}
      </Text>
      <Pagination
        total={pages}
        value={props.pageNumber}
        onChange={props.onPage}
        getItemProps={(page) => ({ 'aria-label': t('list.page', { page }) })}
        getControlProps={(control) => ({ 'aria-label': t(`list.${names[control]}`) })}
      />
    </Group>
  );
}
