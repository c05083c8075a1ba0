import { ConfirmDelete } from './confirm-delete.tsx';

/** A change that handovers stand in the way of. */
export type InTheWay<Body> = {
  readonly body: Body;
  /** What ending them means. */
  readonly consequence: string;
};

type EndRunningProps<Body> = {
  /** Null keeps the dialog closed. */
  readonly inTheWay: InTheWay<Body> | null;
  readonly name: string;
  readonly title: string;
  readonly confirmLabel: string;
  readonly onConfirm: (body: Body) => Promise<unknown>;
  readonly onClose: () => void;
};

/** Asks whether handovers that a change would leave behind are to end. */
export function EndRunning<Body>(props: EndRunningProps<Body>) {
  const { inTheWay, name, title, confirmLabel, onConfirm, onClose } = props;
  return (
    <ConfirmDelete
      name={inTheWay && name}
      title={title}
      consequence={inTheWay?.consequence ?? ''}
      confirmLabel={confirmLabel}
      onConfirm={async () => inTheWay && onConfirm(inTheWay.body)}
      onClose={onClose}
    />
  );
}
