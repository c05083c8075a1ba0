import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconLogin2, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActivationSwitch } from '#src/components/activation-switch.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import news from '#src/components/live-news.module.css';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type Connection, isCode, STATE_TONES } from './connection-rules.ts';
import { useSignIn } from './use-sign-in.ts';

type Props = { readonly connection: Connection };

/** A shared token is everybody's; one's own takes the right to use the connection. */
function useRights({ sharing }: Connection) {
  const { can } = useSession();
  const mayEdit = can({ all: ['vault:connection:edit'] });
  const mayUse = can({ any: ['vault:connection:edit', 'vault:connection:use'] });
  return { mayEdit, maySignIn: sharing === 'shared' ? mayEdit : mayUse };
}

function Dates({ connection }: Props) {
  const { t } = useTranslation('connections');
  const dates = [
    [t('dates.authorized'), connection.dateAuthorized],
    [t('dates.refreshed'), connection.dateRefreshed],
    [t('dates.expires'), connection.dateExpires],
    [t('dates.refreshExpires'), connection.dateRefreshExpires],
  ] as const;
  return (
    <Group gap="xl">
      {dates.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <Text size="xs" c="dimmed">
                {label}
              </Text>
              <DateText value={value} />
            </div>
          ),
      )}
    </Group>
  );
}

function SignInNews({ signIn }: { readonly signIn: ReturnType<typeof useSignIn> }) {
  const { t } = useTranslation('connections');
  return (
    <>
      {signIn.error && <ErrorNotice error={signIn.error} />}
      <div role="status" className={news['news']}>
        {signIn.isWaiting && (
          <Group gap="xs">
            <Text size="sm">{t('signIn.waiting')}</Text>
            {signIn.blockedUrl && (
              <Anchor size="sm" href={signIn.blockedUrl} target="_blank" rel="noopener noreferrer">
                {t('signIn.open')}
              </Anchor>
            )}
            <Button size="compact-xs" variant="default" onClick={signIn.giveUp}>
              {t('signIn.giveUp')}
            </Button>
          </Group>
        )}
        {signIn.isDone && <Text size="sm">{t('signIn.done')}</Text>}
      </div>
    </>
  );
}

/** What a test is about: after a sign-in, a switch or other settings its outcome is of something that was. */
const subjectOf = ({ version, state, dateAuthorized }: Connection) =>
  `${version} ${state} ${dateAuthorized}`;

/** Tries the connection out, at once and for real. */
function useTest(connection: Connection) {
  const { id } = connection;
  const { api } = useSession();
  const cache = useQueryClient();
  const [subject, setSubject] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/connections/{connectionId}/test', { params: { connectionId: id } }),
    onSettled: async () => {
      await cache.invalidateQueries({ queryKey: ['connections'] });
      // The test itself may have changed the state.
      setSubject(subjectOf(cache.getQueryData<Connection>(['connections', id]) ?? connection));
    },
  });
  return { ...test, isCurrent: subject === subjectOf(connection) };
}

function TestNews({ test }: { readonly test: ReturnType<typeof useTest> }) {
  const { t } = useTranslation('connections');
  return (
    <>
      {test.isCurrent && test.isError && <ErrorNotice error={test.error} />}
      <div role="status" className={news['news']}>
        {test.isCurrent && test.data && (
          <OutcomeNotice ok={test.data.ok} title={test.data.ok ? t('test.ok') : t('test.failed')}>
            {test.data.message}
          </OutcomeNotice>
        )}
      </div>
    </>
  );
}

function Switch({ connection }: Props) {
  const { t } = useTranslation('connections');
  const { api } = useSession();
  const cache = useQueryClient();
  const isOff = connection.state === 'inactive';
  const params = { connectionId: connection.id };
  const change = async () => {
    if (isOff) await api.call('POST /tandem/connections/{connectionId}/activate', { params });
    else await api.call('POST /tandem/connections/{connectionId}/deactivate', { params });
    await cache.invalidateQueries({ queryKey: ['connections'] });
  };
  return (
    <ActivationSwitch
      name={connection.name}
      isOff={isOff}
      words={{
        activate: t('switch.activate'),
        deactivate: t('switch.deactivate'),
        title: t('switch.title', { name: connection.name }),
        consequence: t('switch.consequence'),
      }}
      onChange={change}
    />
  );
}

/** What can be done about a connection, and what came of it. */
function Actions({ connection }: Props) {
  const { t } = useTranslation('connections');
  const { mayEdit, maySignIn } = useRights(connection);
  const signIn = useSignIn(connection);
  const test = useTest(connection);
  return (
    <>
      <Group>
        {isCode(connection) && maySignIn && (
          <Button
            leftSection={<IconLogin2 size={16} />}
            variant={connection.state === 'active' ? 'default' : 'filled'}
            loading={signIn.isBeginning}
            disabled={connection.state === 'inactive'}
            onClick={signIn.begin}
          >
            {connection.authorized ? t('signIn.again') : t('signIn.begin')}
          </Button>
        )}
        {maySignIn && (
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            {t('test.run')}
          </Button>
        )}
        {mayEdit && <Switch connection={connection} />}
      </Group>
      <SignInNews signIn={signIn} />
      <TestNews test={test} />
    </>
  );
}

/** Where nobody signs in, no token means that nothing was granted yet. */
const helpOf = (connection: Connection) =>
  isCode(connection) || connection.authorized ? 'stateHelp' : 'nothingGranted';

/** How a connection stands. */
export function ConnectionStatus({ connection }: Props) {
  const { t } = useTranslation('connections');
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('status.title')}
          </Title>
          <StatusBadge tone={STATE_TONES[connection.state]}>
            {t(`states.${connection.state}`)}
          </StatusBadge>
        </Group>
        <Text size="sm">{t(`${helpOf(connection)}.${connection.state}`)}</Text>
        {connection.sharing === 'perUser' && (
          <Text size="sm" c="dimmed">
            {t('status.users', { count: connection.userCount })}
          </Text>
        )}
        {connection.problem && (
          <OutcomeNotice ok={false} title={t('status.problem')}>
            {connection.problem.message} <DateText value={connection.problem.at} />
          </OutcomeNotice>
        )}
        <Dates connection={connection} />
        <Actions connection={connection} />
      </Stack>
    </Paper>
  );
}
