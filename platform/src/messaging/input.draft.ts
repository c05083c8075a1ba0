import type { WebhookAttachment, WebhookContent } from '@tandem/contract';
import type { Values, WorkPool } from '@tandem/flows';
import { derivedHex32, derivedUuid } from '@tandem/kit';
import {
  type FlowNote,
  type NewDelivery,
  type NewEvent,
  type NewMessage,
  type RunRecord,
  refusedMedia,
  type Step,
  type ThreadChange,
  type ThreadState,
} from '../conversations/index.ts';
import type { RoutingDirectory } from './directory.types.ts';
import type { FlowsAtHand } from './flow-shelf.ts';
import { orderedHex32 } from './inbound.rules.ts';
import type { Reason } from './inbound.types.ts';
import type { IntegrationConfig } from './integration-config.ts';
import type { RunSampler } from './run-sampler.ts';
import { allowsMedia } from './supported-content.rules.ts';
import { receiptBody, structuredBody, textBody, type WebhookParties } from './webhook-body.ts';

/** What a step may read besides the thread. */
export type StepSurroundings = {
  /** Null when the integration was deleted meanwhile. */
  readonly config: IntegrationConfig | null;
  readonly directory: RoutingDirectory;
  /** Versions of flows, and flows that are called. */
  readonly flows: FlowsAtHand;
  /** Variables of the organisation that flows read by name. */
  readonly globals?: Values;
  /** Receipts for inbound messages: for those that failed, or for all. */
  readonly receipts: 'failed' | 'all';
  /** Which runs are recorded although nobody looks; left out: none. */
  readonly samples?: RunSampler;
  readonly now: Date;
  /** What the run of an input may use up, of the units given or of as many as there are; left out: bounded by work alone. */
  readonly pool?: (units?: number) => WorkPool;
  /** Whether there is no time to begin a further input of the thread; left out: there always is. */
  readonly isOver?: () => boolean;
};

/** A receipt of the channel to be noted on a message. */
export type MessageReceipt = {
  readonly messageId: string;
  readonly status: string;
  readonly receipt: Readonly<Record<string, unknown>>;
};

export type FlowYield = {
  readonly work: NonNullable<ThreadChange['work']>[number][];
  readonly recorded: RunRecord[];
  readonly notes: FlowNote[];
};

/**
 * What the inputs of one thread amount to, gathered while they are taken one after another. It is local to one run of
 * the pure step: nothing of it lives on.
 */
export type Draft = {
  step: Step;
  readonly messages: NewMessage[];
  readonly deliveries: NewDelivery[];
  readonly events: NewEvent[];
  readonly receipts: MessageReceipt[];
  readonly surroundings: StepSurroundings;
  /** What runs of flows leave besides messages; null where none left anything. */
  flows: FlowYield | null;
  /** The input was tried too often: no flow is run on it any more. */
  isStuck: boolean;
  /** Ids made so far; with the input's name, which no other has, it makes the next one, the same in every run. */
  made: number;
  input: string;
  correlationId: string | null;
};

export const createDraft = (state: ThreadState, surroundings: StepSurroundings): Draft => ({
  step: { state, timers: [], waiting: [] },
  messages: [],
  deliveries: [],
  events: [],
  receipts: [],
  surroundings,
  flows: null,
  isStuck: false,
  made: 0,
  input: '',
  correlationId: null,
});

const seed = (draft: Draft): string[] => {
  draft.made += 1;
  return [draft.input, String(draft.made)];
};

export const nextUuid = (draft: Draft): string => derivedUuid(...seed(draft));

/** Applies a step of the conversation's rules to the draft. */
export const advance = (draft: Draft, next: (state: ThreadState) => Step): void => {
  const step = next(draft.step.state);
  draft.step = {
    state: step.state,
    timers: [...draft.step.timers, ...step.timers],
    waiting: [...draft.step.waiting, ...step.waiting],
  };
};

const partiesOf = (draft: Draft): WebhookParties => {
  const { state } = draft.step;
  return {
    integration: {
      id: state.integrationId,
      name: draft.surroundings.config?.name ?? state.integrationId,
    },
    customer: state.customer,
    conversationId: state.conversation.id,
  };
};

/** Where a run of a flow notes what it leaves besides messages. */
export const flowYield = (draft: Draft): FlowYield => {
  draft.flows ??= { work: [], recorded: [], notes: [] };
  return draft.flows;
};

export type FlowMessage = {
  readonly text: string;
  /** Quick replies or cards. */
  readonly content?: readonly WebhookContent[];
  /** Instead of them, what a plain text carries along. */
  readonly attachments?: readonly WebhookAttachment[];
  readonly communicationId: string;
  /** Dates the id, the same in every run. */
  readonly acceptedAt: string;
};

/** Media types of a message that the integration's profile does not let out. */
const disallowed = (
  draft: Draft,
  { attachments = [], content = [] }: Pick<FlowMessage, 'attachments' | 'content'>,
): readonly string[] => {
  const { config } = draft.surroundings;
  if (!config) return [];
  const mimes = attachments.map(({ attachment }) => attachment.mime ?? 'application/octet-stream');
  return [
    ...mimes.filter((mime) => !allowsMedia(config.mediaTypes, 'outbound', mime)),
    ...refusedMedia(config.mediaTypes, content, allowsMedia),
  ];
};

/** A message that may not go out stays in the conversation as one that failed, with the reason. */
const refuseMessage = (draft: Draft, id: string, mimes: readonly string[]): void => {
  const { state } = draft.step;
  const reasons = [
    {
      code: 'MediaTypeNotAllowed',
      message: `The supported content profile does not allow ${mimes.join(', ')} to be sent.`,
    },
  ];
  const time = draft.surroundings.now.toISOString();
  const receipt = { id, type: 'Receipt', status: 'Failed', reasons, isFinalReceipt: true, time };
  draft.receipts.push({ messageId: id, status: 'Failed', receipt });
  draft.events.push({
    type: 'message.receipt',
    key: `conversation:${state.conversation.id}`,
    data: {
      conversationId: state.conversation.id,
      integrationId: state.integrationId,
      messageId: id,
      status: 'Failed',
      reasons,
    },
    correlationId: draft.correlationId,
  });
};

/** A message of the flow for the customer; not sent where the profile does not allow a file of it. */
export const sendMessage = (
  draft: Draft,
  { text, content = [], attachments = [], communicationId, acceptedAt }: FlowMessage,
): void => {
  const id = orderedHex32(new Date(acceptedAt), derivedHex32(...seed(draft)));
  const time = draft.surroundings.now.toISOString();
  const parties = partiesOf(draft);
  const body =
    content.length > 0
      ? structuredBody(parties, {
          id,
          time,
          text,
          content: [...content, ...attachments],
          originatingEntity: 'Bot',
        })
      : textBody(parties, {
          id,
          time,
          text: text === '' && attachments.length > 0 ? null : text,
          content: attachments,
          originatingEntity: 'Bot',
        });
  draft.messages.push({
    id,
    direction: 'outbound',
    communicationId,
    userId: null,
    originatingEntity: 'Bot',
    time,
    body,
  });
  const mimes = disallowed(draft, { attachments, content });
  if (mimes.length > 0) refuseMessage(draft, id, mimes);
  else
    draft.deliveries.push({
      messageId: id,
      kind: 'message',
      status: null,
      body: JSON.stringify(body),
    });
};

/** Tells the channel what became of its message. */
export const sendReceipt = (
  draft: Draft,
  { messageId, reasons }: { messageId: string; reasons: readonly Reason[] },
): void => {
  const status = reasons.length > 0 ? 'Failed' : 'Published';
  if (status === 'Published' && draft.surroundings.receipts === 'failed') return;
  const time = draft.surroundings.now.toISOString();
  const body = receiptBody(partiesOf(draft), { messageId, time, status, reasons });
  draft.deliveries.push({ messageId, kind: 'receipt', status, body: JSON.stringify(body) });
};
