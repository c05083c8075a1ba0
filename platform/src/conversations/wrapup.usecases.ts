import type { AssignedWrapupCode, Principal, WrapupCode, WrapupInput } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { findOfferedCode, listOfferedCodes, wrapupCodesWire } from '../routing/index.ts';
import { setWrapup, skipWrapup } from './agent-work.rules.ts';
import { onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant, ThreadState, Wrapup } from './conversation.model.ts';
import { type Step, stepOf } from './conversation.rules.ts';
import { findParticipant, readConversation } from './conversation.store.ts';
import {
  locate,
  requireAgent,
  requireCommunication,
  requireSelfOr,
  wrapupPermission,
} from './participant.access.ts';

/** Codes are offered by the queue of a participant; without one by the organisation. */
const offererOf = (org: string, { queueId }: Participant) => ({ org, queue: queueId });

const secondsBetween = (from: string, to: string) =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));

/**
 * Reads a wrap-up of a request.
 * @throws conversationErrors.wrapupCodeUnknown (400) for a code the queue does not offer; a provisional one needs none.
 */
export const readWrapup = async (
  db: Queryable,
  { org, participant, at }: { org: string; participant: Participant; at: string },
  input: WrapupInput,
): Promise<Wrapup> => {
  const provisional = input.provisional ?? false;
  const code =
    input.code === undefined
      ? null
      : await findOfferedCode(db, offererOf(org, participant), input.code);
  if (!code && !(provisional && input.code === undefined))
    throw conversationErrors.wrapupCodeUnknown({ code: input.code ?? '(none)' });
  return {
    code: code?.id ?? '',
    name: code?.name ?? null,
    notes: input.notes ?? null,
    tags: input.tags ?? [],
    durationSeconds:
      input.durationSeconds ??
      (participant.acwStartedAt ? secondsBetween(participant.acwStartedAt, at) : 0),
    endTime: input.endTime ?? at,
    provisional,
  };
};

const optional = new Set(['optional', 'agentRequested']);

/** The part of a participant request that is about after-call work. @throws conversationErrors.* (400) */
export const wrapupStep = async (
  db: Queryable,
  { state, participant, at }: { state: ThreadState; participant: Participant; at: string },
  request: { readonly wrapup?: WrapupInput; readonly wrapupSkipped?: boolean },
): Promise<Step> => {
  if (request.wrapup) {
    const wrapup = await readWrapup(db, { org: state.org, participant, at }, request.wrapup);
    return setWrapup(state, participant, { wrapup, at });
  }
  if (!request.wrapupSkipped) return stepOf(state);
  if (participant.wrapupRequired && !optional.has(participant.rules?.wrapupPrompt ?? ''))
    throw conversationErrors.wrapupStillRequired();
  return skipWrapup(state, participant, at);
};

type Where = {
  readonly conversationId: string;
  readonly participantId: string;
  readonly communicationId?: string;
};

/** Stores the wrap-up of an agent. @throws conversationErrors.notFound, notAgent, notYours, wrapupCodeUnknown */
export const assignWrapup = (
  deps: ConversationDeps,
  principal: Principal,
  request: Where & { readonly input: WrapupInput; readonly correlationId: string },
): Promise<void> =>
  onConversation(
    deps,
    { org: principal.org, conversationId: request.conversationId },
    {
      correlationId: request.correlationId,
      async decide(state, { tx, at }) {
        const { from, participant } = await locate(tx, state, request.participantId);
        if (request.communicationId) requireCommunication(participant, request.communicationId);
        requireAgent(participant);
        requireSelfOr(principal, participant, wrapupPermission);
        const wrapup = request.input;
        const step = await wrapupStep(tx, { state: from, participant, at }, { wrapup });
        return { from, step, answer: undefined };
      },
    },
  );

const participantOf = async (deps: ConversationDeps, org: string, where: Where) => {
  const loaded = await readConversation(deps, org, where.conversationId);
  if (!loaded) throw conversationErrors.notFound();
  const participant = await findParticipant(deps.db, { org, ...where });
  if (!participant) throw conversationErrors.notFound();
  if (where.communicationId) requireCommunication(participant, where.communicationId);
  return participant;
};

/** The wrap-up of a participant; without one an empty answer. @throws conversationErrors.notFound */
export const readAssigned = async (
  deps: ConversationDeps,
  principal: Principal,
  where: Where & { readonly provisional?: boolean | undefined },
): Promise<AssignedWrapupCode> => {
  const { wrapup } = await participantOf(deps, principal.org, where);
  if (!wrapup || (wrapup.provisional && !where.provisional)) return {};
  return {
    code: wrapup.code,
    tags: [...wrapup.tags],
    ...(wrapup.notes === null ? {} : { notes: wrapup.notes }),
    ...(wrapup.durationSeconds === null ? {} : { durationSeconds: wrapup.durationSeconds }),
    ...(wrapup.endTime === null ? {} : { endTime: wrapup.endTime }),
  };
};

/** Codes that may be given to a participant. @throws conversationErrors.notFound */
export const offeredCodes = async (
  deps: ConversationDeps,
  principal: Principal,
  where: Where,
): Promise<WrapupCode[]> => {
  const participant = await participantOf(deps, principal.org, where);
  const codes = await listOfferedCodes(deps.db, offererOf(principal.org, participant));
  return wrapupCodesWire(deps, principal.org, codes);
};
