import { Container, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { ConversationActions } from './conversation-actions.tsx';
import { AgentTable, ConversationTable, QueueTable } from './tables.tsx';
import { type Supervised, type Supervision, useDeeds, useSupervision } from './use-supervision.ts';

function useCustomer(): (one: Supervised) => string {
  const { t } = useTranslation('supervision');
  return ({ customer, id }) =>
    customer.name ?? t('visitor', { code: id.replaceAll('-', '').slice(-4).toUpperCase() });
}

/** The tables, with what can be done about a conversation. */
function Overview({ data }: { readonly data: Supervision }) {
  const { t } = useTranslation('supervision');
  const deeds = useDeeds();
  const nameOf = useCustomer();
  const [given, setGiven] = useState<Supervised | null>(null);
  const [ending, setEnding] = useState<Supervised | null>(null);
  const owed = data.agents.reduce((sum, { afterCallWork }) => sum + afterCallWork, 0);
  return (
    <Stack>
      <QueueTable queues={data.queues} />
      {data.conversations.length === 0 ? (
        <Text c="dimmed" role="status">
          {owed > 0 ? t('quietAfterCall', { count: owed }) : t('quiet')}
        </Text>
      ) : (
        <ConversationTable
          {...data}
          nameOf={nameOf}
          actions={(one) => (
            <ConversationActions
              one={one}
              name={nameOf(one)}
              deeds={deeds}
              onAssign={setGiven}
              onEnd={setEnding}
            />
          )}
        />
      )}
      {data.total > data.conversations.length && (
        <Text size="sm">{t('more', { shown: data.conversations.length, total: data.total })}</Text>
      )}
      {data.agents.length === 0 ? (
        <Text c="dimmed">{t('nobody')}</Text>
      ) : (
        <AgentTable agents={data.agents} at={data.at} />
      )}
      <AssignDialog
        one={given}
        agents={data.agents}
        deeds={deeds}
        onClose={() => {
          deeds.assign.reset();
          setGiven(null);
        }}
      />
      <ConfirmDelete
        name={ending ? nameOf(ending) : null}
        title={t('end.title')}
        consequence={t('end.consequence', { name: ending ? nameOf(ending) : '' })}
        confirmLabel={t('end.confirm')}
        onConfirm={async () => {
          if (ending) await deeds.end.mutateAsync(ending);
        }}
        onClose={() => setEnding(null)}
      />
    </Stack>
  );
}

/** What a supervisor watches: queues, conversations and agents as they are now. */
export function SupervisionPage() {
  const { t } = useTranslation('supervision');
  const [queueId, setQueueId] = useState<string | null>(null);
  const supervision = useSupervision(queueId);
  const queues = supervision.data?.queues ?? [];
  return (
    <Container size="xl" py="lg">
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Select
            aria-label={t('filter')}
            placeholder={t('filter')}
            data={queues.map(({ id, name }) => ({ value: id, label: name }))}
            value={queueId}
            onChange={setQueueId}
            clearable
            clearButtonProps={{ 'aria-label': t('allQueues') }}
          />
        }
      />
      {supervision.isPending && <LoadingState />}
      {supervision.isError && (
        <ErrorNotice error={supervision.error} onRetry={() => void supervision.refetch()} />
      )}
      {supervision.data && <Overview data={supervision.data} />}
    </Container>
  );
}
