import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from './error-notice.tsx';
import { notifyDone } from './notify.ts';

type ConfirmDeleteProps = {
  /** Name of the thing; null keeps the dialog closed. */
  readonly name: string | null;
  /** What stops working when it is gone. */
  readonly consequence: string;
  /** Whether something stands in the way that `consequence` tells of. */
  readonly blocked?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Words of the button, when the deed is not called "delete". */
  readonly confirmLabel?: string;
  readonly title?: string;
};

/** Asks once before something is destroyed and says what it breaks. */
export function ConfirmDelete(props: ConfirmDeleteProps) {
  const { t } = useTranslation('common');
  const deed = useMutation({
    mutationFn: props.onConfirm,
    onSuccess: () => {
      // Deeds with a word of their own tell of themselves.
      if (props.name !== null && !props.confirmLabel)
        notifyDone(t('delete.done', { name: props.name }));
      props.onClose();
    },
  });
  const close = () => {
    deed.reset();
    props.onClose();
  };
  return (
    <Modal
      opened={props.name !== null}
      onClose={close}
      title={props.title ?? t('delete.title', { name: props.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Text size="sm">{props.consequence}</Text>
        {deed.isError && <ErrorNotice error={deed.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('cancel')}
          </Button>
          <Button
            color="red.8"
            disabled={props.blocked ?? false}
            loading={deed.isPending}
            onClick={() => deed.mutate()}
          >
            {props.confirmLabel ?? t('delete.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
