import { Anchor, Group, Paper, Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './list-table.module.css';

export type Column<Row> = {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ReactNode;
  /** Left out on a phone. */
  readonly minor?: boolean;
};

type ListTableProps<Row> = {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly rowActions?: (row: Row) => ReactNode;
  readonly busy?: boolean;
};

/** A table whose first column opens the row. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { t } = useTranslation('common');
  const { columns, rows, onOpen, rowActions } = props;
  const first = (row: Row, content: ReactNode) =>
    onOpen ? (
      <Anchor
        component="button"
        type="button"
        fz="inherit"
        fw={600}
        ta="left"
        onClick={() => onOpen(row)}
      >
        {content}
      </Anchor>
    ) : (
      content
    );
  return (
    <Paper withBorder className={classes['frame']} aria-busy={props.busy ?? false}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <caption className={classes['caption']}>{props.caption}</caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} scope="col" data-minor={column.minor ?? false}>
                {column.header}
              </Table.Th>
            ))}
            {rowActions && (
              <Table.Th>
                <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={props.rowId(row)}>
              {columns.map((column, index) => (
                <Table.Td key={column.key} data-minor={column.minor ?? false}>
                  {index === 0 ? first(row, column.render(row)) : column.render(row)}
                </Table.Td>
              ))}
              {rowActions && (
                <Table.Td>
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    {rowActions(row)}
                  </Group>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
