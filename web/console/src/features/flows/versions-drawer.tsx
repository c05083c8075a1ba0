import { Button, Drawer, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import type { FlowDocument } from './flow-document.ts';

type VersionsProps = {
  readonly flowId: string;
  readonly editable: boolean;
  readonly onLoad: (document: FlowDocument, version: string) => void;
};

function Versions({ flowId, editable, onLoad }: VersionsProps) {
  const { t } = useTranslation('flows');
  const { api } = useSession();
  const list = useQuery({
    queryKey: ['flows', flowId, 'versions'],
    queryFn: () =>
      api.call('GET /api/v2/flows/{flowId}/versions', {
        params: { flowId },
        query: { pageSize: 100 },
      }),
  });
  const load = useMutation({
    mutationFn: async (versionId: string) => {
      const read = await api.call('GET /api/v2/flows/{flowId}/versions/{versionId}/configuration', {
        params: { flowId, versionId },
      });
      onLoad(read as unknown as FlowDocument, versionId);
    },
  });
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorNotice error={list.error} />;
  const versions = list.data.entities ?? [];
  return (
    <Stack>
      {load.isError && <ErrorNotice error={load.error} />}
      {versions.length === 0 && <Text c="dimmed">{t('versions.none')}</Text>}
      <List listStyleType="none" spacing="md">
        {versions.map(({ id = '', name, dateSaved, type = 'SAVE' }) => (
          <List.Item key={id} styles={{ itemWrapper: { width: '100%' }, itemLabel: { flex: 1 } }}>
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Group gap="xs">
                  <Text fw={600}>{name ?? id}</Text>
                  <StatusBadge tone={type === 'PUBLISH' ? 'good' : 'neutral'}>
                    {t(`versions.${type}`)}
                  </StatusBadge>
                </Group>
                <Text size="sm" c="dimmed">
                  <DateText value={dateSaved ? new Date(dateSaved).toISOString() : null} />
                </Text>
              </div>
              {editable && (
                <Button
                  size="xs"
                  variant="default"
                  loading={load.isPending && load.variables === id}
                  onClick={() => load.mutate(id)}
                  aria-label={t('versions.openNamed', { version: name ?? id })}
                >
                  {t('versions.open')}
                </Button>
              )}
            </Group>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

/** Every saved version; one can be taken back into the editor. */
export function VersionsDrawer({
  opened,
  onClose,
  ...rest
}: VersionsProps & { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={t('versions.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {opened && <Versions {...rest} />}
    </Drawer>
  );
}
