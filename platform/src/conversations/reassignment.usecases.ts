import { onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { stepOf } from './conversation.rules.ts';
import { giveBack } from './reassignment.rules.ts';

type Agent = { readonly org: string; readonly userId: string };

const held = (db: ConversationDeps['db'], { org, userId }: Agent) =>
  db.query<{ conversation: string }>(
    `select conversation from participant where org = $1 and user_id = $2 and live and purpose = 'agent'
       and doc->>'endedAt' is null and doc->>'state' in ('connected', 'parked')
       and (doc->'rules'->>'returnOnSignOut')::boolean`,
    [org, userId],
  );

/**
 * Conversations of an agent who is signed out go back to their queues, where these say so; one that fails keeps no other
 * from going.
 */
export const returnWork = async (deps: ConversationDeps, agent: Agent): Promise<void> => {
  const { org, userId } = agent;
  for (const { conversation } of await held(deps.db, agent)) {
    try {
      await onConversation(
        deps,
        { org, conversationId: conversation },
        {
          correlationId: deps.ids.uuid(),
          decide(state, context) {
            const mine = state.participants.find(
              (one) => one.purpose === 'agent' && one.userId === userId && one.endedAt === null,
            );
            const step =
              mine && mine.state !== 'alerting'
                ? giveBack(state, mine, { ...context, type: 'transfer' })
                : stepOf(state);
            return { from: state, step, answer: undefined };
          },
        },
      );
    } catch (error) {
      deps.log.warn({ err: error, conversation }, 'a conversation stays with its signed-out agent');
    }
  }
};
