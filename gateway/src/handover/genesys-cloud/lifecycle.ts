import type { Clock } from '@tandem/kit';
import { ownMessageId } from '../message-ids.ts';
import type { Observation, Started, StartInput } from '../provider.model.ts';
import { isPassing, isRefusal } from '../provider-calls.ts';
import { splitTranscript } from '../transcript.rules.ts';
import { findQueue, isQueueId, requireSuccess } from './api.ts';
import { customAttributesOf, maxTextLength, transcriptMetadata } from './inbound.rules.ts';
import { type PlatformMemory, platformOf } from './platforms.ts';
import { type Call, limitsOf, sendParts } from './sending.ts';
import type { GenesysSettings } from './settings.ts';
import { readAnalyticsView, readMessageView } from './view.rules.ts';

/** Agents under the name that customers read. */
const shown = (view: Observation | null, { agentName }: GenesysSettings): Observation | null =>
  view && agentName !== null
    ? { ...view, agents: view.agents.map((agent) => ({ ...agent, name: agentName })) }
    : view;

/**
 * The conversation as the contact centre sees it; where it may not be read, its analytics.
 * @throws ProviderFailure when the contact centre does not answer just now
 */
export const readConversation = async (
  { client, context, settings }: Call,
  id: string,
): Promise<Observation | 'gone' | null> => {
  const limits = limitsOf(context);
  const read = async (path: string) => {
    const answer = await client.request({ method: 'GET', path, ...limits });
    if (isPassing(answer.status)) requireSuccess(answer, 'Reading the conversation');
    return answer;
  };
  const answer = await read(`/api/v2/conversations/messages/${encodeURIComponent(id)}`);
  const view = answer.status === 200 ? readMessageView(answer.body) : null;
  if (view) return shown(view, settings);
  const details = await read(`/api/v2/analytics/conversations/${encodeURIComponent(id)}/details`);
  if (details.status === 200) return shown(readAnalyticsView(details.body), settings);
  return answer.status === 404 && details.status === 404 ? 'gone' : null;
};

/** Participants that are past: a conversation that goes on keeps them. */
const pastParticipants = async (
  call: Call,
  previous: string | null,
): Promise<readonly string[]> => {
  const view = previous ? await readConversation(call, previous) : null;
  if (!view || view === 'gone') return [];
  const customers = view.customers.filter(({ ended }) => ended);
  const agents = view.agents.filter(({ state }) => state === 'ended');
  return [...customers, ...agents].map(({ id }) => id);
};

/** Messages of a transcript at most; nobody reads more before the first answer. */
const mostParts = 10;

/** Said where nothing else is. */
const joined = 'User joined the conversation';

/** The first message carries the participant data; without a transcript it says that somebody came. */
const sendTranscript = async (
  call: Call,
  input: Pick<StartInput, 'transcript' | 'sending'> & { customAttributes: Record<string, string> },
): Promise<string | null> => {
  const { id: handover, createdAt: time } = call.context.handover;
  const { greeting, length = maxTextLength } = input.transcript;
  const limits = { limit: Math.min(length, maxTextLength), most: mostParts };
  const parts = splitTranscript(input.transcript, limits);
  const first = greeting?.slice(0, maxTextLength) ?? (parts.length > 0 ? null : joined);
  const texts = first === null ? parts : [first, ...parts];
  let conversation: string | null = null;
  await input.sending(true);
  for (const [index, text] of texts.entries()) {
    const id = ownMessageId(handover, index === 0 ? 'transcript' : `transcript/${index}`);
    const found = await sendParts(call, {
      message: { id, text, attachments: [], time },
      ...(index === 0 ? { customAttributes: input.customAttributes } : {}),
      ...(text === first ? {} : { metadata: transcriptMetadata }),
    }).catch(async (failure: unknown) => {
      if (index === 0 && isRefusal(failure)) await input.sending(false);
      throw failure;
    });
    conversation = found ?? conversation;
  }
  return conversation;
};

/** Begins a handover: resolves names, then sends context and transcript. @throws ProviderFailure */
export const start = async (
  call: Call,
  platforms: PlatformMemory,
  input: StartInput,
): Promise<Started> => {
  const { context, client, settings } = call;
  const { session, handover } = context;
  const limits = limitsOf(context);
  const integration = await platformOf(call, platforms);
  const asked = handover.request.queue ?? settings.queue;
  const looked = asked ? await findQueue(client, asked, limits) : null;
  // Without the right to look, an id is taken at its word.
  const queueId =
    looked?.queue?.id ?? (asked && looked?.forbidden && isQueueId(asked) ? asked : null);
  const previous = input.previousConversation;
  const endedParticipants = await pastParticipants(call, previous);
  const customAttributes = customAttributesOf({
    session,
    settings,
    request: handover.request,
    queue: queueId ?? asked,
  });
  const remote = { integrationId: integration.id, ...(queueId ? { queueId } : {}) };
  const remoteConversation = await sendTranscript(
    { ...call, context: { ...context, handover: { ...handover, remote } } },
    { transcript: input.transcript, sending: input.sending, customAttributes },
  );
  // It is not the one of before, but may have been one of the customer all the same.
  const isOther = previous !== null && remoteConversation !== previous;
  const past = isOther ? await pastParticipants(call, remoteConversation) : [];
  return { remote, remoteConversation, endedParticipants: [...endedParticipants, ...past] };
};

/** Looks until a customer who was disconnected is shown so, and how far they are apart. */
const mostLooks = 3;
const lookMs = 500;

/** A handover that follows at once would take the end of somebody who is still shown as there for its own. */
const untilShown = async (call: Call, clock: Clock, id: string): Promise<void> => {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    if (looks > 0) await clock.sleep(lookMs, call.context.signal);
    // Disconnected the customer is all the same.
    const view = await readConversation(call, id).catch(() => null);
    if (!view || view === 'gone' || view.customers.every(({ ended }) => ended)) return;
  }
};

/**
 * Disconnects the customer, or tells the agent in words where that is not permitted. Words reach whoever has the customer
 * now: where that is a later handover, its start has shown that this conversation is over. @throws ProviderFailure
 */
export const end = async (call: Call, clock: Clock): Promise<void> => {
  const { context, client } = call;
  const { handover } = context;
  if (context.followed) return;
  const words = handover.request.options?.disconnectText;
  const left = {
    id: ownMessageId(handover.id, 'left'),
    text: words ?? 'User left the conversation',
    attachments: [],
    time: clock.now(),
  };
  const told = words ? await sendParts(call, { message: left }) : null;
  const id = told ?? handover.remoteConversation;
  if (id) {
    const path = `/api/v2/conversations/messages/${encodeURIComponent(id)}`;
    const body = { state: 'disconnected' };
    const answer = await client.request({ method: 'PATCH', path, body, ...limitsOf(context) });
    const ok = answer.status >= 200 && answer.status < 300;
    context.record({
      kind: 'send.end',
      summary: `PATCH ${path}`,
      ok,
      detail: { status: answer.status },
    });
    if (ok) return untilShown(call, clock, id);
    if (answer.status === 404) return;
    // Not permitted or not offered there: the agent reads it instead.
    if (answer.status !== 403 && answer.status !== 501)
      requireSuccess(answer, 'Disconnecting the conversation');
  }
  if (!words) await sendParts(call, { message: left });
};
