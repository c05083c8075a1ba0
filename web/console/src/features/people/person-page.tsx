import { Container, Paper, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { CapacityTab } from './capacity-tab.tsx';
import type { Person } from './person-rules.ts';
import { LanguagesTab, SkillsTab } from './proficiency-tabs.tsx';
import { ProfileTab } from './profile-tab.tsx';
import { QueuesTab } from './queues-tab.tsx';
import { RolesTab } from './roles-tab.tsx';

function usePersonTabs() {
  const { can, config } = useSession();
  const platform = config.halves.includes('platform');
  return [
    { value: 'profile', visible: true },
    { value: 'roles', visible: can({ all: ['authorization:grant:view'] }) },
    { value: 'skills', visible: platform && can({ all: ['routing:skill:view'] }) },
    { value: 'languages', visible: platform },
    {
      value: 'capacity',
      visible: platform && can({ any: ['routing:utilization:view', 'routing:utilization:manage'] }),
    },
    { value: 'queues', visible: platform && can({ all: ['routing:queue:view'] }) },
  ].filter(({ visible }) => visible);
}

function PersonTab({ tab, person }: { readonly tab: string; readonly person: Person }) {
  const userId = person.id ?? '';
  if (tab === 'roles') return <RolesTab userId={userId} />;
  if (tab === 'skills') return <SkillsTab userId={userId} />;
  if (tab === 'languages') return <LanguagesTab userId={userId} />;
  if (tab === 'capacity') return <CapacityTab userId={userId} />;
  if (tab === 'queues') return <QueuesTab userId={userId} />;
  return <ProfileTab key={person.version} person={person} />;
}

/** A person: profile, roles, skills, languages, queues. */
export function PersonPage() {
  const { t } = useTranslation('people');
  const { api } = useSession();
  const { userId = '' } = useParams({ strict: false }) as { userId?: string };
  const tabs = usePersonTabs();
  const read = useQuery({
    queryKey: ['users', userId],
    queryFn: () => api.call('GET /api/v2/users/{userId}', { params: { userId } }),
  });
  const person = read.data;
  const state = person?.state ?? 'active';
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/users', label: t('title') }}
        title={person?.name ?? t('one')}
        description={person?.email ?? ''}
        actions={
          person && (
            <StatusBadge tone={state === 'active' ? 'good' : 'neutral'}>
              {t(`states.${state}`)}
            </StatusBadge>
          )
        }
      />
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {person && (
        <Tabs defaultValue="profile" keepMounted={false}>
          <Tabs.List>
            {tabs.map(({ value }) => (
              <Tabs.Tab key={value} value={value}>
                {t(`tabs.${value}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ value }) => (
            <Tabs.Panel key={value} value={value} pt="md">
              <Paper withBorder p="lg">
                <PersonTab tab={value} person={person} />
              </Paper>
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Container>
  );
}
