import { Paper, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { Pager } from '#src/components/pager.tsx';
import { useSession } from '#src/session/session.ts';

type Talk =
  ReplyOf<'GET /tandem/externalcontacts/contacts/{contactId}/conversations'>['entities'][number];

const PAGE_SIZE = 10;

/** What was talked about with the person, newest first, whatever the way. */
export function ContactConversations({ contactId }: { readonly contactId: string }) {
  const { t } = useTranslation('contacts');
  const { api, can } = useSession();
  const [pageNumber, setPageNumber] = useState(1);
  const read = useQuery({
    queryKey: ['contacts', 'conversations', contactId, pageNumber],
    placeholderData: keepPreviousData,
    queryFn: () =>
      api.call('GET /tandem/externalcontacts/contacts/{contactId}/conversations', {
        params: { contactId },
        query: { pageNumber, pageSize: PAGE_SIZE },
      }),
  });
  const { entities = [], total = 0 } = read.data ?? {};
  const mayOpen = can({ all: ['monitor:conversation:view'] });
  return (
    <Paper withBorder p="lg">
      <Title order={2} size="h4" mb="sm">
        {t('conversations.title')}
      </Title>
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.isSuccess && total === 0 && <Text size="sm">{t('conversations.none')}</Text>}
      {entities.length > 0 && (
        <ListTable<Talk>
          caption={t('conversations.title')}
          rows={entities}
          rowId={({ id }) => id}
          linkTo={mayOpen ? ({ id }) => `/console/conversations/${id}` : undefined}
          columns={[
            {
              key: 'start',
              header: t('conversations.start'),
              render: ({ startTime }) => <DateText value={startTime} />,
            },
            {
              key: 'end',
              header: t('conversations.end'),
              minor: true,
              render: ({ endTime }) =>
                endTime ? <DateText value={endTime} /> : t('conversations.open'),
            },
            {
              key: 'over',
              header: t('conversations.over'),
              render: ({ integration }) => integration?.name ?? '–',
            },
            {
              key: 'agents',
              header: t('conversations.agents'),
              minor: true,
              render: ({ agents }) => agents.flatMap(({ name }) => name ?? []).join(', ') || '–',
            },
          ]}
        />
      )}
      <Pager
        {...{ total, pageNumber }}
        pageSize={PAGE_SIZE}
        shown={entities.length}
        onPage={setPageNumber}
      />
    </Paper>
  );
}
