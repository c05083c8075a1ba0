import type { Agent } from '../harness/agents.ts';
import { callUntilAnswered } from './calls.ts';
import { type Owned, readOwner } from './owners.ts';

/** A text of an agent that was answered with 2xx. */
export type Said = {
  readonly text: string;
  readonly id: string;
  readonly again: () => Promise<string>;
};

type Place = { readonly conversationId: string } & Pick<Owned, 'participantId' | 'communicationId'>;

/** Sends a text until it is accepted, under one key. */
export const say = async (
  { api }: Agent,
  place: Place,
  { text, onAway }: { text: string; onAway?: () => Promise<void> },
): Promise<Said> => {
  const send = async () => {
    const { status, body } = await callUntilAnswered<{ id: string }>(api, {
      method: 'POST',
      path: `/api/v2/conversations/messages/${place.conversationId}/communications/${place.communicationId}/messages`,
      body: { textBody: text },
      headers: { 'idempotency-key': text },
      ...(onAway ? { onAway } : {}),
    });
    if (status >= 300) throw new Error(`"${text}" refused: ${status} ${JSON.stringify(body)}`);
    return body.id;
  };
  return { text, id: await send(), again: send };
};

/**
 * Accepts or leaves, again and again until it is answered. A refusal is right where an earlier try was kept without an
 * answer: the conversation is then what was asked for.
 */
export const turn = async (
  { api }: Agent,
  place: Place,
  { state, onAway }: { state: 'connected' | 'disconnected'; onAway?: () => Promise<void> },
): Promise<void> => {
  const { status, body } = await callUntilAnswered(api, {
    method: 'PATCH',
    path: `/api/v2/conversations/messages/${place.conversationId}/participants/${place.participantId}`,
    body: { state },
    ...(onAway ? { onAway } : {}),
  });
  if (status < 300) return;
  const { kind } = await readOwner(api, place.conversationId);
  if (kind !== (state === 'connected' ? 'agent' : 'ended'))
    throw new Error(`${state} refused: ${status} ${JSON.stringify(body)}; now ${kind}`);
};
