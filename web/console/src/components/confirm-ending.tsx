import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { ConfirmDelete } from './confirm-delete.tsx';
import { notifyDone } from './notify.ts';

/** How many handovers a refusal with that code says run; null where the error is another. */
export const runningOf = (error: unknown, code: string): number | null =>
  error instanceof ApiError && error.code === code ? Number(error.params['running'] ?? 0) : null;

type ConfirmEndingProps = {
  /** Name of the thing; null keeps the dialog closed. */
  readonly name: string | null;
  readonly consequence: string;
  /** Code of the refusal because something runs. */
  readonly code: string;
  /** Words of the second question, whether what runs is to end along with it. */
  readonly ending: {
    readonly title: string;
    readonly consequence: (count: number) => string;
    readonly confirm: string;
    readonly done: string;
  };
  readonly remove: (query: { running?: 'end' }) => Promise<unknown>;
  readonly onClose: () => void;
};

/** Asks before something is deleted; where handovers run with it, whether they are to end along with it. */
export function ConfirmEnding(props: ConfirmEndingProps) {
  const { name, consequence, code, ending, remove } = props;
  const [running, setRunning] = useState<number | null>(null);
  const close = () => {
    setRunning(null);
    props.onClose();
  };
  const removeIdle = async () => {
    try {
      await remove({});
    } catch (error) {
      setRunning(runningOf(error, code));
      throw error;
    }
  };
  const removeWithRunning = async () => {
    await remove({ running: 'end' });
    notifyDone(ending.done);
  };
  // The second question is another dialog: nothing of the first one, not even its error, stays in it.
  return running === null ? (
    <ConfirmDelete
      key="delete"
      name={name}
      consequence={consequence}
      onConfirm={removeIdle}
      onClose={close}
    />
  ) : (
    <ConfirmDelete
      key="end"
      name={name}
      title={ending.title}
      consequence={ending.consequence(running)}
      confirmLabel={ending.confirm}
      onConfirm={removeWithRunning}
      onClose={close}
    />
  );
}
