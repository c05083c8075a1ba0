import type { NewEvent, Participant, ThreadState } from './conversation.model.ts';
import { agentStateOf, inAfterCallWork, isLive } from './participant.rules.ts';

/** One thing that happened to a conversation in a change; the detail events of the wire are rendered from these. */
export type Happening = {
  readonly kind:
    | 'customer.start'
    | 'customer.end'
    | 'flow.start'
    | 'flow.end'
    | 'acd.start'
    | 'acd.end'
    | 'user.start'
    | 'user.end'
    | 'acw'
    | 'wrapup'
    | 'attributes'
    | 'agent.state';
  readonly participantId: string;
  /** Back in a state that the participant had before: the participant does not say since when. */
  readonly again?: true;
};

/** Data of the domain event `conversation.changed`: what happened, and the participants as they are now. */
export type ConversationChanged = {
  readonly conversation: ThreadState['conversation'];
  readonly integrationId: string;
  readonly customer: ThreadState['customer'];
  /**
   * Those that were live before the change or are since. A customer or flow that came and left within the change is
   * not among them: it is stored as it ended and never changes again.
   */
  readonly participants: readonly Participant[];
  readonly happened: readonly Happening[];
  /** Messages of the customer that were accepted together with the change. */
  readonly received?: readonly string[];
};

export const conversationChangedEvent = 'conversation.changed';

const span: Partial<Record<Participant['purpose'], 'customer' | 'flow' | 'acd' | 'user'>> = {
  customer: 'customer',
  workflow: 'flow',
  acd: 'acd',
  agent: 'user',
};

/** An agent starts when offered and ends when gone. */
const startAndEnd = (before: Participant | undefined, after: Participant): Happening[] => {
  const name = span[after.purpose];
  if (!name) return [];
  const started = before === undefined;
  const ended = !isLive(after) && (before === undefined || isLive(before));
  return [
    ...(started ? [{ kind: `${name}.start` as const, participantId: after.id }] : []),
    ...(ended ? [{ kind: `${name}.end` as const, participantId: after.id }] : []),
  ];
};

const workOf = (before: Participant | undefined, after: Participant): Happening[] => {
  const participantId = after.id;
  const acwOver = before !== undefined && inAfterCallWork(before) && !inAfterCallWork(after);
  const wrapped =
    after.wrapup !== null && !after.wrapup.provisional && after.wrapup !== before?.wrapup;
  const noted = before !== undefined && before.attributes !== after.attributes;
  return [
    ...(wrapped ? [{ kind: 'wrapup' as const, participantId }] : []),
    ...(acwOver ? [{ kind: 'acw' as const, participantId }] : []),
    ...(noted ? [{ kind: 'attributes' as const, participantId }] : []),
  ];
};

const stateOf = (before: Participant | undefined, after: Participant): Happening[] => {
  const [old, now] = [before && agentStateOf(before), agentStateOf(after)];
  if (now === null || now === old) return [];
  const again = now === 'PARKED' || old === 'PARKED' ? { again: true as const } : {};
  return [{ kind: 'agent.state', participantId: after.id, ...again }];
};

/** What a change did, in the order of the participants. */
export const happenings = (before: ThreadState, after: ThreadState): Happening[] => {
  // A new conversation on the thread shares nothing with the one before it.
  const same = before.conversation.id === after.conversation.id;
  const earlier = new Map(same ? before.participants.map((p) => [p.id, p]) : []);
  return after.participants
    .filter((participant) => earlier.get(participant.id) !== participant)
    .flatMap((participant) => {
      const old = earlier.get(participant.id);
      return [
        ...startAndEnd(old, participant),
        ...workOf(old, participant),
        ...stateOf(old, participant),
      ];
    });
};

const cameAndLeft = (before: ThreadState, participant: Participant): boolean =>
  (participant.purpose === 'customer' || participant.purpose === 'workflow') &&
  !isLive(participant) &&
  before.participants.every(({ id }) => id !== participant.id);

/** The domain event of a change of a conversation; none when nothing of it is shown anywhere. */
export const conversationEvents = (
  before: ThreadState,
  after: ThreadState,
  correlationId: string | null,
): NewEvent[] => {
  const unchanged =
    before.conversation.id === after.conversation.id &&
    before.conversation.endedAt === after.conversation.endedAt &&
    before.conversation.owner === after.conversation.owner &&
    after.participants.length === before.participants.length &&
    after.participants.every((participant, index) => participant === before.participants[index]);
  if (unchanged) return [];
  const data: ConversationChanged = {
    conversation: after.conversation,
    integrationId: after.integrationId,
    customer: after.customer,
    participants: after.participants.filter((participant) => !cameAndLeft(before, participant)),
    happened: happenings(before, after),
  };
  return [
    {
      type: conversationChangedEvent,
      key: `conversation:${after.conversation.id}`,
      data,
      correlationId,
    },
  ];
};
