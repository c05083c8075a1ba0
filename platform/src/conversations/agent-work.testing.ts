import {
  type Conversation,
  conversationsOperations as conversations,
  conversationMessagesOperations as messages,
} from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
// biome-ignore lint/correctness/noUndeclaredDependencies: only tests load this file.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { loadByConversation } from '../threads/index.ts';
import { changeOf } from './conversation.changes.ts';
import { commitChange } from './conversation.commit.ts';
import type { ThreadState } from './conversation.model.ts';
import type { Step, StepContext } from './conversation.rules.ts';
import {
  addQueue,
  anna,
  ben,
  goOnQueue,
  here,
  queueId,
  type Started,
  startConversations,
  waitingConversation,
} from './conversation.testing.ts';
import { conversationTimerSteps } from './conversation.timers.ts';

export const codeId = derivedUuid('code');
export const otherQueue = derivedUuid('other queue');
export const notFound = { status: 404, code: 'not.found' };

export type Caller = ReturnType<Started['as']>;

/** The agent who joined last, with the communication. */
export const agentIn = (conversation: Conversation) => {
  const agent = conversation.participants.findLast(({ purpose }) => purpose === 'agent');
  const communication = agent?.messages?.[0];
  if (!agent?.id || !communication?.id) throw new Error('no agent');
  return { ...agent, id: agent.id, communication: { ...communication, id: communication.id } };
};

export const patch = (caller: Caller, params: Record<string, string>, body: object) =>
  caller(messages.patchConversationsMessageParticipant, { params, body });

/** A step of the conversation's lane on a node, such as a message of the customer. */
export const stepOn = (
  { deps, clock, ids }: Started,
  id: string,
  take: (state: ThreadState, ctx: StepContext) => Step,
): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const state = await loadByConversation(tx, here, id);
    if (!state) throw new Error('no such conversation');
    const step = take(state, { at: clock.now().toISOString(), uuid: ids.uuid });
    if (step.state === state && step.timers.length === 0) return;
    await commitChange(tx, changeOf(state, step, { correlationId: null }), clock.now());
  });

/** Does what a timer of the conversation does that is due, such as `alert:` with its participant. */
export const timerOn = (node: Started, id: string, name: string): Promise<void> =>
  stepOn(node, id, (state, ctx) => {
    const timer = conversationTimerSteps[name.slice(0, name.indexOf(':'))];
    if (!timer) throw new Error(`no timer ${name}`);
    return timer(state, { name }, ctx);
  });

const emptied = `truncate queue, wrapup_code, agent, ability, thread, conversation, participant, message, acd_waiting,
  acd_declined, conversation_label, conversation_note, conversation_viewer, event_log, lane_timer, lane_work, media, queue_removal, routing_utilization, user_utilization cascade`;

const seed = async (db: Database) => {
  await db.query(emptied);
  await addQueue(db, {
    doc: { acwSettings: { wrapupPrompt: 'MANDATORY_TIMEOUT', timeoutMs: 60_000 } },
  });
  await addQueue(db, { id: otherQueue, members: [ben.id] });
  await db.query(
    `insert into wrapup_code (id, org, name, created_at, modified_at) values ($1, $2, 'Solved', now(), now())`,
    [codeId, here],
  );
  await db.query('insert into queue_wrapup_code (org, queue, code) values ($1, $2, $3)', [
    here,
    queueId,
    codeId,
  ]);
};

/**
 * A contact centre of two queues for each test of a file: Anna answers the first, which offers one wrap-up code, Ben
 * the second. Call it at the top of the file.
 */
export const useAgentWork = () => {
  const now: { db?: Database; started?: Started } = {};
  const get = <K extends 'db' | 'started'>(name: K): NonNullable<(typeof now)[K]> => {
    const value = now[name];
    if (!value) throw new Error(`${name} is there inside tests only`);
    return value;
  };
  beforeAll(async () => {
    now.db = await platformTestDatabase();
  });
  afterAll(() => now.db?.close());
  beforeEach(async () => {
    await seed(get('db'));
    now.started = startConversations(get('db'));
  });

  const read = async (id: string, caller: Caller = get('started').as()) =>
    (await caller<Conversation>(conversations.getConversation, { params: { conversationId: id } }))
      .body;
  /** The latest offer of a conversation, whether taken or not, and the parameters of what its agent does. */
  const offered = async (id: string) => {
    const { id: participantId, userId = '', communication } = agentIn(await read(id));
    const params = { conversationId: id, participantId, communicationId: communication.id };
    return { participantId, userId, params };
  };
  /** A conversation that alerts at Anna. */
  const alerting = async (customer = 'carla') => {
    const started = get('started');
    const { conversation } = await waitingConversation(started, customer);
    await goOnQueue(get('db'), anna.id, started.clock.now());
    await started.acd.decide();
    const agent = agentIn(await read(conversation.id));
    const params = {
      conversationId: conversation.id,
      participantId: agent.id,
      communicationId: agent.communication.id,
    };
    return { id: conversation.id, agent, params };
  };
  /** One that Anna has accepted. */
  const connected = async (customer?: string) => {
    const made = await alerting(customer);
    await patch(get('started').user(anna.id), made.params, { state: 'connected' });
    return made;
  };
  /** Kinds of everything that happened so far. */
  const happened = async () =>
    (
      await get('db').query<{ kind: string }>(
        `select h->>'kind' as kind from event_log e, json_array_elements(e.data->'happened') h
         where e.type = 'conversation.changed' order by e.id`,
      )
    ).map(({ kind }) => kind);
  return {
    get db() {
      return get('db');
    },
    get started() {
      return get('started');
    },
    read,
    offered,
    alerting,
    connected,
    happened,
  };
};
