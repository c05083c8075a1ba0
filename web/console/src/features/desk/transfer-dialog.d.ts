import type { useAgentActions } from './use-agent-actions.ts';

type TransferDialogProps = {
  readonly opened: boolean;
  /** Kept aside: it can be given away, and nobody stays with it meanwhile. */
  readonly parked: boolean;
  readonly actions: ReturnType<typeof useAgentActions>;
  readonly onClose: () => void;
};
/** Gives the conversation to a queue or to a person. */
export declare function TransferDialog({
  opened,
  ...rest
}: TransferDialogProps): import('react').JSX.Element;
