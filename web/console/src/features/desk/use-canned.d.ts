import { type Work } from './conversation-rules.ts';
/** The canned responses that hold every typed word in name or text. */
export declare function useCanned(
  work: Work,
  typed: string,
): import('@tanstack/react-query').UseQueryResult<import('@tandem/contract').Response[], Error>;
