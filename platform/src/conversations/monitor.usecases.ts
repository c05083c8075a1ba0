import type { Principal } from '@tandem/contract';
import { nameOf } from '../users/index.ts';
import { onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { readAlong } from './monitor.rules.ts';
import { locate, userOf } from './participant.access.ts';
import { isLive } from './participant.rules.ts';

/**
 * The caller joins to read along with a participant: the conversation and its events are the caller's too from now on.
 * Asking again changes nothing.
 * @throws conversationErrors.notFound, userContextRequired (403), monitorSelf (400), wrongState (409)
 */
export const monitorParticipant = async (
  deps: ConversationDeps,
  principal: Principal,
  input: {
    readonly conversationId: string;
    readonly participantId: string;
    readonly correlationId: string;
  },
): Promise<void> => {
  const userId = userOf(principal);
  const supervisor = { userId, name: await nameOf(deps.directory, principal.org, userId) };
  const { org } = principal;
  return onConversation(
    deps,
    { org, conversationId: input.conversationId },
    {
      correlationId: input.correlationId,
      async decide(state, context) {
        const { from, participant } = await locate(context.tx, state, input.participantId);
        if (participant.userId === userId || participant.purpose === 'monitor')
          throw conversationErrors.monitorSelf();
        if (!isLive(participant))
          throw conversationErrors.wrongState({ state: participant.state, wanted: 'monitored' });
        const step = readAlong(from, { subject: participant, supervisor }, context);
        return { from, step, answer: undefined };
      },
    },
  );
};
