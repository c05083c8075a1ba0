import { type Colleague } from './people-rules.ts';

type Option = {
  readonly value: string;
  readonly label: string;
};
/** Everybody else, with what they are doing; the ones who can answer now first. */
export declare function usePeople(): {
  query: import('@tanstack/react-query').UseQueryResult<readonly Colleague[], Error>;
  options: (alsoAway: boolean) => readonly Option[];
  away: boolean;
};
