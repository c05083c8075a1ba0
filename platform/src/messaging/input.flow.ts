import {
  type FlowEffect,
  type FlowInput,
  type FlowState,
  type FlowStep,
  type FlowSurroundings,
  initialFlowState,
  stepBudget,
  stepFlow,
  stuckRun,
  WorkPool,
} from '@tandem/flows';
import {
  endConversation,
  endFlowTimer,
  leave,
  liveOf,
  newParticipant,
  type Participant,
  type SavedFlow,
  stepOf,
} from '../conversations/index.ts';
import { storable } from '../threads/index.ts';
import type { CallAnswer } from './flow-answer.ts';
import { sayForBot } from './flow-bots.ts';
import { type Led, performEffect } from './flow-effects.ts';
import { noteStep } from './flow-record.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { flowKey } from './flow-shelf.ts';
import { waitFor } from './flow-wait.ts';
import type { InputPayload, Reason } from './inbound.types.ts';
import { advance, type Draft, flowYield, nextUuid } from './input.draft.ts';
import type { PublishedFlow } from './integration-config.ts';

type Message = Extract<InputPayload, { kind: 'message' }>;

export { resolveTransfer } from './flow-effects.ts';

const surroundingsOf = (draft: Draft, { message }: RunningFlow): FlowSurroundings => {
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
    ...(draft.surroundings.globals ? { globals: draft.surroundings.globals } : {}),
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

const performAll = (draft: Draft, { effects }: FlowStep, running: RunningFlow): Led => {
  let led: Led = 'on';
  // Templates cut texts wherever they like, also in the middle of a character.
  for (const effect of effects) led = performEffect(draft, storable(effect), running);
  return led;
};

/** A run that may have left something in memory: sessions that are signed in. */
const noteOver = (draft: Draft, { state, workflow }: RunningFlow): void => {
  if (Object.keys(state.sessions).length > 0)
    flowYield(draft).notes.push({ kind: 'over', run: workflow.id });
};

/** A flow that fails ends the conversation: a customer is never left with nobody. */
const fail = (draft: Draft, code: string, { workflow, message }: RunningFlow): Reason => {
  const { state } = draft.step;
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

/** A flow that ends without handing over has done its work, and so has the conversation. */
const finish = (draft: Draft, { workflow }: RunningFlow): null => {
  const at = draft.surroundings.now.toISOString();
  const by = { participantId: workflow.id, type: 'client' as const, at };
  advance(draft, (current) => endConversation(current, by));
  return null;
};

const unable: FlowInput = {
  kind: 'failed',
  code: 'effect.unable',
  message: 'Inbound message flows cannot do this.',
};

const notUnderstood: FlowInput = {
  kind: 'failed',
  code: 'effect.answer',
  message: 'The answer is not one that the action understands.',
};

/** What is there already of what the run asks for; null: it has to wait. */
const nextInput = (running: RunningFlow, led: Led, awaited: FlowEffect): FlowInput | null => {
  if (led === 'unable') return unable;
  if (led === 'failed') return { kind: 'result', outlet: 'failure' };
  const said = awaited.kind === 'awaitMessage' ? running.pending.shift() : undefined;
  if (!said) return null;
  const { messageId, text, payload } = said;
  running.message = { ...running.message, messageId, text };
  return { kind: 'message', text, ...(payload === undefined ? {} : { payload }) };
};

/** Effects of one input whose results are there at once; a flow that needs more goes round in circles. */
const mostRounds = 100;

/** Whether the end of a run that was not recorded so far is. */
const isToldOf = (draft: Draft, { published }: RunningFlow, { outcome }: FlowStep): boolean =>
  outcome.status === 'failed' &&
  // What took long is not taken again: it would take as long, in the same transaction.
  outcome.code !== 'step.time' &&
  draft.surroundings.isOver?.() !== true &&
  draft.surroundings.samples?.fails(published.id) === true;

/** Ends a run whose step never came to its end. */
const failStuck = (draft: Draft, running: RunningFlow): Reason => {
  const { code, action } = stuckRun;
  const step: FlowStep = {
    ...{ state: { ...running.state, at: null, awaiting: null }, effects: [], trace: [] },
    outcome: { status: 'failed', code, action },
  };
  noteStep(draft, running, { step, led: 'on', begins: running.begins });
  noteOver(draft, running);
  return fail(draft, code, running);
};

/** Goes on with a run as far as it goes. @returns why it failed; null when it did not. */
const goOn = (draft: Draft, running: RunningFlow, first: FlowInput): Reason | null => {
  const { published, traced } = running;
  const { flows } = draft.surroundings;
  // One for all rounds: a flow that goes on at once a hundred times is no lighter for it.
  const pool = draft.surroundings.pool?.() ?? new WorkPool();
  // Whatever it does next is what failed, or what ended the nodes that tried it.
  if (draft.isStuck) return failStuck(draft, running);
  let input = first;
  for (let round = 0; ; round += 1) {
    const { left } = pool;
    const take = (trace: boolean, own: WorkPool) =>
      stepFlow(published.flow, running.state, {
        input,
        surroundings: surroundingsOf(draft, running),
        budget: round < mostRounds ? stepBudget : 0,
        library: flows,
        pool: own,
        ...(trace ? { trace: 'hidden' as const } : {}),
      });
    const step = take(traced, pool);
    const { outcome } = step;
    if (outcome.status === 'failed' && outcome.code === 'not.waiting' && input.kind !== 'failed') {
      input = notUnderstood;
      continue;
    }
    // A failure that nobody foresaw is told with its steps: the same step again, since it depends on nothing else.
    const told = traced
      ? step
      : isToldOf(draft, running, step)
        ? take(true, draft.surroundings.pool?.(left) ?? new WorkPool(undefined, left))
        : null;
    running.state = step.state;
    const led = performAll(draft, step, running);
    if (told) noteStep(draft, running, { step: told, led, begins: running.begins && round === 0 });
    if (led !== 'over' && outcome.status === 'waiting') {
      const awaited = step.effects.at(-1) as FlowEffect;
      const next = nextInput(running, led, awaited);
      if (next === null) {
        waitFor(draft, running, awaited);
        return null;
      }
      input = next;
      continue;
    }
    noteOver(draft, running);
    if (led === 'over') return null;
    return outcome.status === 'failed'
      ? fail(draft, outcome.code, running)
      : finish(draft, running);
  }
};

const secretsOf = (running: { readonly state: FlowState }, { flow }: RunningFlow['published']) => {
  const names = flow.document.variables.filter(({ secure }) => secure).map(({ name }) => name);
  return () =>
    names.flatMap((name) => {
      const value = running.state.variables[name];
      return typeof value === 'string' ? [value] : [];
    });
};

/** Runs the routed flow on a message that opens a conversation. @returns why it failed; null when it did not. */
export const runFlow = (
  draft: Draft,
  published: PublishedFlow,
  message: Message,
): Reason | null => {
  const workflow = joinFlow(draft, published);
  const { messageId, text, correlationId, at } = message;
  const { tracedUntil = null } = published;
  const { samples, now } = draft.surroundings;
  const isWatched = tracedUntil !== null && tracedUntil > now.getTime();
  const running: RunningFlow = {
    published,
    workflow,
    at,
    message: { messageId, text, correlationId },
    secrets: () => secretsOf(running, published)(),
    pending: [],
    begins: true,
    traced: isWatched || samples?.begins(published.id) === true,
    state: initialFlowState(published.flow, { run: workflow.id }),
  };
  return goOn(draft, running, { kind: 'start' });
};

/** The version a run began in, also when another one is published since. */
const publishedOf = (draft: Draft, { flow }: SavedFlow): RunningFlow['published'] | null => {
  const routed = draft.surroundings.config?.flow;
  if (routed?.id === flow.id && routed.version === flow.version) return routed;
  const compiled = draft.surroundings.flows.get(flowKey(flow));
  return compiled && { ...flow, flow: compiled };
};

type Continued = {
  readonly at: string;
  /** The message that made it go on, if one did. */
  readonly message?: SavedFlow['message'];
  readonly isTimer?: boolean;
};

/** The run as it was saved; null when it is over, or cannot be had any more: then the conversation has ended. */
const wake = (draft: Draft, saved: SavedFlow, { at, message, isTimer }: Continued) => {
  const workflow = liveOf(draft.step.state, 'workflow');
  if (workflow?.id !== saved.run || !saved.held) return null;
  const published = publishedOf(draft, saved);
  if (!published) {
    const gone = { workflow, message: saved.message } as RunningFlow;
    fail(draft, 'flow.unknown', gone);
    return null;
  }
  advance(draft, (state) =>
    stepOf({ ...state, flow: null }, { timers: isTimer ? [] : endFlowTimer(saved) }),
  );
  const running: RunningFlow = {
    published,
    workflow,
    at,
    message: message ?? saved.message,
    secrets: () => secretsOf(running, published)(),
    pending: [...saved.pending],
    begins: false,
    traced: saved.traced,
    state: saved.held.state,
  };
  return running;
};

/** Messages kept for a flow that is busy with something else. */
export const mostPending = 50;

const keepForLater = (draft: Draft, saved: SavedFlow, message: Message): void => {
  const { messageId, text, payload } = message;
  // They stay in the conversation whatever the flow does; beyond the bound the flow itself does not see them.
  if (saved.pending.length >= mostPending) return;
  const pending = [
    ...saved.pending,
    { messageId, text, ...(payload === undefined ? {} : { payload }) },
  ];
  advance(draft, (state) => stepOf({ ...state, flow: { ...saved, pending } }));
};

/** Gives a message to the run of the thread: at once if it waits for one. @returns why the flow failed on it. */
export const tellFlow = (draft: Draft, saved: SavedFlow, message: Message): Reason | null => {
  if (saved.waitsFor !== 'message') {
    keepForLater(draft, saved, message);
    return null;
  }
  const { messageId, text, payload, correlationId, at } = message;
  const running = wake(draft, saved, { at, message: { messageId, text, correlationId } });
  if (!running) return null;
  const input: FlowInput = {
    kind: 'message',
    effect: saved.effect,
    text,
    ...(payload === undefined ? {} : { payload }),
  };
  return goOn(draft, running, input);
};

/** An answer or the end of a time, for the effect of a run; anything that is not awaited any more changes nothing. */
export const resumeFlow = (
  draft: Draft,
  awaited: { readonly run: string; readonly effect: string; readonly at: string },
  answer: CallAnswer,
): void => {
  const saved = draft.step.state.flow;
  if (saved?.run !== awaited.run || saved.effect !== awaited.effect) return;
  const isTimer = answer.input.kind === 'timer';
  if (isTimer ? !saved.timed : saved.waitsFor !== 'call') return;
  const running = wake(draft, saved, { at: awaited.at, isTimer });
  if (!running) return;
  if (answer.says) sayForBot(draft, answer.says, running);
  goOn(draft, running, { ...answer.input, effect: saved.effect } as FlowInput);
};
