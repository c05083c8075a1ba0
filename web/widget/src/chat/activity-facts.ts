import type { Activity } from '@tandem/contract';
import type { Sender } from './state.ts';

/** Own activities carry the own id; of the others, an agent is known by what the channel says of the source. */
export function senderOf(activity: Activity, userId: string): Sender {
  const { from } = activity;
  if (from?.role === 'user' || (from !== undefined && from.id === userId)) return 'user';
  return sourceOf(activity) === 'agent' ? 'agent' : 'bot';
}

const sourceOf = ({ channelData }: Activity): unknown =>
  (channelData as { source?: unknown } | null | undefined)?.source;

/** Whether a flow of the contact centre says it: after the handover, before an agent is there. */
export const isOfFlow = (activity: Activity): boolean => sourceOf(activity) === 'flow';

/** The server's time where it gave a readable one. */
export function timeOf({ timestamp }: Activity, otherwise: number): number {
  const time = Date.parse(timestamp ?? '');
  return Number.isNaN(time) ? otherwise : time;
}
