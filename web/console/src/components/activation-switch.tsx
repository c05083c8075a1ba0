import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDelete } from './confirm-delete.tsx';
import { ErrorNotice } from './error-notice.tsx';

type ActivationSwitchProps = {
  readonly name: string;
  readonly isOff: boolean;
  readonly words: {
    readonly activate: string;
    readonly deactivate: string;
    /** Asked before it is switched off, and what that means. */
    readonly title: string;
    readonly consequence: string;
  };
  /** Switches it on or off, whichever it is not. */
  readonly onChange: () => Promise<unknown>;
};

/** Switches something on at once, and off after a question. */
export function ActivationSwitch({ name, isOff, words, onChange }: ActivationSwitchProps) {
  const [asking, setAsking] = useState(false);
  const activate = useMutation({ mutationFn: onChange });
  return (
    <>
      <Button
        variant="default"
        leftSection={isOff ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        loading={activate.isPending}
        onClick={() => (isOff ? activate.mutate() : setAsking(true))}
      >
        {isOff ? words.activate : words.deactivate}
      </Button>
      {activate.isError && <ErrorNotice error={activate.error} />}
      <ConfirmDelete
        name={asking ? name : null}
        title={words.title}
        consequence={words.consequence}
        confirmLabel={words.deactivate}
        onConfirm={onChange}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
