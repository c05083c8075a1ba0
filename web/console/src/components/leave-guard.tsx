import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

type LeaveDialogProps = {
  readonly opened: boolean;
  /** What is lost; the words for forms when left out. */
  readonly text?: string;
  readonly onStay: () => void;
  readonly onLeave: () => void;
};

/** Asks whether what was typed may be lost. */
export function LeaveDialog({ opened, text, onStay, onLeave }: LeaveDialogProps) {
  const { t } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={onStay}
      title={t('leave.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Text size="sm">{text ?? t('leave.text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onStay}>
            {t('leave.stay')}
          </Button>
          <Button color="red.8" onClick={onLeave}>
            {t('leave.go')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type LeaveGuardProps = Pick<LeaveDialogProps, 'text'> & {
  /** Asked at the moment somebody goes away. */
  readonly dirty: () => boolean;
};

/** Asks before a page with unsaved work is left; moving within the page is not leaving it. */
export function LeaveGuard({ dirty, text }: LeaveGuardProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && dirty(),
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  return (
    <LeaveDialog
      opened={status === 'blocked'}
      {...(text === undefined ? {} : { text })}
      onStay={() => reset?.()}
      onLeave={() => proceed?.()}
    />
  );
}
