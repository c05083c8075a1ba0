import type { MediaParticipantRequest, Principal } from '@tandem/contract';
import { awaitInputs } from './accepted.ts';
import { noteDeclined } from './acd.store.ts';
import { park, resume, setAttributes } from './agent-work.rules.ts';
import { type Context, type Decision, isUuid, onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import {
  andThen,
  endConversation,
  leave,
  liveOf,
  type Step,
  stepOf,
} from './conversation.rules.ts';
import { acceptOffer, attendantOf, refuseOffer, withdrawAttended } from './offer.rules.ts';
import {
  disconnectPermission,
  locate,
  requireCommunication,
  requireSelf,
  requireSelfOr,
  wrapupPermission,
} from './participant.access.ts';
import { laterBy, mayBecome } from './participant.rules.ts';
import { wrapupStep } from './wrapup.usecases.ts';

/** How long a conversation is offered to others first after an agent declined it. */
const declinedMs = 30_000;

const refuse = (participant: Participant, wanted: string) =>
  conversationErrors.wrongState({ state: participant.state, wanted });

const connect = (principal: Principal, { state, participant }: Subject, { at }: Context): Step => {
  requireSelf(principal, participant);
  if (participant.state === 'connected') return stepOf(state);
  if (!mayBecome(participant.state, 'connected')) throw refuse(participant, 'connected');
  return participant.state === 'parked'
    ? resume(state, participant)
    : acceptOffer(state, participant, { at });
};

type Subject = { readonly state: ThreadState; readonly participant: Participant };

/** The agent of the conversation takes an attended transfer back. */
const withdraws = (principal: Principal, state: ThreadState, participant: Participant): boolean =>
  participant.attendedBy !== undefined &&
  principal.userId !== null &&
  attendantOf(state, participant)?.userId === principal.userId;

/** An alerting agent declines, who reads along just leaves; anybody else who leaves ends the conversation. */
const disconnect = (
  principal: Principal,
  { state, participant }: Subject,
  { at, uuid }: Context,
): Step => {
  if (withdraws(principal, state, participant) && participant.state !== 'disconnected')
    return withdrawAttended(state, at);
  requireSelfOr(principal, participant, disconnectPermission);
  if (participant.state === 'disconnected') return stepOf(state);
  if (
    participant.purpose === 'monitor' ||
    (participant.purpose === 'acd' && participant.attendedBy)
  )
    return leave(state, participant, { at, type: 'client' });
  if (participant.state === 'alerting')
    return refuseOffer(state, participant, { at, uuid, type: 'client' });
  const type = participant.purpose === 'customer' ? 'endpoint' : 'client';
  return endConversation(state, { participantId: participant.id, type, at });
};

const parkOne = (
  principal: Principal,
  { state, participant }: Subject,
  resumeTime: string | undefined,
): Step => {
  requireSelf(principal, participant);
  if (participant.state === 'parked')
    return resumeTime === undefined ? stepOf(state) : park(state, participant, resumeTime);
  if (!mayBecome(participant.state, 'parked')) throw refuse(participant, 'parked');
  return park(state, participant, resumeTime ?? null);
};

const turnTo = (
  principal: Principal,
  subject: Subject,
  { request, context }: { request: MediaParticipantRequest; context: Context },
): Step => {
  switch (request.state) {
    case undefined:
      return stepOf(subject.state);
    case 'connected':
      return connect(principal, subject, context);
    case 'disconnected':
      return disconnect(principal, subject, context);
    case 'parked':
      return parkOne(principal, subject, request.resumeTime);
    default:
      throw conversationErrors.unsupported({ what: `State ${request.state} of a message` });
  }
};

const voiceOnly = ['held', 'muted', 'recording', 'confined'] as const;

/** Messages know no hold, mute, recording or confinement. @throws conversationErrors.unsupported (400) */
const refuseVoice = (request: MediaParticipantRequest): void => {
  const asked = voiceOnly.find((name) => request[name] === true);
  if (asked) throw conversationErrors.unsupported({ what: `"${asked}" on a message` });
};

/** The place in which a conversation waits that its agent has declined. */
const declinedOf = (
  participant: Participant,
  request: MediaParticipantRequest,
  { state }: Step,
): string | null =>
  request.state === 'disconnected' && participant.state === 'alerting'
    ? (liveOf(state, 'acd')?.id ?? null)
    : null;

type ParticipantRequest = {
  readonly conversationId: string;
  readonly participantId: string;
  readonly communicationId?: string;
  readonly request: MediaParticipantRequest;
  readonly correlationId: string;
};

const decidePatch = async (
  principal: Principal,
  state: ThreadState,
  { input, context }: { input: ParticipantRequest; context: Context },
): Promise<Decision<void>> => {
  const { request } = input;
  const { tx, at } = context;
  const { from, participant } = await locate(tx, state, input.participantId);
  if (input.communicationId) requireCommunication(participant, input.communicationId);
  if (request.wrapup || request.wrapupSkipped !== undefined)
    requireSelfOr(principal, participant, wrapupPermission);
  const wrapped = await wrapupStep(tx, { state: from, participant, at }, request);
  const step = andThen(wrapped, (next) => {
    const current = next.participants.find(({ id }) => id === participant.id) ?? participant;
    return turnTo(principal, { state: next, participant: current }, { request, context });
  });
  const waiting = declinedOf(participant, request, step);
  return {
    from,
    step,
    answer: undefined,
    also: async () => {
      if (waiting === null || participant.userId === null) return;
      const until = new Date(laterBy(at, declinedMs));
      await noteDeclined(tx, { waiting, userId: participant.userId, until });
    },
  };
};

/**
 * Accepts, declines, leaves, parks, resumes or wraps up: everything a participant request of a message may ask for.
 * @throws conversationErrors.notFound, notAgent, notYours, wrongState, unsupported, wrapupCodeUnknown
 */
export const patchParticipant = (
  deps: ConversationDeps,
  principal: Principal,
  input: ParticipantRequest,
): Promise<void> => {
  refuseVoice(input.request);
  return onConversation(
    deps,
    { org: principal.org, conversationId: input.conversationId },
    {
      correlationId: input.correlationId,
      decide: (state, context) => decidePatch(principal, state, { input, context }),
    },
  );
};

/** Adds to a participant's data; others stay. @throws conversationErrors.notFound */
export const patchAttributes = (
  deps: ConversationDeps,
  principal: Principal,
  input: Omit<ParticipantRequest, 'request'> & {
    readonly attributes: Readonly<Record<string, string>>;
  },
): Promise<Readonly<Record<string, string>>> =>
  onConversation(
    deps,
    { org: principal.org, conversationId: input.conversationId },
    {
      correlationId: input.correlationId,
      async decide(state, { tx }) {
        const { from, participant } = await locate(tx, state, input.participantId);
        const known = Object.entries(input.attributes).every(
          ([name, value]) => participant.attributes[name] === value,
        );
        const step = known ? stepOf(from) : setAttributes(from, participant, input.attributes);
        const answer = { ...participant.attributes, ...input.attributes };
        return { from, step, answer };
      },
    },
  );

/** Sets aside or takes up again. @throws conversationErrors.notFound, notYours, wrongState, unsupported */
export const setParking = (
  deps: ConversationDeps,
  principal: Principal,
  input: ParticipantRequest,
): Promise<void> => {
  const { state } = input.request;
  if (state !== 'parked' && state !== 'connected')
    throw conversationErrors.unsupported({ what: `Parking state ${state}` });
  return patchParticipant(deps, principal, input);
};

/**
 * Ends the conversation for everybody. The agent who asks leaves as `client`; anybody else speaks for the customer
 * (`endpoint`), and an emergency disconnect for nobody (`system`).
 * @throws conversationErrors.notFound
 */
export const disconnectConversation = async (
  deps: ConversationDeps,
  principal: Principal,
  input: {
    readonly conversationId: string;
    readonly correlationId: string;
    readonly emergency: boolean;
  },
): Promise<void> => {
  const { conversationId } = input;
  if (isUuid.test(conversationId) && !input.emergency)
    await awaitInputs(deps, principal.org, conversationId);
  return onConversation(
    deps,
    { org: principal.org, conversationId },
    {
      correlationId: input.correlationId,
      decide(state, { at }) {
        const agent = state.participants.find(
          ({ purpose, userId, endedAt }) =>
            purpose === 'agent' && endedAt === null && userId === principal.userId,
        );
        const own = agent !== undefined;
        const step = input.emergency
          ? endConversation(state, { participantId: null, type: 'system', at })
          : endConversation(state, {
              participantId: (own ? agent : liveOf(state, 'customer'))?.id ?? null,
              type: own ? 'client' : 'endpoint',
              at,
            });
        return { from: state, step, answer: undefined };
      },
    },
  );
};
