import { Button, Container, EmptyState, Group, Paper, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from './detail-header.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { type Column, ListTable } from './list-table.tsx';
import { LoadingState } from './loading-state.tsx';
import { PageHeader } from './page-header.tsx';
import { Pager } from './pager.tsx';

export type ListRequest = {
  readonly pageNumber: number;
  readonly pageSize: number;
  /** What the person typed; empty for everything. */
  readonly search: string;
};

export type Listing<Row> = { readonly entities?: readonly Row[]; readonly total?: number };

export type ListPageProps<Row> = {
  readonly title: string;
  readonly description?: string;
  /** The list this one was reached from. */
  readonly back?: { readonly to: string; readonly label: string };
  readonly queryKey: readonly unknown[];
  readonly load: (request: ListRequest) => Promise<Listing<Row>>;
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
  /** The page of a row. */
  readonly linkTo?: ((row: Row) => string) | undefined;
  /** Opens a row that has no page; without either rows are only read. */
  readonly onOpen?: (row: Row) => void;
  /** Buttons at the end of a row. */
  readonly rowActions?: (row: Row) => ReactNode;
  readonly searchable?: boolean;
  /** What the search looks at; left out: names. */
  readonly searchLabel?: string;
  readonly newLabel?: string;
  readonly onNew?: () => void;
  readonly actions?: ReactNode;
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly icon: ReactNode;
    /** Where what has to come first is made; offered instead of what makes one of these. */
    readonly first?: { readonly to: string; readonly label: string } | undefined;
  };
  readonly pageSize?: number;
  /** Where the server stops counting. */
  readonly countedTo?: number;
  /** How often the list is read again while it is open, in milliseconds; left out, when it is opened. */
  readonly followMs?: number;
};

type EmptyActionsProps = {
  readonly first: ListPageProps<unknown>['empty']['first'];
  readonly create: ReactNode;
};

function EmptyActions({ first, create }: EmptyActionsProps) {
  const action = first ? (
    <Button component={Link} to={first.to} leftSection={<IconPlus size={18} />}>
      {first.label}
    </Button>
  ) : (
    create
  );
  return action && <EmptyState.Actions>{action}</EmptyState.Actions>;
}

function NewButton({ label, onNew }: { readonly label: string; readonly onNew: () => void }) {
  return (
    <Button leftSection={<IconPlus size={18} />} onClick={onNew}>
      {label}
    </Button>
  );
}

/** A list of things: search, pages, "New", and every state a list can be in. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { t } = useTranslation('common');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [pageNumber, setPageNumber] = useState(1);
  const pageSize = props.pageSize ?? 25;
  const request = { pageNumber, pageSize, search };
  const list = useQuery({
    queryKey: [...props.queryKey, request],
    queryFn: () => props.load(request),
    placeholderData: keepPreviousData,
    refetchInterval: props.followMs ?? false,
  });
  const rows = list.data?.entities ?? [];
  const neverAny = list.isSuccess && rows.length === 0 && search === '' && pageNumber === 1;
  const create =
    props.newLabel && props.onNew ? <NewButton label={props.newLabel} onNew={props.onNew} /> : null;

  const head = {
    title: props.title,
    ...(props.description ? { description: props.description } : {}),
    actions: (
      <Group gap="xs">
        {props.actions}
        {!neverAny && create}
      </Group>
    ),
  };

  return (
    <Container size="xl" py="lg">
      {props.back ? <DetailHeader {...head} back={props.back} /> : <PageHeader {...head} />}
      {props.searchable && !neverAny && (
        <TextInput
          mb="md"
          maw={360}
          type="search"
          leftSection={<IconSearch size={16} />}
          placeholder={props.searchLabel ?? t('list.search')}
          aria-label={props.searchLabel ?? t('list.search')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPageNumber(1);
          }}
        />
      )}
      {list.isPending && <LoadingState />}
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {neverAny && (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={props.empty.icon}
            title={props.empty.title}
            description={props.empty.text}
            variant="light"
          >
            <EmptyActions first={props.empty.first} create={create} />
          </EmptyState>
        </Paper>
      )}
      {list.isSuccess && !neverAny && rows.length === 0 && (
        <Text c="dimmed" py="xl" ta="center" role="status">
          {t('list.nothingFound', { search })}
        </Text>
      )}
      {rows.length > 0 && (
        <>
          <ListTable {...props} rows={rows} caption={props.title} busy={list.isPlaceholderData} />
          <Pager
            total={list.data?.total}
            {...(props.countedTo === undefined ? {} : { countedTo: props.countedTo })}
            shown={rows.length}
            pageSize={pageSize}
            pageNumber={pageNumber}
            onPage={setPageNumber}
          />
        </>
      )}
    </Container>
  );
}
