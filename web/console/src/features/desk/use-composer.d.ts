import { type Canned } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
/** A file that goes along, unless it is too large. */
export declare function useFile(): {
  file: File | null;
  tooLarge: boolean;
  reset: import('react').RefObject<(() => void) | null>;
  attach: (chosen: File | null) => void;
};
/** The text that is written; a draft of it outlives a reload and a look at another conversation. */
export declare function useText({ conversation }: Work): {
  text: string;
  write: (next: string) => void;
};
/** Canned responses: chosen, filled in and put where the cursor stands; what nobody knows is selected. */
export declare function useCannedResponses(
  work: Work,
  { text, write }: ReturnType<typeof useText>,
): {
  field: import('react').RefObject<HTMLTextAreaElement | null>;
  may: boolean;
  opened: boolean;
  open: () => void;
  pick: (response: Canned) => void;
  close: () => void;
  template: import('@tandem/contract').Response | null;
  closeTemplate: () => void;
};
/** Answers to tap that go along; none while a file does. */
export declare function useQuickReplies(withFile: boolean): {
  replies: readonly string[];
  opened: boolean;
  change: import('react').Dispatch<import('react').SetStateAction<readonly string[]>>;
  close: () => void;
  toggle: () => void;
};
