import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '#src/components/clock.ts';
import { ListTable } from '#src/components/list-table.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { statusOf } from './agent-rules.ts';
import type { Supervised, Supervision } from './use-supervision.ts';
import { WaitMark } from './wait-mark.tsx';

/** Time from then to the moment of the figures; the browser's own clock may be wrong. */
const elapsed = (at: string, since: string | null): number | null =>
  since === null ? null : Date.parse(at) - Date.parse(since);

/** Queues against their service level. */
export function QueueTable({ queues }: Pick<Supervision, 'queues'>) {
  const { t, i18n } = useTranslation('supervision');
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  return (
    <ListTable
      caption={t('queues')}
      rows={queues}
      rowId={({ id }) => id}
      columns={[
        { key: 'name', header: t('columns.queue'), render: ({ name }) => name },
        { key: 'waiting', header: t('columns.waiting'), render: ({ waiting }) => waiting },
        {
          key: 'longest',
          header: t('columns.longest'),
          render: ({ longestWaitSeconds, targetMs }) => (
            <WaitMark
              waited={longestWaitSeconds === null ? null : longestWaitSeconds * 1000}
              target={targetMs}
            />
          ),
        },
        {
          key: 'target',
          header: t('columns.target'),
          minor: true,
          render: ({ targetMs, targetShare }) =>
            t('target', { share: percent.format(targetShare), time: clockOf(targetMs) }),
        },
        {
          key: 'active',
          header: t('columns.active'),
          minor: true,
          render: ({ interacting }) => interacting,
        },
        {
          key: 'onQueue',
          header: t('columns.onQueue'),
          minor: true,
          render: ({ onQueue }) => onQueue,
        },
      ]}
    />
  );
}

/** Agents with what they do and how much they have. */
export function AgentTable({ agents, at }: Pick<Supervision, 'agents' | 'at'>) {
  const { t } = useTranslation('supervision');
  return (
    <ListTable
      caption={t('agents')}
      rows={agents}
      rowId={({ id }) => id}
      columns={[
        { key: 'name', header: t('columns.agent'), render: ({ name }) => name },
        {
          key: 'status',
          header: t('columns.status'),
          render: (agent) => (
            <StatusBadge tone={agent.status === 'NOT_RESPONDING' ? 'warning' : 'neutral'}>
              {t(`status.${statusOf(agent)}`)}
            </StatusBadge>
          ),
        },
        {
          key: 'since',
          header: t('columns.since'),
          minor: true,
          render: ({ since }) => clockOf(elapsed(at, since) ?? 0),
        },
        {
          key: 'load',
          header: t('columns.load'),
          render: ({ active, capacity }) => t('load', { active, capacity }),
        },
      ]}
    />
  );
}

type ConversationTableProps = Pick<Supervision, 'conversations' | 'at' | 'queues'> & {
  readonly nameOf: (one: Supervised) => string;
  readonly actions: (one: Supervised) => ReactNode;
};

/** Conversations, who waits longest first. */
export function ConversationTable(props: ConversationTableProps) {
  const { t } = useTranslation('supervision');
  const targets = new Map(props.queues.map(({ id, targetMs }) => [id, targetMs]));
  return (
    <ListTable
      caption={t('conversations')}
      rows={props.conversations}
      rowId={({ id }) => id}
      linkTo={({ id }) => `/console/conversations/${id}`}
      rowActions={props.actions}
      columns={[
        { key: 'customer', header: t('columns.customer'), render: props.nameOf },
        {
          key: 'stage',
          header: t('columns.stage'),
          render: ({ stage }) => <Text size="sm">{t(`stage.${stage}`)}</Text>,
        },
        {
          key: 'waits',
          header: t('columns.waits'),
          render: ({ waitsSince, queue }) => (
            <WaitMark
              waited={elapsed(props.at, waitsSince)}
              target={targets.get(queue?.id ?? '')}
            />
          ),
        },
        {
          key: 'agent',
          header: t('columns.agent'),
          minor: true,
          render: ({ agent }) => agent?.name ?? '–',
        },
        {
          key: 'queue',
          header: t('columns.queue'),
          minor: true,
          render: ({ queue }) => queue?.name ?? '–',
        },
        {
          key: 'since',
          header: t('columns.since'),
          minor: true,
          render: ({ since }) => clockOf(elapsed(props.at, since) ?? 0),
        },
      ]}
    />
  );
}
