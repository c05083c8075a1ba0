/** A delivery that will change by itself: whoever looks at it follows it to its end. */
export const isUnderWay = (state: string | undefined): boolean =>
  state === 'pending' || state === 'retrying';

/** How often somebody looks again meanwhile; milliseconds. */
export const FOLLOW_MS = 1500;

const REFUSED: readonly (number | null)[] = [401, 403];

/** Whether the receiver did not believe who sent it: mostly its secret is another one. */
export const looksRefused = ({
  state,
  lastStatus,
}: {
  readonly state: string;
  readonly lastStatus: number | null;
}): boolean => state !== 'delivered' && REFUSED.includes(lastStatus);
