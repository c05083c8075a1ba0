import { Alert, Button, Center, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Logo } from './logo.tsx';
import type { Opening } from './open-session.ts';

type GateState = Exclude<Opening, { kind: 'open' }> | { readonly kind: 'opening' };

type GatePageProps = {
  readonly state: GateState;
  readonly onRetry: () => void;
  readonly onSignIn: () => void;
};

/** What is shown while nobody is signed in. */
export function GatePage({ state, onRetry, onSignIn }: GatePageProps) {
  const { t } = useTranslation('app');
  if (state.kind === 'opening' || state.kind === 'leaving') {
    return (
      <Center component="main" aria-busy="true" mih="100vh">
        <Stack align="center" role="status">
          <Logo size={40} />
          <Loader aria-hidden />
          <Text c="dimmed">{t(`gate.${state.kind}`)}</Text>
        </Stack>
      </Center>
    );
  }
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" maw={480} w="100%">
        <Stack>
          <Logo size={32} />
          <Title order={1} size="h3">
            {t(`gate.title.${state.kind}`)}
          </Title>
          {state.kind === 'failed' && <ErrorNotice error={state.error} onRetry={onRetry} />}
          {state.kind === 'refused' && (
            <Alert color="red" icon={<IconLock />}>
              {t(`gate.refused.${state.failure.reason}`)} {state.failure.detail}
            </Alert>
          )}
          {state.kind === 'signedOut' && <Text>{t('gate.signedOut')}</Text>}
          <Button onClick={onSignIn}>{t('gate.signIn')}</Button>
        </Stack>
      </Paper>
    </Center>
  );
}
