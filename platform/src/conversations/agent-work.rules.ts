import type { Participant, ThreadState, Wrapup } from './conversation.model.ts';
import {
  acwTimer,
  replaceParticipant,
  resumeTimer,
  type Step,
  stepOf,
} from './conversation.rules.ts';
import { inAfterCallWork } from './participant.rules.ts';

/** Codes the platform itself assigns when an agent gives none. */
export const timedOutWrapup = 'ININ-WRAP-UP-TIMEOUT';
export const skippedWrapup = 'ININ-WRAP-UP-SKIPPED';

const systemWrapup = (code: string, at: string): Wrapup => ({
  code,
  name: code,
  notes: null,
  tags: [],
  durationSeconds: null,
  endTime: at,
  provisional: false,
});

const endAcw = (state: ThreadState, participant: Participant, at: string): Step =>
  stepOf(replaceParticipant(state, { ...participant, acwEndedAt: at }), {
    timers: [{ name: acwTimer(participant.id), dueAt: null }],
  });

/** Notes the wrap-up; a final one ends the after-call work. */
export const setWrapup = (
  state: ThreadState,
  participant: Participant,
  { wrapup, at }: { readonly wrapup: Wrapup; readonly at: string },
): Step => {
  const changed = { ...participant, wrapup };
  return inAfterCallWork(participant) && !wrapup.provisional
    ? endAcw(state, changed, at)
    : stepOf(replaceParticipant(state, changed));
};

/** The agent ends after-call work without a code, where the queue allows it. */
export const skipWrapup = (state: ThreadState, participant: Participant, at: string): Step => {
  const changed = {
    ...participant,
    wrapup: systemWrapup(skippedWrapup, at),
    wrapupSkipped: true,
    wrapupRequired: false,
  };
  return inAfterCallWork(participant)
    ? endAcw(state, changed, at)
    : stepOf(replaceParticipant(state, changed));
};

/** The time for after-call work is over: a provisional code counts, else the platform's own. */
export const expireAcw = (state: ThreadState, participant: Participant, at: string): Step => {
  if (!inAfterCallWork(participant)) return stepOf(state);
  if (!participant.wrapup && !participant.wrapupRequired) return skipWrapup(state, participant, at);
  const wrapup = participant.wrapup
    ? { ...participant.wrapup, provisional: false }
    : systemWrapup(timedOutWrapup, at);
  return endAcw(state, { ...participant, wrapup }, at);
};

export const setAttributes = (
  state: ThreadState,
  participant: Participant,
  attributes: Readonly<Record<string, string>>,
): Step =>
  stepOf(
    replaceParticipant(state, {
      ...participant,
      attributes: { ...participant.attributes, ...attributes },
    }),
  );

/** Sets a connected conversation aside; it comes back at `resumeAt` if one is given. */
export const park = (state: ThreadState, participant: Participant, resumeAt: string | null): Step =>
  stepOf(replaceParticipant(state, { ...participant, state: 'parked', resumeAt }), {
    timers: [{ name: resumeTimer(participant.id), dueAt: resumeAt }],
  });

export const resume = (state: ThreadState, participant: Participant): Step =>
  stepOf(replaceParticipant(state, { ...participant, state: 'connected', resumeAt: null }), {
    timers: [{ name: resumeTimer(participant.id), dueAt: null }],
  });

/** What the timer of a parked conversation does: a later time that was said since keeps it aside. */
export const resumeDue = (state: ThreadState, participant: Participant, at: string): Step => {
  const { resumeAt } = participant;
  return resumeAt && Date.parse(resumeAt) > Date.parse(at)
    ? park(state, participant, resumeAt)
    : resume(state, participant);
};
