import { Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActivationSwitch } from '#src/components/activation-switch.tsx';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import news from '#src/components/live-news.module.css';
import { notifyDone } from '#src/components/notify.ts';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type Connector, STATE_TONES } from './connector-rules.ts';

type Props = { readonly connector: Connector };

const KEY = ['connectors'];

function useUses({ id }: Connector) {
  const { api } = useSession();
  const uses = useQuery({
    queryKey: ['connectors', id, 'uses'],
    queryFn: () =>
      api.call('GET /tandem/connectors/{connectorId}/uses', { params: { connectorId: id } }),
  });
  return uses.data?.flows ?? [];
}

/** What a test is about: with another consent, state or settings its outcome is of something that was. */
const subjectOf = ({ version, state, consent }: Connector) => `${version} ${state} ${consent.at}`;

function Test({ connector }: Props) {
  const { t } = useTranslation('connectors');
  const { api } = useSession();
  const test = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/connectors/{connectorId}/test', {
        params: { connectorId: connector.id },
        body: {},
      }),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={16} />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('test.run')}
      </Button>
      <div role="status" className={news['news']} style={{ width: '100%', order: 1 }}>
        {test.isError && <ErrorNotice error={test.error} />}
        {test.data && (
          <OutcomeNotice ok={test.data.ok} title={test.data.ok ? t('test.ok') : t('test.failed')}>
            {test.data.message}
          </OutcomeNotice>
        )}
      </div>
    </>
  );
}

function Switch({ connector }: Props) {
  const { t } = useTranslation('connectors');
  const { api } = useSession();
  const cache = useQueryClient();
  const isOff = connector.state === 'inactive';
  const params = { connectorId: connector.id };
  const change = async () => {
    if (isOff) await api.call('POST /tandem/connectors/{connectorId}/reactivate', { params });
    else await api.call('POST /tandem/connectors/{connectorId}/deactivate', { params });
    await cache.invalidateQueries({ queryKey: KEY });
  };
  return (
    <ActivationSwitch
      name={connector.name}
      isOff={isOff}
      words={{
        activate: t('switch.reactivate'),
        deactivate: t('switch.deactivate'),
        title: t('switch.title', { name: connector.name }),
        consequence: t('switch.consequence'),
      }}
      onChange={change}
    />
  );
}

function Delete({ connector }: Props) {
  const { t } = useTranslation('connectors');
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const flows = useUses(connector);
  const names = flows.map(({ name }) => name).join(', ');
  const remove = async () => {
    await api.call('DELETE /tandem/connectors/{connectorId}', {
      params: { connectorId: connector.id },
      // Who confirms has read the names; flows that came since are still in the way.
      query: { force: flows.length > 0 },
    });
    notifyDone(t('deleted'));
    await navigate({ to: '/console/connectors' });
    await cache.invalidateQueries({ queryKey: KEY, exact: true });
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {t('delete.run')}
      </Button>
      <ConfirmDelete
        name={asking ? connector.name : null}
        consequence={flows.length > 0 ? t('delete.used', { names }) : t('delete.unused')}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function Uses({ connector }: Props) {
  const { t } = useTranslation('connectors');
  const flows = useUses(connector);
  if (flows.length === 0) return <Text size="sm">{t('uses.none')}</Text>;
  return (
    <div>
      <Text size="sm">{t('uses.some')}</Text>
      <List size="sm">
        {flows.map(({ id, name }) => (
          <List.Item key={id}>{name}</List.Item>
        ))}
      </List>
    </div>
  );
}

/** How a connector stands, who consented to it, and what can be done about it. */
export function ConnectorStatus({ connector }: Props) {
  const { t } = useTranslation('connectors');
  const { can } = useSession();
  const mayEdit = can({ all: ['integrations:connector:edit'] });
  const mayDelete = can({ all: ['integrations:connector:delete'] });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('fields.state')}
          </Title>
          <StatusBadge tone={STATE_TONES[connector.state]}>
            {t(`states.${connector.state}`)}
          </StatusBadge>
        </Group>
        {connector.problem && connector.state !== 'inactive' && (
          <OutcomeNotice ok={false} title={t('problem')}>
            {connector.problem}
          </OutcomeNotice>
        )}
        <Text size="sm">
          {t('consent.given', { name: connector.consent.by.name })}{' '}
          <DateText value={connector.consent.at} />
        </Text>
        <Uses connector={connector} />
        <Group>
          {mayEdit && <Test key={subjectOf(connector)} connector={connector} />}
          {mayEdit && <Switch connector={connector} />}
          {mayDelete && <Delete connector={connector} />}
        </Group>
      </Stack>
    </Paper>
  );
}
