import { Button, Text } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FieldDescriptor, textOf } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';

/** Calls agents to a conversation that its bot has; says why, where somebody writes it. */
export function CallAgents({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation('monitor');
  const { api, can } = useSession();
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  if (!can({ all: ['gateway:handover:add'] })) return null;
  const fields: readonly FieldDescriptor[] = [
    {
      kind: 'textarea',
      name: 'reason',
      label: t('callAgents.reason'),
      description: t('callAgents.reasonHelp'),
      maxLength: 1000,
    },
  ];
  const call = async (reason: string) => {
    await api.call('POST /tandem/gateway/conversations/{conversationId}/handovers', {
      params: { conversationId },
      body: reason ? { reason } : {},
    });
    notifyDone(t('callAgents.done'));
    await client.invalidateQueries({ queryKey: ['bot-conversations'] });
  };
  return (
    <>
      <Button leftSection={<IconHeadset size={18} />} onClick={() => setOpened(true)}>
        {t('callAgents.button')}
      </Button>
      <FormDrawer
        opened={opened}
        title={t('callAgents.title')}
        fields={fields}
        initial={{ reason: '' }}
        submitLabel={t('callAgents.submit')}
        onSubmit={(values) => call(textOf(values, 'reason').trim())}
        onClose={() => setOpened(false)}
      >
        <Text size="sm">{t('callAgents.help')}</Text>
      </FormDrawer>
    </>
  );
}
