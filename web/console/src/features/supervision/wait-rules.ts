export type WaitState = 'fine' | 'soon' | 'late';

/** From this part of the target on, it is time to hurry. */
const SOON = 0.75;

/** How a wait stands against its target; without a wait it is fine. */
export function waitState(waitedMs: number | null, targetMs: number | undefined): WaitState {
  if (waitedMs === null || targetMs === undefined) return 'fine';
  if (waitedMs >= targetMs) return 'late';
  return waitedMs >= targetMs * SOON ? 'soon' : 'fine';
}
