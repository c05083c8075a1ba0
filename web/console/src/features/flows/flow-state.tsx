import { Badge, Group } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { FLOW_LABELS, type Flow } from './flow-api.ts';

type FlowStateProps = {
  readonly flow: Flow;
  /** In the head of the designer: one row, and who has the lock is told elsewhere. */
  readonly oneLine?: boolean;
};

/** Which version runs under which label, whether a newer one waits to be published, and who edits it. */
export function FlowState({ flow, oneLine = false }: FlowStateProps) {
  const { t } = useTranslation('flows');
  const { publishedVersion: published, savedVersion: saved, labels, lockedBy } = flow;
  return (
    <Group
      gap="xs"
      wrap={oneLine ? 'nowrap' : 'wrap'}
      {...(oneLine ? { 'data-one-line': true } : {})}
    >
      {published === null ? (
        <StatusBadge tone="neutral">{t('notPublished')}</StatusBadge>
      ) : (
        <StatusBadge tone="good">{t('published', { version: published })}</StatusBadge>
      )}
      {saved !== null && saved !== published && (
        <StatusBadge tone="warning">{t('draft', { version: saved })}</StatusBadge>
      )}
      {FLOW_LABELS.filter((label) => labels[label] !== undefined).map((label) => (
        <Badge key={label} variant="default" tt="none" miw="max-content">
          {t('labelAt', { label, version: labels[label] })}
        </Badge>
      ))}
      {lockedBy && !oneLine && (
        <Badge variant="default" tt="none" leftSection={<IconLock size={12} />}>
          {t('lockedBy', { name: lockedBy.name })}
        </Badge>
      )}
    </Group>
  );
}
