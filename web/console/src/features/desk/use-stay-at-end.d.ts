import { type RefObject } from 'react';
/**
 * Keeps the newest in view, also when pictures above it load late or something opens below; who has scrolled back is
 * left there.
 *
 * @param news changes with what is to be seen at once
 * @param growth changes when something that was there already grows
 */
export declare function useStayAtEnd(
  box: RefObject<HTMLElement | null>,
  {
    news,
    growth,
  }: {
    readonly news: string;
    readonly growth: string;
  },
): void;
