import { type Canned } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';

type CannedPickerProps = {
  readonly work: Work;
  readonly onPick: (response: Canned) => void;
  readonly onClose: () => void;
};
/** Finds a canned response by words and keys: arrows choose, Enter takes it, Escape goes back. */
export declare function CannedPicker({
  work,
  onPick,
  onClose,
}: CannedPickerProps): import('react').JSX.Element;
