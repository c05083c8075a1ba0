import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ShouldBlockFn, useBlocker, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
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

type Going = Parameters<ShouldBlockFn>[0];

/** Whether the browser has gone already: its buttons change the address before anybody is asked. */
const hasGone = ({ action }: Going): boolean => action !== 'PUSH' && action !== 'REPLACE';

const placeOf = (state: unknown): number =>
  Number((state as { readonly __TSR_index?: number } | null)?.__TSR_index ?? 0);

/** Keeps the page and its address when the browser's own buttons are used, and asks; then goes where they led. */
function useBrowserButtons(asks: (going: Going) => boolean) {
  const { history } = useRouter();
  const [steps, setSteps] = useState<number | null>(null);
  useBlocker({
    shouldBlockFn: (going) => {
      if (!hasGone(going) || !asks(going)) return false;
      setSteps(placeOf(window.history.state) - placeOf(history.location.state));
      return true;
    },
    enableBeforeUnload: false,
  });
  return {
    isAsking: steps !== null,
    stay: () => setSteps(null),
    leave: () => {
      setSteps(null);
      if (steps !== null) history.go(steps, { ignoreBlocker: true });
    },
  };
}

/** Asks before a page with unsaved work is left; moving within the page is not leaving it. */
export function LeaveGuard({ dirty, text }: LeaveGuardProps) {
  const asks = ({ current, next }: Going) => current.pathname !== next.pathname && dirty();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: (going) => !hasGone(going) && asks(going),
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  const buttons = useBrowserButtons(asks);
  return (
    <LeaveDialog
      opened={status === 'blocked' || buttons.isAsking}
      {...(text === undefined ? {} : { text })}
      onStay={() => (buttons.isAsking ? buttons.stay() : reset?.())}
      onLeave={() => (buttons.isAsking ? buttons.leave() : proceed?.())}
    />
  );
}
