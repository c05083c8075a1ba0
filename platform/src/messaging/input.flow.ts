import {
  type FlowEffect,
  type FlowInput,
  type FlowState,
  type FlowStep,
  type FlowSurroundings,
  initialFlowState,
  stepBudget,
  stepFlow,
  type TransferRequest,
} from '@tandem/flows';
import {
  endConversation,
  enterQueue,
  leave,
  liveOf,
  newParticipant,
  type Participant,
  type RoutingRequest,
  replaceParticipant,
  setAttributes,
  stepOf,
} from '../conversations/index.ts';
import type { RoutingDirectory } from './directory.types.ts';
import type { InputPayload, Reason } from './inbound.types.ts';
import { advance, type Draft, nextUuid, sendText } from './input.draft.ts';
import type { PublishedFlow } from './integration-config.ts';

type Message = Extract<InputPayload, { kind: 'message' }>;

const present = <T>(value: T | null): value is T => value !== null;

/** Ids for the names of a flow; null if there is no such queue. Unknown skills and agents do not hold anybody up. */
export const resolveTransfer = (
  request: TransferRequest,
  directory: RoutingDirectory,
): RoutingRequest | null => {
  const queue = request.queue === '' ? null : directory.queue(request.queue);
  if (!queue) return null;
  const skills = request.skills.map((name) => directory.skill(name)).filter(present);
  return {
    queueId: queue.id,
    priority: request.priority,
    skillIds: [...new Set(skills.map(({ id }) => id))],
    languageId: request.language ? (directory.language(request.language)?.id ?? null) : null,
    preferredUserIds: request.preferredAgents,
  };
};

const surroundingsOf = (draft: Draft, message: Message): FlowSurroundings => {
  const { state } = draft.step;
  const { customer } = state;
  return {
    participantData: liveOf(state, 'customer')?.attributes ?? {},
    values: {
      'message.text': message.text,
      'conversation.id': state.conversation.id,
      'customer.id': customer.id,
      'customer.nickname': customer.nickname ?? '',
      'customer.firstName': customer.firstName ?? '',
      'customer.lastName': customer.lastName ?? '',
    },
    now: draft.surroundings.now,
  };
};

const joinFlow = (draft: Draft, { id, name, version }: PublishedFlow): Participant => {
  const workflow = newParticipant({
    id: nextUuid(draft),
    communicationId: nextUuid(draft),
    purpose: 'workflow',
    name,
    startTime: draft.surroundings.now.toISOString(),
    flow: { id, name, version },
    peerId: liveOf(draft.step.state, 'customer')?.communicationId ?? null,
  });
  advance(draft, (state) => stepOf({ ...state, participants: [...state.participants, workflow] }));
  return workflow;
};

const putIntoQueue = (draft: Draft, routing: RoutingRequest): void => {
  const { now, directory } = draft.surroundings;
  advance(draft, (state) =>
    enterQueue(state, routing, { at: now.toISOString(), uuid: () => nextUuid(draft) }),
  );
  const acd = liveOf(draft.step.state, 'acd');
  const name = directory.queue(routing.queueId)?.name ?? null;
  if (acd) advance(draft, (state) => stepOf(replaceParticipant(state, { ...acd, name })));
};

/**
 * What an effect led to: the run has handed over or ended, goes on, goes on at the failure outlet, or at the error exit
 * because nothing here can do it.
 */
type Led = 'over' | 'on' | 'failed' | 'unable';

const perform = (
  draft: Draft,
  effect: FlowEffect,
  { workflow, message }: { workflow: Participant; message: Message },
): Led => {
  const at = draft.surroundings.now.toISOString();
  if (effect.kind === 'sendResponse') {
    const { communicationId } = workflow;
    sendText(draft, { text: effect.text, communicationId, acceptedAt: message.at });
    return 'on';
  }
  if (effect.kind === 'setParticipantData') {
    const customer = liveOf(draft.step.state, 'customer');
    if (customer) advance(draft, (state) => setAttributes(state, customer, effect.attributes));
    return 'on';
  }
  if (effect.kind === 'disconnect') {
    const by = { participantId: workflow.id, type: 'client' as const, at };
    advance(draft, (state) => endConversation(state, by));
    return 'over';
  }
  if (effect.kind !== 'transferToAcd') return 'unable';
  const routing = resolveTransfer(effect.request, draft.surroundings.directory);
  if (!routing) return 'failed';
  putIntoQueue(draft, routing);
  return 'over';
};

const performAll = (
  draft: Draft,
  step: FlowStep,
  context: { workflow: Participant; message: Message },
): Led => {
  let led: Led = 'on';
  for (const effect of step.effects) led = perform(draft, effect, context);
  return led;
};

/** A flow that fails ends the conversation: a customer is never left with nobody. */
const fail = (
  draft: Draft,
  step: FlowStep,
  { workflow, message }: { workflow: Participant; message: Message },
): Reason => {
  const { state } = draft.step;
  const code = step.outcome.status === 'failed' ? step.outcome.code : 'unknown';
  draft.events.push({
    type: 'flow.failed',
    key: `conversation:${state.conversation.id}`,
    data: { flow: workflow.flow, code, messageId: message.messageId },
    correlationId: message.correlationId,
  });
  const at = draft.surroundings.now.toISOString();
  advance(draft, (current) => leave(current, workflow, { at, type: 'error' }));
  advance(draft, (current) => endConversation(current, { participantId: null, type: 'error', at }));
  return { code: 'GeneralError', message: `The flow failed (${code}).` };
};

const unable: FlowInput = {
  kind: 'failed',
  code: 'effect.unable',
  message: 'Inbound message flows cannot do this yet.',
};

/** Effects of one message whose results are needed at once; a flow that needs more goes round in circles. */
const mostRounds = 100;

/**
 * Runs the routed flow on a message, as far as it goes.
 * @returns why it failed; null when it did not.
 */
export const runFlow = (
  draft: Draft,
  published: PublishedFlow,
  message: Message,
): Reason | null => {
  const workflow = joinFlow(draft, published);
  const context = { workflow, message };
  let state: FlowState = initialFlowState(published.flow);
  let input: FlowInput = { kind: 'start' };
  for (let round = 0; ; round += 1) {
    const surroundings = surroundingsOf(draft, message);
    const budget = round < mostRounds ? stepBudget : 0;
    const step = stepFlow(published.flow, state, { input, surroundings, budget });
    const led = performAll(draft, step, context);
    if (led === 'over') return null;
    if (step.outcome.status === 'failed') return fail(draft, step, context);
    if (step.outcome.status === 'ended') {
      // A flow that ends without handing over has done its work, and so has the conversation.
      const at = draft.surroundings.now.toISOString();
      const by = { participantId: workflow.id, type: 'client' as const, at };
      advance(draft, (current) => endConversation(current, by));
      return null;
    }
    state = step.state;
    input = led === 'unable' ? unable : { kind: 'result', outlet: 'failure' };
  }
};
