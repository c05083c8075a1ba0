import type { FlowEffect, TransferRequest } from '@tandem/flows';
import {
  endConversation,
  enterQueue,
  liveOf,
  type Participant,
  type RoutingRequest,
  replaceParticipant,
  setAttributes,
  stepOf,
} from '../conversations/index.ts';
import type { RoutingDirectory } from './directory.types.ts';
import { toWireContent } from './flow-content.rules.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { advance, type Draft, flowYield, nextUuid, sendMessage } from './input.draft.ts';

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

const putIntoQueue = (draft: Draft, routing: RoutingRequest): void => {
  const { now, directory } = draft.surroundings;
  advance(draft, (state) =>
    enterQueue(state, routing, { at: now.toISOString(), uuid: () => nextUuid(draft) }),
  );
  const acd = liveOf(draft.step.state, 'acd');
  const name = directory.queue(routing.queueId)?.name ?? null;
  if (acd) advance(draft, (state) => stepOf(replaceParticipant(state, { ...acd, name })));
};

/** The participant of the run as it is now. */
const standing = (draft: Draft, { workflow }: RunningFlow): Participant =>
  draft.step.state.participants.find(({ id }) => id === workflow.id) ?? workflow;

const shortestSecret = 4;

/** A value of a secure variable that got into a log after all, by way of another variable. */
export const tellsSecret = (message: string, { secrets }: RunningFlow): boolean =>
  secrets().some((secret) => secret.length >= shortestSecret && message.includes(secret));

const noteLog = (
  draft: Draft,
  effect: Extract<FlowEffect, { kind: 'log' }>,
  running: RunningFlow,
): void => {
  const refused = tellsSecret(effect.message, running);
  flowYield(draft).notes.push({
    kind: 'log',
    level: refused ? 'warning' : effect.level,
    flow: running.published.id,
    message: refused ? 'A log of the flow held a secret and was left out.' : effect.message,
  });
};

/**
 * What an effect led to: the run has handed over or ended, goes on, goes on at the failure outlet, waits for its
 * result, or goes on at the error exit because nothing here can do it.
 */
export type Led = 'over' | 'on' | 'failed' | 'waits' | 'unable';

type Handlers = {
  readonly [Kind in FlowEffect['kind']]?: (
    draft: Draft,
    effect: Extract<FlowEffect, { kind: Kind }>,
    running: RunningFlow,
  ) => Led;
};

const handlers: Handlers = {
  sendResponse(draft, { text, content }, { workflow, at }) {
    const { communicationId } = workflow;
    sendMessage(draft, {
      // A template has the text as its body.
      text: content?.kind === 'template' ? '' : text,
      ...(content ? { content: toWireContent(content, text) } : {}),
      communicationId,
      acceptedAt: at,
    });
    return 'on';
  },
  setParticipantData(draft, { attributes }) {
    const customer = liveOf(draft.step.state, 'customer');
    if (customer) advance(draft, (state) => setAttributes(state, customer, attributes));
    return 'on';
  },
  setScreenPop(draft, { script, inputs }, running) {
    const workflow = { ...standing(draft, running), screenPop: { script, inputs } };
    advance(draft, (state) => stepOf(replaceParticipant(state, workflow)));
    return 'on';
  },
  log(draft, effect, running) {
    noteLog(draft, effect, running);
    return 'on';
  },
  disconnect(draft, _effect, { workflow }) {
    const at = draft.surroundings.now.toISOString();
    const by = { participantId: workflow.id, type: 'client' as const, at };
    advance(draft, (state) => endConversation(state, by));
    return 'over';
  },
  transferToAcd(draft, { request }) {
    const routing = resolveTransfer(request, draft.surroundings.directory);
    if (!routing) return 'failed';
    putIntoQueue(draft, routing);
    return 'over';
  },
  timer: () => 'waits',
  awaitMessage: () => 'waits',
  httpRequest: () => 'waits',
  authenticate: () => 'waits',
  callBot: () => 'waits',
};

/** Carries out one effect of a run as far as the thread itself goes. */
export const performEffect = (draft: Draft, effect: FlowEffect, running: RunningFlow): Led => {
  const handler = handlers[effect.kind] as
    | ((draft: Draft, effect: FlowEffect, running: RunningFlow) => Led)
    | undefined;
  return handler ? handler(draft, effect, running) : 'unable';
};
