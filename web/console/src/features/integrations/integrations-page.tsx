import { IconPuzzle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ListPage } from '#src/components/list-page.tsx';
import { useSession } from '#src/session/session.ts';
import { INTEGRATIONS, type Integration } from './integration-rules.ts';
import { StateBadge } from './integration-state.tsx';

/** What is installed of the catalogue, and how it stands. */
export function IntegrationsPage() {
  const { t } = useTranslation('integrations');
  const { api, can } = useSession();
  const navigate = useNavigate();
  return (
    <ListPage<Integration>
      title={t('title')}
      description={t('description')}
      queryKey={[...INTEGRATIONS, 'list']}
      load={({ pageNumber, pageSize }) =>
        api.call('GET /api/v2/integrations', { query: { pageNumber, pageSize } })
      }
      rowId={({ id }) => id ?? ''}
      linkTo={({ id }) => `/console/integrations/${id}`}
      columns={[
        { key: 'name', header: t('fields.name'), render: ({ name }) => name },
        {
          key: 'type',
          header: t('fields.type'),
          minor: true,
          render: ({ integrationType }) => integrationType?.name ?? integrationType?.id,
        },
        {
          key: 'state',
          header: t('fields.state'),
          render: ({ reportedState }) => <StateBadge state={reportedState ?? {}} />,
        },
        { key: 'notes', header: t('fields.notes'), minor: true, render: ({ notes }) => notes },
      ]}
      {...(can({ all: ['integrations:integration:add'] })
        ? {
            newLabel: t('add'),
            onNew: () => void navigate({ to: '/console/integrations/add' }),
          }
        : {})}
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconPuzzle size={28} /> }}
    />
  );
}
