import { Alert, Container, Paper, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { CredentialActions } from './credential-actions.tsx';
import { CredentialForm } from './credential-form.tsx';
import { OwnValues } from './own-values.tsx';
import { bodyOf, type Credential, type CredentialDraft, draftOf, noLocker } from './vault-rules.ts';

/** Saves a new credential or a change of one, and goes to where it is then. */
function useSave(saved: Credential | null, lockerId: string | null) {
  const { t } = useTranslation('vault');
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async (draft: CredentialDraft) => {
    const body = bodyOf(draft, saved, lockerId);
    const made = saved
      ? await api.call('PUT /tandem/vault/credentials/{credentialId}', {
          params: { credentialId: saved.id },
          body,
        })
      : await api.call('POST /tandem/vault/credentials', { body });
    await cache.invalidateQueries({ queryKey: ['vault'] });
    notifyDone(t('credential.saved'));
    if (!saved)
      void navigate({ to: `/console/vault/${lockerId ?? noLocker}/${made.id}`, replace: true });
  };
}

function CredentialView({
  credential,
  lockerId,
}: {
  readonly credential: Credential | null;
  readonly lockerId: string | null;
}) {
  const { t } = useTranslation('vault');
  const { can } = useSession();
  const save = useSave(credential, lockerId);
  const readOnly =
    credential !== null && !(credential.editable && can({ all: ['vault:credential:edit'] }));
  return (
    <Stack>
      {credential?.locker === null && <Alert color="yellow">{t('credential.outside')}</Alert>}
      {credential && <OwnValues credential={credential} />}
      <Paper withBorder p="lg">
        <CredentialForm
          key={`${credential?.id} ${credential?.version}`}
          initial={draftOf(credential)}
          readOnly={readOnly}
          onSubmit={save}
        />
      </Paper>
    </Stack>
  );
}

/** A credential that exists, or a new one. */
export function CredentialPage() {
  const { t } = useTranslation('vault');
  const { api } = useSession();
  const params = useParams({ strict: false }) as { lockerId?: string; credentialId?: string };
  const { lockerId = noLocker, credentialId } = params;
  const read = useQuery({
    queryKey: ['vault', 'credentials', 'one', credentialId],
    queryFn: () =>
      api.call('GET /tandem/vault/credentials/{credentialId}', {
        params: { credentialId: credentialId ?? '' },
      }),
    enabled: credentialId !== undefined,
  });
  const saved = read.data ?? null;
  const holder = useQuery({
    queryKey: ['vault', 'lockers', lockerId],
    queryFn: () => api.call('GET /tandem/vault/lockers/{lockerId}', { params: { lockerId } }),
    enabled: credentialId === undefined && lockerId !== noLocker,
  });
  const inLocker = saved ? (saved.locker?.id ?? null) : lockerId === noLocker ? null : lockerId;
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{
          to: inLocker ? `/console/vault/${inLocker}` : '/console/vault',
          label: saved?.locker?.name ?? holder.data?.name ?? t(inLocker ? 'locker.one' : 'title'),
        }}
        title={saved?.name ?? (credentialId ? t('credential.one') : t('credential.new'))}
        description={t('credential.description')}
        actions={saved ? <CredentialActions credential={saved} /> : null}
      />
      {credentialId && read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {(!credentialId || saved) && <CredentialView credential={saved} lockerId={inLocker} />}
    </Container>
  );
}
