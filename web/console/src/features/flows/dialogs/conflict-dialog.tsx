import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import type { Deeds } from '../designer/use-deeds.ts';

/** Somebody saved meanwhile: theirs or mine, nothing is lost without asking. */
export function ConflictDialog({ deeds }: { readonly deeds: Deeds }) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  const { conflict, dropConflict, save, takeTheirs } = deeds;
  const version = conflict?.theirs ?? 0;
  return (
    <Modal
      opened={conflict !== null}
      onClose={dropConflict}
      title={t('conflict.title', { version })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        <Text size="sm">{t('conflict.text')}</Text>
        {takeTheirs.isError && <ErrorNotice error={takeTheirs.error} />}
        {save.isError && <ErrorNotice error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={dropConflict}>
            {common('cancel')}
          </Button>
          <Button
            variant="default"
            loading={takeTheirs.isPending}
            onClick={() => takeTheirs.mutate(version)}
          >
            {t('conflict.theirs')}
          </Button>
          <Button loading={save.isPending} onClick={() => save.mutate(version)}>
            {t('conflict.mine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
