import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { ValueModal } from './value-modal.tsx';
import type { ValueRequest } from './vault-rules.ts';

/** Values that the person is asked for, of one locker or of all; nothing when there are none. */
export function RequestsPanel({ lockerId }: { readonly lockerId?: string }) {
  const { t } = useTranslation('vault');
  const { api } = useSession();
  const cache = useQueryClient();
  const [open, setOpen] = useState<ValueRequest | null>(null);
  const list = useQuery({
    queryKey: ['vault', 'requests', lockerId ?? null],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /tandem/vault/requests', { query: { ...page, lockerId } }),
      ),
  });
  if (list.isError) return <ErrorNotice error={list.error} />;
  const requests = list.data ?? [];
  return (
    <>
      {requests.length > 0 && (
        <Alert color="yellow" icon={<IconKey />}>
          <Stack gap="xs">
            <Text fw={600}>{t('requests.title', { count: requests.length })}</Text>
            <Text size="sm">{t('requests.text')}</Text>
            {requests.map((request) => {
              const { credential, attribute, locker } = request;
              return (
                <Group key={`${credential.id}/${attribute.id}`} justify="space-between" gap="xs">
                  <Text size="sm">
                    {t('requests.one', {
                      attribute: attribute.name,
                      credential: credential.name,
                      locker: locker.name,
                    })}
                  </Text>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('requests.giveNamed', { name: attribute.name })}
                    onClick={() => setOpen(request)}
                  >
                    {t('requests.give')}
                  </Button>
                </Group>
              );
            })}
          </Stack>
        </Alert>
      )}
      <ValueModal
        attribute={open && { ...open.attribute, credentialId: open.credential.id, hasValue: false }}
        onSaved={async () => {
          notifyDone(t('requests.saved'));
          await cache.invalidateQueries({ queryKey: ['vault'] });
        }}
        onClose={() => setOpen(null)}
      />
    </>
  );
}
