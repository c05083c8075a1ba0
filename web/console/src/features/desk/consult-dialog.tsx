import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { PersonSelect } from './person-select.tsx';
import { useConsult } from './use-colleagues.ts';

const MAX_QUESTION = 4000;

type ConsultDialogProps = {
  readonly opened: boolean;
  readonly conversationId: string;
  readonly onClose: () => void;
};

/** Asks a colleague for advice; the agent keeps the conversation. */
export function ConsultDialog({ opened, ...rest }: ConsultDialogProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title={t('consult.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <ConsultForm {...rest} />
    </Modal>
  );
}

/** Mounted with the dialog: nothing is left of the last time. */
function ConsultForm({ conversationId, onClose }: Omit<ConsultDialogProps, 'opened'>) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const [userId, setUserId] = useState<string | null>(null);
  const [question, setQuestion] = useState('');
  const consult = useConsult(conversationId);
  const ask = () => {
    if (userId) consult.mutate({ userId, question: question.trim() }, { onSuccess: onClose });
  };
  return (
    <Stack>
      <PersonSelect label={t('consult.person')} value={userId} onChange={setUserId} />
      <Textarea
        label={t('consult.question')}
        description={t('consult.help')}
        maxLength={MAX_QUESTION}
        autosize
        minRows={2}
        maxRows={6}
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
      />
      {consult.isError && <ErrorNotice error={consult.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button
          disabled={!userId || question.trim() === ''}
          loading={consult.isPending}
          onClick={ask}
        >
          {t('consult.ask')}
        </Button>
      </Group>
    </Stack>
  );
}
