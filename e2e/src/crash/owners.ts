import type { Api } from '../harness/api.ts';
import { callUntilAnswered } from './calls.ts';

type Participant = {
  readonly id: string;
  readonly purpose: string;
  readonly userId?: string;
  readonly queueId?: string;
  readonly messages?: readonly { readonly id: string; readonly state: string }[];
};

/** Who has the conversation, in one line that can be compared; with what an agent needs to act on it. */
export type Owned = {
  readonly owner: string;
  readonly kind: 'agent' | 'offered' | 'queue' | 'flow' | 'ended' | 'unknown';
  readonly userId: string | null;
  readonly participantId: string | null;
  readonly communicationId: string | null;
};

const nobody = { userId: null, participantId: null, communicationId: null };

const stateOf = ({ messages }: Participant) => messages?.[0]?.state ?? '';

/** @returns two agents at once as an owner of its own kind of wrong: nothing is equal to it. */
export const ownerOf = (participants: readonly Participant[]): Owned => {
  const live = participants.filter((one) => ['alerting', 'connected'].includes(stateOf(one)));
  const agents = live.filter(({ purpose }) => purpose === 'agent');
  const [agent] = agents;
  if (agents.length > 1)
    return { ...nobody, kind: 'unknown', owner: `${agents.length} agents at once` };
  if (agent) {
    const kind = stateOf(agent) === 'connected' ? 'agent' : 'offered';
    return {
      kind,
      owner: `${kind} ${agent.userId} in ${agent.id}`,
      userId: agent.userId ?? null,
      participantId: agent.id,
      communicationId: agent.messages?.[0]?.id ?? null,
    };
  }
  const acd = live.find(({ purpose }) => purpose === 'acd');
  if (acd) return { ...nobody, kind: 'queue', owner: `queue ${acd.queueId} in ${acd.id}` };
  const kind = live.length > 0 ? 'flow' : 'ended';
  return { ...nobody, kind, owner: kind };
};

/** Reads the owner of a conversation; a conversation that no step has opened yet is unknown. */
export const readOwner = async (api: Api, conversationId: string): Promise<Owned> => {
  const { status, body } = await callUntilAnswered<{ participants: readonly Participant[] }>(api, {
    method: 'GET',
    path: `/api/v2/conversations/${conversationId}`,
  });
  return status === 200
    ? ownerOf(body.participants)
    : { ...nobody, kind: 'unknown', owner: `unknown (${status})` };
};
