import type { Participant, ThreadState } from './conversation.model.ts';
import {
  liveOf,
  type Step,
  type StepContext,
  stepOf,
  withParticipants,
} from './conversation.rules.ts';
import { isLive, newParticipant } from './participant.rules.ts';

type Supervisor = { readonly userId: string; readonly name: string | null };

/** Somebody reads along with a participant until that one or the conversation ends; once is enough. */
export const readAlong = (
  state: ThreadState,
  { subject, supervisor }: { readonly subject: Participant; readonly supervisor: Supervisor },
  { at, uuid }: StepContext,
): Step => {
  const isThere = state.participants.some(
    (p) => isLive(p) && p.monitoredId === subject.id && p.userId === supervisor.userId,
  );
  if (isThere) return stepOf(state);
  const monitor = newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'monitor',
    startTime: at,
    userId: supervisor.userId,
    name: supervisor.name,
    queueId: subject.queueId,
    monitoredId: subject.id,
    peerId: liveOf(state, 'customer')?.communicationId ?? null,
  });
  return stepOf(withParticipants(state, [...state.participants, monitor]));
};
