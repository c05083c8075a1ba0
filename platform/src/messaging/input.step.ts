import type { Work } from '@tandem/lanes';
import {
  changeOf,
  endConversation,
  expectActivity,
  expectAnswer,
  flowTimer,
  liveOf,
  newParticipant,
  resume,
  type Step,
  setAttributes,
  type ThreadChange,
  type ThreadState,
} from '../conversations/index.ts';
import type { StoredThread } from '../threads/index.ts';
import { fileFetchQueue } from './file-fetch.rules.ts';
import type { FlowAnswer } from './flow-answer.ts';
import type { InputPayload } from './inbound.types.ts';
import {
  advance,
  createDraft,
  type Draft,
  flowYield,
  type MessageReceipt,
  nextUuid,
  type StepSurroundings,
  sendReceipt,
} from './input.draft.ts';
import { resumeFlow, runFlow, tellFlow } from './input.flow.ts';

export type InputWork = Work<InputPayload>;

/** Steps of timers that other slices own, by the beginning of the timer's name (up to the first colon). */
export type TimerSteps = Readonly<
  Record<
    string,
    (
      state: ThreadState,
      timer: { readonly name: string; readonly data: Readonly<Record<string, unknown>> },
      context: { readonly at: string; readonly uuid: () => string },
    ) => Step
  >
>;

export type ThreadStep = {
  /** Null when nothing of the thread changes. */
  readonly change: ThreadChange | null;
  readonly receipts: readonly MessageReceipt[];
  /** Inputs that were taken; the rest is offered again. */
  readonly taken: number;
};

type Message = Extract<InputPayload, { kind: 'message' }>;
type Receipt = Extract<InputPayload, { kind: 'receipt' }>;

const nameOf = ({ nickname, firstName, lastName }: ThreadState['customer']): string | null =>
  nickname ?? ([firstName, lastName].filter(Boolean).join(' ') || null);

const joinCustomer = (draft: Draft, message: Message): void => {
  const { customer } = draft.step.state;
  const participant = newParticipant({
    id: nextUuid(draft),
    communicationId: nextUuid(draft),
    purpose: 'customer',
    name: nameOf(customer),
    // The message that opened the conversation belongs to this participant.
    startTime: message.at,
    attributes: message.attributes ?? {},
    ...(message.contact ? { externalContactId: message.contact } : {}),
  });
  advance(draft, (state) => ({
    state: { ...state, participants: [...state.participants, participant] },
    timers: [],
    waiting: [],
  }));
};

const reopen = (draft: Draft, message: Message): void => {
  advance(draft, (state) => ({
    state: { ...state, conversation: { ...state.conversation, endedAt: null }, flow: null },
    timers: [],
    waiting: [],
  }));
  joinCustomer(draft, message);
};

const giveAttributes = (draft: Draft, { attributes }: Message): void => {
  const customer = liveOf(draft.step.state, 'customer');
  if (attributes && customer) advance(draft, (state) => setAttributes(state, customer, attributes));
};

/** The customer becomes known, or another one, in the middle of the conversation. */
const giveContact = (draft: Draft, { contact }: Message): void => {
  const customer = liveOf(draft.step.state, 'customer');
  if (!contact || !customer || customer.externalContactId === contact) return;
  const known = { ...customer, externalContactId: contact };
  advance(draft, (state) => ({
    state: {
      ...state,
      participants: state.participants.map((one) => (one.id === customer.id ? known : one)),
    },
    timers: [],
    waiting: [],
  }));
};

/** A conversation that was set aside comes back to its agent when the customer writes. */
const unpark = (draft: Draft): void => {
  const agent = liveOf(draft.step.state, 'agent');
  if (agent?.state === 'parked') advance(draft, (state) => resume(state, agent));
};

/** The agent's patience with a silent customer begins anew. */
const restartInactivity = (draft: Draft, { at }: Message): void =>
  advance(draft, (state) => expectActivity(state, at));

/** @returns why the flow failed on the message; null when it did not, or there is none to take it. */
const giveToFlow = (draft: Draft, message: Message) => {
  const { config } = draft.surroundings;
  const { state } = draft.step;
  if (state.flow) return tellFlow(draft, state.flow, message);
  const isHeld = ['acd', 'agent', 'workflow'].some((purpose) =>
    liveOf(state, purpose as 'acd' | 'agent' | 'workflow'),
  );
  // Nobody holds the conversation: it is new, or no flow was routed to the address so far.
  return !isHeld && config?.flow ? runFlow(draft, config.flow, message) : null;
};

/** Files are fetched beside the conversation, which does not wait for them. */
const fetchFiles = (draft: Draft, { files = [], messageId }: Message): void => {
  const customer = liveOf(draft.step.state, 'customer');
  if (files.length === 0 || !customer) return;
  const { integrationId, conversation } = draft.step.state;
  const about = {
    ...{ integrationId, conversationId: conversation.id, messageId },
    communicationId: customer.communicationId,
  };
  const work = files.map((file) => ({ queue: fileFetchQueue, payload: { ...about, ...file } }));
  flowYield(draft).work.push(...work);
};

const takeMessage = (draft: Draft, message: Message): void => {
  const { conversation } = draft.step.state;
  const isFresh = conversation.endedAt !== null || !liveOf(draft.step.state, 'customer');
  if (isFresh) reopen(draft, message);
  else giveAttributes(draft, message);
  giveContact(draft, message);
  unpark(draft);
  fetchFiles(draft, message);
  const failure = giveToFlow(draft, message);
  const reasons = [message.refused, failure].filter((reason) => reason !== null);
  sendReceipt(draft, { messageId: message.messageId, reasons });
  restartInactivity(draft, message);
  advance(draft, (state) => expectAnswer(state, message.at));
};

const takeReceipt = (draft: Draft, receipt: Receipt): void => {
  const { messageId, status, reasons, isFinal, at } = receipt;
  const noted = {
    id: messageId,
    type: 'Receipt',
    status,
    reasons,
    isFinalReceipt: isFinal,
    time: at,
  };
  draft.receipts.push({ messageId, status, receipt: noted });
  draft.events.push({
    type: 'message.receipt',
    key: `conversation:${receipt.conversation}`,
    data: {
      conversationId: receipt.conversation,
      integrationId: draft.step.state.integrationId,
      messageId,
      status,
      reasons,
    },
    correlationId: receipt.correlationId,
  });
};

const takeTimer = (
  draft: Draft,
  timer: Extract<InputPayload, { timer: string }>,
  steps: TimerSteps,
): void => {
  if (timer.timer === flowTimer) {
    const { run, effect, at } = (timer.data ?? {}) as Record<string, string>;
    if (run && effect && at) resumeFlow(draft, { run, effect, at }, { input: { kind: 'timer' } });
    return;
  }
  const step = steps[timer.timer.split(':')[0] as string];
  if (!step) return;
  const context = { at: draft.surroundings.now.toISOString(), uuid: () => nextUuid(draft) };
  advance(draft, (state) => step(state, { name: timer.timer, data: timer.data ?? {} }, context));
};

/** Sealed answers are opened before the step; one that is not is for nobody. */
const takeAnswer = (draft: Draft, awaited: FlowAnswer): void => {
  if ('input' in awaited.answer) resumeFlow(draft, awaited, awaited.answer);
};

const openConversation = (stored: StoredThread, id: string, startedAt: string): ThreadState => ({
  org: stored.org,
  thread: stored.thread,
  part: stored.part,
  integrationId: stored.integrationId,
  customer: stored.customer,
  conversation: { id, owner: 'none', startedAt, endedAt: null, version: 0, externalTag: null },
  participants: [],
  flow: null,
});

/** The state a run of inputs starts from: the live one, or a conversation that the first message opens. */
const startOf = (stored: StoredThread, first: InputPayload): ThreadState | null => {
  const { state, customer } = stored;
  const isMessage = 'kind' in first && first.kind === 'message';
  if (!isMessage) return state;
  if (state?.conversation.id === first.conversation) return { ...state, customer };
  return openConversation(stored, first.conversation, first.at);
};

/** A conversation that is still open while the next one was chosen already: it ends first. */
const endLeftOver = (state: ThreadState, now: Date): ThreadStep => {
  const at = now.toISOString();
  const step = endConversation(state, { participantId: null, type: 'system', at });
  return { change: changeOf(state, step, { correlationId: null }), receipts: [], taken: 0 };
};

/** A message is its own name, whether it waited in its lane or not. */
const nameOfInput = ({ id, lane, payload }: InputWork): string =>
  'kind' in payload && payload.kind === 'message' ? payload.messageId : `${lane} ${id}`;

/** Tries of an input; its lane would make it a dead letter after one more, and with it the customer's message. */
const mostTries = 3;

const take = (draft: Draft, work: InputWork, timers: TimerSteps): void => {
  const { payload } = work;
  draft.isStuck = work.attempts >= mostTries;
  draft.input = nameOfInput(work);
  draft.made = 0;
  if ('timer' in payload) {
    takeTimer(draft, payload, timers);
    return;
  }
  draft.correlationId ??= payload.correlationId;
  if (payload.kind === 'receipt') takeReceipt(draft, payload);
  else if (payload.kind === 'flow') takeAnswer(draft, payload);
  else takeMessage(draft, payload);
};

/** Takes inputs in order, at least the first. @returns how many there was time for. */
const takeAll = (draft: Draft, inputs: readonly InputWork[], timers: TimerSteps): number => {
  const { isOver } = draft.surroundings;
  for (let index = 0; index < inputs.length; index += 1) {
    if (index > 0 && isOver?.()) return index;
    take(draft, inputs[index] as InputWork, timers);
  }
  return inputs.length;
};

/** The conversation an input is for; null where any will do. */
export const conversationOf = ({ payload }: InputWork): string | null => {
  if ('timer' in payload) return (payload.data?.['conversation'] as string | undefined) ?? null;
  return payload.kind === 'receipt' ? null : payload.conversation;
};

/** Inputs of the same conversation as the first, as far as they stand together. */
const together = (work: readonly InputWork[]): readonly InputWork[] => {
  const conversations = work.map(conversationOf);
  const first = conversations.find((id) => id !== null) ?? null;
  const end = conversations.findIndex((id) => id !== null && id !== first);
  return end === -1 ? work : work.slice(0, end);
};

const isUnchanged = (before: ThreadState, draft: Draft): boolean =>
  draft.step.state === before &&
  draft.messages.length === 0 &&
  draft.deliveries.length === 0 &&
  draft.events.length === 0 &&
  !draft.flows?.work.length &&
  draft.step.timers.length === 0 &&
  draft.step.waiting.length === 0;

/** Timers belong to agents, but for the flow's own: where there was none, there is nothing to cancel. */
const withoutVainCancels = (before: ThreadState, step: Step): Step =>
  before.participants.some(({ purpose }) => purpose === 'agent')
    ? step
    : {
        ...step,
        timers: step.timers.filter(({ name, dueAt }) => dueAt !== null || name === flowTimer),
      };

/**
 * Takes the inputs of one thread in order: the pure heart of the message path. The same arguments give the same
 * answer, ids included, so a run that was lost before its commit may be repeated.
 */
export const stepThread = (
  stored: StoredThread,
  work: readonly InputWork[],
  { surroundings, timers }: { surroundings: StepSurroundings; timers: TimerSteps },
): ThreadStep => {
  const inputs = together(work);
  const opener = inputs.find(({ payload }) => 'kind' in payload && payload.kind === 'message');
  const start = startOf(stored, (opener ?? (inputs[0] as InputWork)).payload);
  if (!start) return { change: null, receipts: [], taken: inputs.length };
  const live = stored.state;
  const isNew = live?.conversation.id !== start.conversation.id;
  if (live && isNew && live.conversation.endedAt === null)
    return endLeftOver(live, surroundings.now);
  const draft = createDraft(start, surroundings);
  const taken = takeAll(draft, inputs, timers);
  if (!isNew && isUnchanged(start, draft)) return { change: null, receipts: draft.receipts, taken };
  const { messages, deliveries, events, correlationId } = draft;
  const before = live ?? start;
  const change = changeOf(before, withoutVainCancels(before, draft.step), {
    correlationId,
    messages,
    deliveries,
    events,
  });
  return {
    change: draft.flows ? { ...change, ...draft.flows } : change,
    receipts: draft.receipts,
    taken,
  };
};
