import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { bodyOf, type Credential, draftOf, noLocker } from './vault-rules.ts';

type ActionProps = { readonly credential: Credential };

/** Puts the credential into another locker, or takes it out of its own. */
function useMove({ credential }: ActionProps, done: () => void) {
  const { t } = useTranslation(['vault', 'common']);
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (lockerId: string | null) =>
      api.call('PUT /tandem/vault/credentials/{credentialId}', {
        params: { credentialId: credential.id },
        body: bodyOf(draftOf(credential), credential, lockerId),
      }),
    onSuccess: async (_, lockerId) => {
      notifyDone(t('vault:credential.moved'));
      done();
      void navigate({ to: `/console/vault/${lockerId ?? noLocker}/${credential.id}` });
      await cache.invalidateQueries({ queryKey: ['vault'] });
    },
  });
}

function MoveDialog({ credential, onClose }: ActionProps & { readonly onClose: () => void }) {
  const { t } = useTranslation(['vault', 'common']);
  const { api } = useSession();
  const move = useMove({ credential }, onClose);
  const [target, setTarget] = useState<string | null>(null);
  const lockers = useQuery({
    queryKey: ['vault', 'lockers', 'choices'],
    queryFn: () => readAll(200, (page) => api.call('GET /tandem/vault/lockers', { query: page })),
  });
  const choices = (lockers.data ?? []).filter(
    ({ id, rights }) => id !== credential.locker?.id && rights.includes('addCredentials'),
  );
  return (
    <Stack>
      <Select
        label={t('vault:credential.moveTo')}
        data={choices.map(({ id, name }) => ({ value: id, label: name }))}
        value={target}
        onChange={setTarget}
        searchable
        nothingFoundMessage={t('vault:credential.noOtherLocker')}
      />
      {(lockers.error ?? move.error) && <ErrorNotice error={lockers.error ?? move.error} />}
      <Group justify="flex-end">
        {credential.locker && (
          <Button variant="default" loading={move.isPending} onClick={() => move.mutate(null)}>
            {t('vault:credential.takeOut')}
          </Button>
        )}
        <Button
          disabled={target === null}
          loading={move.isPending}
          onClick={() => move.mutate(target)}
        >
          {t('vault:credential.move')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Deletes a credential; one that lies in a locker is taken out of it first, since it leaves so. */
function useDelete({ credential }: ActionProps) {
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const one = ['vault', 'credentials', 'one', credential.id];
  const params = { credentialId: credential.id };
  return async () => {
    if (credential.locker) {
      await api.call('PUT /tandem/vault/credentials/{credentialId}', {
        params,
        body: bodyOf(draftOf(credential), credential, null),
      });
      // What follows may fail: then the page shows it outside of the locker.
      await cache.invalidateQueries({ queryKey: one });
    }
    await api.call('DELETE /tandem/vault/credentials/{credentialId}', { params });
    // What is gone is not asked for again.
    const { locker } = credential;
    await navigate({ to: locker ? `/console/vault/${locker.id}` : '/console/vault' });
    cache.removeQueries({ queryKey: one });
    await cache.invalidateQueries({ queryKey: ['vault'] });
  };
}

/** Moving and deleting. */
export function CredentialActions({ credential }: ActionProps) {
  const { t } = useTranslation(['vault', 'common']);
  const { can } = useSession();
  const remove = useDelete({ credential });
  const [open, setOpen] = useState<'move' | 'delete' | null>(null);
  const rights = [
    'vault:credential:delete',
    ...(credential.locker ? ['vault:credential:edit'] : []),
  ];
  if (!credential.editable) return null;
  return (
    <Group gap="xs">
      {can({ all: ['vault:credential:edit'] }) && (
        <Button variant="default" onClick={() => setOpen('move')}>
          {t('vault:credential.moveOrTakeOut')}
        </Button>
      )}
      {can({ all: rights }) && (
        <Button variant="default" onClick={() => setOpen('delete')}>
          {t('vault:credential.delete')}
        </Button>
      )}
      <Modal
        opened={open === 'move'}
        onClose={() => setOpen(null)}
        title={t('vault:credential.moveOrTakeOut')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <MoveDialog credential={credential} onClose={() => setOpen(null)} />
      </Modal>
      <ConfirmDelete
        name={open === 'delete' ? credential.name : null}
        consequence={
          credential.locker
            ? t('vault:credential.deleteFromLocker', { locker: credential.locker.name })
            : t('vault:credential.deleteConsequence')
        }
        onConfirm={remove}
        onClose={() => setOpen(null)}
      />
    </Group>
  );
}
