import { expireAcw } from './agent-work.rules.ts';
import { onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import {
  andThen,
  enterQueue,
  leave,
  liveOf,
  type Step,
  type StepContext,
  stepOf,
  waitsSince,
} from './conversation.rules.ts';
import { goBack, withdrawAttended } from './offer.rules.ts';
import { inAfterCallWork } from './participant.rules.ts';
import { giveBack } from './reassignment.rules.ts';

type Agent = {
  readonly org: string;
  readonly userId: string;
  /** Also what its queue does not take back: nobody will ever answer it. */
  readonly everything?: boolean;
};

const held = (db: ConversationDeps['db'], { org, userId, everything = false }: Agent) =>
  db.query<{ conversation: string }>(
    `select conversation from participant where org = $1 and user_id = $2 and live and purpose = 'agent'
       and case when doc->>'endedAt' is not null then $3
         else doc->>'state' in ('connected', 'parked') and ($3 or (doc->'rules'->>'returnOnSignOut')::boolean) end`,
    [org, userId, everything],
  );

/**
 * What no queue takes back goes the way back of its offer. Where there is none, the customer waits where the agent was
 * looking for somebody else, if that is a queue; else it ends: nobody would ever answer.
 */
const takeUnqueued = (state: ThreadState, mine: Participant, context: StepContext): Step => {
  const { at } = context;
  const asked = liveOf(state, 'acd');
  if (!mine.wayBack && asked?.routing)
    return enterQueue(state, asked.routing, { ...context, since: waitsSince(asked) });
  const alone = andThen(withdrawAttended(state, at), (next) =>
    leave(next, mine, { at, type: 'transfer' }),
  );
  return andThen(alone, (next) => goBack(next, mine, context));
};

const takeFrom = (state: ThreadState, userId: string, context: StepContext): Step => {
  const mine = state.participants.find(
    (one) => one.purpose === 'agent' && one.userId === userId && one.endedAt === null,
  );
  if (!mine || mine.state === 'alerting') return stepOf(state);
  return mine.queueId === null
    ? takeUnqueued(state, mine, context)
    : giveBack(state, mine, { ...context, type: 'transfer' });
};

/** After-call work ends as its time does: nobody is there to do it. */
const endWork = (state: ThreadState, userId: string, at: string): Step =>
  state.participants
    .filter((one) => one.userId === userId && inAfterCallWork(one))
    .reduce<Step>((step, one) => andThen(step, (next) => expireAcw(next, one, at)), stepOf(state));

/**
 * Conversations of an agent who is signed out go back to their queues, where these say so, and all of one who is not
 * active any more, who owes no after-call work either. One that fails keeps no other from going.
 * @throws what the last one that failed threw: the others need not be asked for again
 */
export const returnWork = async (deps: ConversationDeps, agent: Agent): Promise<void> => {
  const { org, userId, everything = false } = agent;
  const failures: unknown[] = [];
  for (const { conversation: conversationId } of await held(deps.db, agent)) {
    try {
      await onConversation(
        deps,
        { org, conversationId },
        {
          correlationId: deps.ids.uuid(),
          decide(state, context) {
            const taken = takeFrom(state, userId, context);
            const step = everything
              ? andThen(taken, (next) => endWork(next, userId, context.at))
              : taken;
            return { from: state, step, answer: undefined };
          },
        },
      );
    } catch (error) {
      deps.log.warn(
        { err: error, conversation: conversationId },
        'a conversation is given back later',
      );
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.at(-1);
};
