import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type EndDialogProps = {
  readonly opened: boolean;
  readonly customer: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Asks once before the conversation ends; the desk does not know whether an assistant stands behind it. */
export function EndDialog({ opened, customer, onConfirm, onClose }: EndDialogProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('endDialog.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        <Text size="sm">{t('endDialog.text', { name: customer })}</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button
            color="red.8"
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {t('endDialog.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
