import { Anchor, Group, Paper, Table, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
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
  /** The page of a row: a link, so that it opens in another tab as well. */
  readonly linkTo?: ((row: Row) => string) | undefined;
  /** Opens a row that has no page of its own. */
  readonly onOpen?: (row: Row) => void;
  readonly rowActions?: (row: Row) => ReactNode;
  readonly busy?: boolean;
};

type OpenerProps<Row> = Pick<ListTableProps<Row>, 'linkTo' | 'onOpen'> & {
  readonly row: Row;
  readonly children: ReactNode;
};

function Opener<Row>({ row, linkTo, onOpen, children }: OpenerProps<Row>) {
  const look = { fz: 'inherit', fw: 600, ta: 'left' } as const;
  if (linkTo)
    return (
      <Anchor component={Link} to={linkTo(row)} {...look}>
        {children}
      </Anchor>
    );
  if (!onOpen) return children;
  return (
    <Anchor component="button" type="button" {...look} onClick={() => onOpen(row)}>
      {children}
    </Anchor>
  );
}

/** A table whose first column opens the row. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { t } = useTranslation('common');
  const { columns, rows, linkTo, onOpen, rowActions } = props;
  const ways = { ...(linkTo ? { linkTo } : {}), ...(onOpen ? { onOpen } : {}) };
  return (
    <Paper
      withBorder
      className={classes['frame']}
      aria-busy={props.busy ?? false}
      // Where nothing in it takes the focus, the keyboard reaches the frame to scroll.
      {...(linkTo || onOpen || rowActions
        ? {}
        : { tabIndex: 0, role: 'group', 'aria-label': props.caption })}
    >
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
                  {index === 0 ? (
                    <Opener row={row} {...ways}>
                      {column.render(row)}
                    </Opener>
                  ) : (
                    column.render(row)
                  )}
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
