import { Button, EmptyState, Group, Paper, Stack } from '@mantine/core';
import { IconFilter, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { DeleteAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type EventRule, RULE_TONES } from './bus-rules.ts';

type RuleTableProps = {
  readonly rules: readonly EventRule[];
  readonly pathOf: (rule: EventRule) => string;
  readonly onDelete?: (rule: EventRule) => void;
};

function RuleTable({ rules, pathOf, onDelete }: RuleTableProps) {
  const { t } = useTranslation('event-buses');
  return (
    <ListTable<EventRule>
      caption={t('tabs.rules')}
      rows={rules}
      rowId={({ id }) => id}
      linkTo={pathOf}
      {...(onDelete
        ? {
            rowActions: (rule: EventRule) => (
              <DeleteAction name={rule.name} onClick={() => onDelete(rule)} />
            ),
          }
        : {})}
      columns={[
        { key: 'name', header: t('fields.name'), render: ({ name }) => name },
        {
          key: 'description',
          header: t('fields.description'),
          minor: true,
          render: ({ description }) => description,
        },
        { key: 'targets', header: t('fields.targets'), render: ({ targets }) => targets.length },
        {
          key: 'state',
          header: t('fields.state'),
          render: ({ state }) => (
            <StatusBadge tone={RULE_TONES[state]}>{t(`ruleStates.${state}`)}</StatusBadge>
          ),
        },
      ]}
    />
  );
}

/** Rules of a bus. */
export function RulesTab({ busId }: { readonly busId: string }) {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [going, setGoing] = useState<EventRule | null>(null);
  const list = useQuery({
    queryKey: ['event-buses', busId, 'rules'],
    queryFn: () =>
      readAll(200, (page) =>
        api.call('GET /tandem/events/buses/{busId}/rules', { params: { busId }, query: page }),
      ),
  });
  const pathOf = ({ id }: { readonly id: string }) => `/console/event-buses/${busId}/rules/${id}`;
  const create = can({ all: ['integrations:integration:edit'] }) && (
    <Button
      leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => void navigate({ to: pathOf({ id: 'new' }) })}
    >
      {t('rules.new')}
    </Button>
  );
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorNotice error={list.error} />;
  if (list.data.length === 0)
    return (
      <Paper withBorder py={48} px="md">
        <EmptyState
          icon={<IconFilter />}
          title={t('rules.emptyTitle')}
          description={t('rules.emptyText')}
          variant="light"
        >
          {create && <EmptyState.Actions>{create}</EmptyState.Actions>}
        </EmptyState>
      </Paper>
    );
  return (
    <Stack>
      <Group justify="flex-end">{create}</Group>
      <RuleTable
        rules={list.data}
        pathOf={pathOf}
        {...(can({ all: ['integrations:integration:delete'] }) ? { onDelete: setGoing } : {})}
      />
      <ConfirmDelete
        name={going?.name ?? null}
        consequence={t('rules.deleteText')}
        onConfirm={async () => {
          await api.call('DELETE /tandem/events/buses/{busId}/rules/{ruleId}', {
            params: { busId, ruleId: going?.id ?? '' },
          });
          await cache.invalidateQueries({ queryKey: ['event-buses', busId] });
        }}
        onClose={() => setGoing(null)}
      />
    </Stack>
  );
}
