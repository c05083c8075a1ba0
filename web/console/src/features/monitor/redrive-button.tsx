import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { useSession } from '#src/session/session.ts';
import { type RedriveTarget, useRedrive } from './use-redrive.ts';

type RedriveButtonProps = { readonly target: RedriveTarget; readonly size?: 'xs' | 'sm' };

/** Asks, then sends what was given up once more. */
export function RedriveButton({ target, size = 'sm' }: RedriveButtonProps) {
  const { t } = useTranslation('monitor');
  const { can } = useSession();
  const redrive = useRedrive();
  const [asking, setAsking] = useState(false);
  const scope = 'deliveryId' in target ? 'one' : 'all';
  if (!can({ all: ['monitor:delivery:redrive'] })) return null;
  return (
    <>
      <Button
        size={size}
        variant="light"
        leftSection={<IconRepeat size={16} />}
        onClick={() => setAsking(true)}
      >
        {t(`redrive.${scope}.button`)}
      </Button>
      <ConfirmDelete
        name={asking ? t(`redrive.${scope}.button`) : null}
        title={t(`redrive.${scope}.title`)}
        consequence={t(`redrive.${scope}.consequence`)}
        confirmLabel={t('redrive.confirm')}
        onConfirm={() => redrive(target)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
