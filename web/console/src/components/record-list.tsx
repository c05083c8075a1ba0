import { Drawer, EmptyState, Paper } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from './error-notice.tsx';
import { type Column, ListTable } from './list-table.tsx';
import { LoadingState } from './loading-state.tsx';
import { Pager } from './pager.tsx';
import type { Records } from './use-records.ts';

type RecordListProps<Row> = {
  readonly records: Records<Row>;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
  readonly empty: { readonly icon: ReactNode; readonly title: string; readonly text: string };
  /** Where the server stops counting. */
  readonly countedTo?: number;
  /** What the drawer says of the row that was opened. */
  readonly detailTitle: (row: Row) => string;
  readonly detail: (row: Row, close: () => void) => ReactNode;
};

/** What came by itself, the latest first; each opens in a drawer. */
export function RecordList<Row>(props: RecordListProps<Row>) {
  const { t } = useTranslation('common');
  const [open, setOpen] = useState<Row | null>(null);
  const { records, caption, columns, rowId, empty } = props;
  const { rows, total, pageSize, pageNumber, setPageNumber } = records;
  const close = () => setOpen(null);
  return (
    <>
      {records.isPending && <LoadingState />}
      {records.error && <ErrorNotice error={records.error} onRetry={records.readAgain} />}
      {records.isRead && rows.length === 0 && (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={empty.icon}
            title={empty.title}
            description={empty.text}
            variant="light"
          />
        </Paper>
      )}
      {rows.length > 0 && (
        <ListTable<Row> {...{ caption, columns, rows, rowId }} onOpen={setOpen} />
      )}
      <Pager
        {...{ total, pageSize, pageNumber }}
        {...(props.countedTo === undefined ? {} : { countedTo: props.countedTo })}
        shown={rows.length}
        onPage={setPageNumber}
      />
      <Drawer
        opened={open !== null}
        onClose={close}
        position="right"
        size="lg"
        title={open ? props.detailTitle(open) : ''}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {open && props.detail(open, close)}
      </Drawer>
    </>
  );
}
