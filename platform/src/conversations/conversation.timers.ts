import { expireAcw, resumeDue } from './agent-work.rules.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { type Step, type StepContext, stepOf } from './conversation.rules.ts';
import { missActivity } from './inactivity.rules.ts';
import { refuseOffer } from './offer.rules.ts';
import { missAnswer } from './reassignment.rules.ts';

type Timer = { readonly name: string };
type TimerStep = (state: ThreadState, timer: Timer, context: StepContext) => Step;

const subjectOf = (state: ThreadState, { name }: Timer): Participant | undefined => {
  const id = name.slice(name.indexOf(':') + 1);
  return state.participants.find((participant) => participant.id === id);
};

/**
 * What the timers of conversations do, by the name up to the first colon. A timer that comes late (the agent has
 * answered meanwhile) changes nothing.
 */
export const conversationTimerSteps: Readonly<Record<string, TimerStep>> = {
  alert(state, timer, context) {
    const agent = subjectOf(state, timer);
    return agent?.state === 'alerting'
      ? refuseOffer(state, agent, { ...context, type: 'transfer.noanswer' })
      : stepOf(state);
  },
  acw(state, timer, { at }) {
    const agent = subjectOf(state, timer);
    return agent ? expireAcw(state, agent, at) : stepOf(state);
  },
  answer(state, timer, context) {
    const agent = subjectOf(state, timer);
    return agent ? missAnswer(state, agent, context) : stepOf(state);
  },
  resume(state, timer, { at }) {
    const agent = subjectOf(state, timer);
    return agent?.state === 'parked' ? resumeDue(state, agent, at) : stepOf(state);
  },
  inactivity(state, _timer, { at }) {
    return missActivity(state, at);
  },
};
