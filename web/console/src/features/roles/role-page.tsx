import { Container } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { grantables } from './policy-rules.ts';
import { RoleEditor } from './role-editor.tsx';

/** Every permission there is; the list is paged, so all pages are read. */
function usePermissions() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['permissions'],
    queryFn: async () => {
      const entities = [];
      for (let pageNumber = 1; ; pageNumber += 1) {
        const page = await api.call('GET /api/v2/authorization/permissions', {
          query: { pageNumber, pageSize: 100 },
        });
        entities.push(...(page.entities ?? []));
        if (entities.length >= (page.total ?? 0) || !page.entities?.length) break;
      }
      return grantables(entities);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A role that exists, or a new one. */
export function RolePage() {
  const { t } = useTranslation('roles');
  const { api } = useSession();
  const navigate = useNavigate();
  const { roleId } = useParams({ strict: false }) as { roleId?: string };
  const rows = usePermissions();
  const read = useQuery({
    queryKey: ['roles', roleId],
    queryFn: () =>
      api.call('GET /api/v2/authorization/roles/{roleId}', { params: { roleId: roleId ?? '' } }),
    enabled: roleId !== undefined,
  });
  const error = rows.error ?? read.error;
  const ready = rows.data && (roleId === undefined || read.data);
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/roles', label: t('title') }}
        title={roleId ? (read.data?.name ?? t('one')) : t('new')}
        description={t('pageDescription')}
      />
      {error && <ErrorNotice error={error} />}
      {!ready && !error && <LoadingState />}
      {ready && (
        <RoleEditor
          key={roleId ?? 'new'}
          role={read.data ?? null}
          rows={rows.data}
          onSaved={({ id }) => {
            notifyDone(t('saved'));
            if (!roleId) void navigate({ to: `/console/roles/${id}`, replace: true });
          }}
        />
      )}
    </Container>
  );
}
