type ConsultDialogProps = {
  readonly opened: boolean;
  readonly conversationId: string;
  readonly onClose: () => void;
};
/** Asks a colleague for advice; the agent keeps the conversation. */
export declare function ConsultDialog({
  opened,
  ...rest
}: ConsultDialogProps): import('react').JSX.Element;
