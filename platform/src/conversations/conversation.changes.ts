import { conversationEvents } from './conversation.events.ts';
import type {
  NewDelivery,
  NewEvent,
  NewMessage,
  ThreadChange,
  ThreadState,
} from './conversation.model.ts';
import { ownerOf, type Step } from './conversation.rules.ts';

export type ChangeExtras = {
  readonly correlationId: string | null;
  readonly messages?: readonly NewMessage[];
  readonly deliveries?: readonly NewDelivery[];
  readonly events?: readonly NewEvent[];
};

/** The change a step amounts to: the version rises, the owner is derived, the domain events are added. */
export const changeOf = (before: ThreadState, step: Step, extras: ChangeExtras): ThreadChange => {
  const { state } = step;
  const after: ThreadState = {
    ...state,
    conversation: {
      ...state.conversation,
      owner: ownerOf(state),
      version: before.conversation.version + 1,
    },
  };
  return {
    before,
    after,
    // A timer may come when the thread has gone on to another conversation.
    timers: step.timers.map((timer) =>
      timer.dueAt === null
        ? timer
        : { ...timer, data: { ...timer.data, conversation: after.conversation.id } },
    ),
    waiting: step.waiting,
    messages: extras.messages ?? [],
    deliveries: extras.deliveries ?? [],
    events: [...conversationEvents(before, after, extras.correlationId), ...(extras.events ?? [])],
  };
};
