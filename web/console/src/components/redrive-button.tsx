import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { ConfirmDelete } from './confirm-delete.tsx';
import { notifyDone } from './notify.ts';

type RedriveButtonProps = {
  readonly label: string;
  readonly consequence: string;
  readonly confirmLabel: string;
  /** Sends what was given up again, and tells in words what it did. */
  readonly redrive: () => Promise<string>;
};

/** Asks, then sends what was given up again. */
export function RedriveButton({ label, consequence, confirmLabel, redrive }: RedriveButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconRepeat size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      <ConfirmDelete
        name={asking ? label : null}
        title={label}
        consequence={consequence}
        confirmLabel={confirmLabel}
        onConfirm={async () => notifyDone(await redrive())}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
