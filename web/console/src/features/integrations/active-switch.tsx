import { Button, Group, Modal, Paper, Stack, Switch, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { type Integration, wordsOf } from './integration-rules.ts';
import { useIntegrationChanges } from './use-integration.ts';

type Props = { readonly integration: Integration; readonly disabled: boolean };

/** Switches an integration on and off, each after a question. One that was refused can be tried again. */
export function ActiveSwitch({ integration, disabled }: Props) {
  const { t } = useTranslation('integrations');
  const { t: common } = useTranslation('common');
  const [asking, setAsking] = useState(false);
  const { turn } = useIntegrationChanges(integration.id ?? '');
  const isOn = integration.intendedState === 'ENABLED';
  const isRefused = isOn && integration.reportedState?.code === 'ERROR';
  const change = useMutation({ mutationFn: turn, onSuccess: () => setAsking(false) });
  const close = () => {
    change.reset();
    setAsking(false);
  };
  const words = isOn ? 'deactivate' : 'activate';
  return (
    <Paper withBorder p="lg">
      <Group justify="space-between">
        <Switch
          label={t('active')}
          description={t(
            wordsOf(integration, isRefused ? 'refusedHelp' : isOn ? 'activeHelp' : 'inactiveHelp'),
          )}
          checked={isOn}
          disabled={disabled}
          onChange={() => setAsking(true)}
        />
        {isRefused && !disabled && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={change.isPending}
            onClick={() => change.mutate('ENABLED')}
          >
            {t('tryAgain')}
          </Button>
        )}
      </Group>
      {change.isError && !asking && <ErrorNotice error={change.error} />}
      <Modal
        opened={asking}
        onClose={close}
        title={t(`${words}.title`, { name: integration.name })}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <Stack>
          <Text size="sm">{t(wordsOf(integration, `${words}.consequence`))}</Text>
          {change.isError && <ErrorNotice error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {common('cancel')}
            </Button>
            <Button
              loading={change.isPending}
              onClick={() => change.mutate(isOn ? 'DISABLED' : 'ENABLED')}
            >
              {t(`${words}.confirm`)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Paper>
  );
}
