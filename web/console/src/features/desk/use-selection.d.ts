import type { Work } from './conversation-rules.ts';
/**
 * The piece of work in view. One that is new opens by itself while nothing is: nobody has to notice it first. The
 * agent's own way back to the list stays: what was there before does not open again.
 */
export declare function useSelection(all: readonly Work[]): {
  shown: Work | null;
  select: import('react').Dispatch<import('react').SetStateAction<string | null>>;
};
