export type WaitState = 'fine' | 'soon' | 'late';

/** From this part of the target on, it is time to hurry. */
const SOON = 0.75;

/** How a wait stands against its target; without a wait it is fine. */
export function waitState(waitedMs: number | null, targetMs: number | undefined): WaitState {
  if (waitedMs === null || targetMs === undefined) return 'fine';
  if (waitedMs >= targetMs) return 'late';
  return waitedMs >= targetMs * SOON ? 'soon' : 'fine';
}

/** Minutes and seconds, hours when there are some. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const clock = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? clock : `${Math.floor(minutes / 60)}:${clock}`;
}
