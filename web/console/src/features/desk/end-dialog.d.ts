type EndDialogProps = {
  readonly opened: boolean;
  readonly customer: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};
/** Asks once before the conversation ends; the desk does not know whether an assistant stands behind it. */
export declare function EndDialog({
  opened,
  customer,
  onConfirm,
  onClose,
}: EndDialogProps): import('react').JSX.Element;
