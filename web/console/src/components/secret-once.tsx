import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyField } from './copy-field.tsx';

export type OnceValue = { readonly label: string; readonly value: string };

type SecretOnceProps = {
  readonly title: string;
  /** Null keeps the dialog closed. */
  readonly values: readonly OnceValue[] | null;
  readonly onClose: () => void;
};

/** A value that the server tells exactly once. It closes only by its button, never by a slip. */
export function SecretOnce({ title, values, onClose }: SecretOnceProps) {
  const { t } = useTranslation('common');
  return (
    <Modal
      opened={values !== null}
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert color="yellow" icon={<IconKey />}>
          {t('secret.leaving')}
        </Alert>
        {values?.map(({ label, value }) => (
          <CopyField key={label} label={label} value={value} />
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('secret.taken')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
