type KeysHelpProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
};
/** The desk's keyboard shortcuts. */
export declare function KeysHelp({ opened, onClose }: KeysHelpProps): import('react').JSX.Element;
