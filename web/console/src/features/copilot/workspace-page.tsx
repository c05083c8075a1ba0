import { Alert, Button, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconLinkOff, IconPlugConnectedX } from '@tabler/icons-react';
import { type CSSProperties, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '#src/api/client.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import classes from './copilot.module.css';
import { useWorkspace, type WorkspaceState } from './use-workspace.ts';
import { inReadingOrder, type Shown } from './workspace-rules.ts';
import { WorkspaceTile } from './workspace-tile.tsx';

function Grid({ shown, api }: { readonly shown: Shown; readonly api: Api }) {
  const { grid, layout } = shown.open;
  const style = { '--columns': grid.columns, '--rows': grid.rows, '--gap': `${grid.gap}px` };
  return (
    <div className={classes['grid']} style={style as CSSProperties}>
      {inReadingOrder(layout).map(([name, tile]) => {
        const { x, y, columns, rows } = tile;
        const place = { '--x': x, '--y': y, '--width': columns, '--height': rows };
        return (
          <div key={name} className={classes['place']} style={place as CSSProperties}>
            <WorkspaceTile name={name} tile={tile} shown={shown} api={api} />
          </div>
        );
      })}
    </div>
  );
}

type OpenState = Extract<WorkspaceState, { kind: 'open' }>;

function OpenPage({ state, api }: { readonly state: OpenState; readonly api: Api }) {
  const { t } = useTranslation('copilot');
  const { shown, isLive } = state;
  const { customer, endpoint } = shown.open.conversation;
  const name = customer ?? t('identity.unnamed');
  useEffect(() => {
    document.title = t('pageTitle', { name });
  }, [t, name]);
  return (
    <main className={classes['page']}>
      <div className={classes['bar']}>
        <Group gap="xs" align="baseline">
          <Title order={1} size="h4">
            {t('title', { name })}
          </Title>
          <Text size="sm" c="dimmed">
            {endpoint}
          </Text>
        </Group>
        <div role="status">
          {!isLive && (
            <Group gap={4}>
              <IconPlugConnectedX size={16} aria-hidden />
              <Text size="sm">{t('away')}</Text>
            </Group>
          )}
        </div>
      </div>
      <Grid shown={shown} api={api} />
    </main>
  );
}

/** The workspace of one conversation, under the link that was made for it. Nobody signs in here. */
export function WorkspacePage() {
  const { t } = useTranslation('copilot');
  const { state, api, retry } = useWorkspace();
  if (state.kind === 'open') return <OpenPage state={state} api={api} />;
  if (state.kind === 'opening')
    return (
      <main>
        <LoadingState />
      </main>
    );
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" maw={520} w="100%">
        <Stack>
          <Title order={1} size="h3">
            {t('refused.title')}
          </Title>
          {state.kind === 'failed' ? (
            <ErrorNotice error={state.error} onRetry={retry} />
          ) : (
            <Alert color="red" role="alert" icon={<IconLinkOff />}>
              {t(`refused.${state.reason}`)}
            </Alert>
          )}
          {state.kind === 'refused' && (
            <Button variant="default" onClick={retry}>
              {t('refused.retry')}
            </Button>
          )}
        </Stack>
      </Paper>
    </Center>
  );
}
