import { Group, Pagination, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

type PagerProps = {
  readonly total: number | undefined;
  readonly shown: number;
  readonly pageSize: number;
  readonly pageNumber: number;
  /** Where the server stops counting: there may be more than so many. */
  readonly countedTo?: number;
  readonly onPage: (page: number) => void;
};

/** Number of pages. A list that tells no total has a next page as long as pages are full. */
export function pageCount(list: Omit<PagerProps, 'onPage'>): number {
  if (list.total !== undefined) return Math.max(1, Math.ceil(list.total / list.pageSize));
  return list.shown < list.pageSize ? list.pageNumber : list.pageNumber + 1;
}

const totalText = ({ total, countedTo }: PagerProps, t: TFunction<'common'>): string => {
  if (total === undefined) return '';
  return countedTo !== undefined && total >= countedTo
    ? t('list.totalOrMore', { count: total })
    : t('list.total', { count: total });
};

/** Where in the list we are; hidden when everything is in view. */
export function Pager(props: PagerProps) {
  const { t } = useTranslation('common');
  const pages = pageCount(props);
  if (pages <= 1) return null;
  const names = { first: 'first', previous: 'previous', next: 'next', last: 'last' } as const;
  return (
    <Group justify="space-between" mt="md">
      <Text size="sm" c="dimmed">
        {totalText(props, t)}
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
