import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { StatusBadge } from '#src/components/status-badge.tsx';

type Flow = ReplyOf<'GET /api/v2/flows/{flowId}'>;

/** Which version answers customers, and whether a newer one waits to be published. */
export function FlowState({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation('flows');
  const published = flow.publishedVersion?.name ?? flow.publishedVersion?.id;
  const saved = flow.savedVersion?.name ?? flow.savedVersion?.id;
  return (
    <Group gap="xs">
      {published ? (
        <StatusBadge tone="good">{t('published', { version: published })}</StatusBadge>
      ) : (
        <StatusBadge tone="neutral">{t('notPublished')}</StatusBadge>
      )}
      {saved && saved !== published && (
        <StatusBadge tone="warning">{t('draft', { version: saved })}</StatusBadge>
      )}
    </Group>
  );
}
