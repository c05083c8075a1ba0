import { ActionIcon, Tooltip } from '@mantine/core';
import { IconExternalLink, IconRobot } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListPage } from '#src/components/list-page.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { DeleteEndpoint } from './delete-endpoint.tsx';
import type { Endpoint } from './endpoint-rules.ts';

function DemoAction({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation('bots');
  const label = t('openDemoOf', { name: endpoint.name });
  return (
    <Tooltip label={label}>
      <ActionIcon
        component="a"
        href={endpoint.demoUrl}
        target="_blank"
        rel="noreferrer"
        variant="subtle"
        color="gray"
        aria-label={label}
      >
        <IconExternalLink size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Names of kinds as the server declares them. */
function useKindNames() {
  const { t } = useTranslation('bots');
  const { api } = useSession();
  const providers = useQuery({
    queryKey: ['bot-providers'],
    queryFn: () => api.call('GET /tandem/gateway/providers'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const all = [...(providers.data?.bots ?? []), ...(providers.data?.handover ?? [])];
  return (kind: string) =>
    t(`kinds.${kind}`, { defaultValue: all.find((one) => one.kind === kind)?.label ?? kind });
}

const pathOf = ({ id }: Endpoint): string => `/console/bots/${id}`;

/** Endpoints: where customers meet a bot. */
export function EndpointsPage() {
  const { t } = useTranslation('bots');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const kindName = useKindNames();
  const [doomed, setDoomed] = useState<Endpoint | null>(null);
  const open = (endpoint: Endpoint) => void navigate({ to: pathOf(endpoint) });
  return (
    <>
      <ListPage<Endpoint>
        title={t('title')}
        description={t('description')}
        queryKey={['endpoints']}
        load={({ search: _, ...page }) =>
          api.call('GET /tandem/gateway/endpoints', { query: page })
        }
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'bot',
            header: t('fields.bot'),
            minor: true,
            render: ({ bot }) => kindName(bot.kind),
          },
          {
            key: 'handover',
            header: t('fields.handover'),
            minor: true,
            render: ({ handover }) => (handover ? kindName(handover.kind) : t('noHandover')),
          },
          {
            key: 'active',
            header: t('fields.state'),
            render: ({ active }) => (
              <StatusBadge tone={active ? 'good' : 'neutral'}>
                {active ? t('active') : t('inactive')}
              </StatusBadge>
            ),
          },
        ]}
        rowId={({ id }) => id}
        linkTo={pathOf}
        rowActions={(endpoint) => (
          <>
            <DemoAction endpoint={endpoint} />
            {can({ all: ['gateway:endpoint:edit'] }) && (
              <EditAction name={endpoint.name} onClick={() => open(endpoint)} />
            )}
            {can({ all: ['gateway:endpoint:delete'] }) && (
              <DeleteAction name={endpoint.name} onClick={() => setDoomed(endpoint)} />
            )}
          </>
        )}
        {...(can({ all: ['gateway:endpoint:add'] })
          ? { newLabel: t('new'), onNew: () => void navigate({ to: '/console/bots/new' }) }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconRobot /> }}
      />
      <DeleteEndpoint endpoint={doomed} onClose={() => setDoomed(null)} />
    </>
  );
}
