import {
  conversationMessagesOperations as agentOps,
  type Conversation,
  conversationsOperations,
  usersOperations,
} from '@tandem/contract';
import { type Database, PublicError } from '@tandem/kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presenceHandlers } from '../presence/index.ts';
import { callerOf, platformTestDatabase, testPrincipal } from '../testing/index.ts';
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

type Row = {
  readonly conversation: string;
  readonly owner: string;
  readonly ended: boolean;
  readonly agents: number;
  readonly acds: number;
  readonly waiting: number;
};

/** What must hold of every conversation whenever nobody is working. */
const conversationsNow = (db: Database) =>
  db.query<Row>(
    `select c.id as conversation, c.owner, c.ended_at is not null as ended,
       count(*) filter (where p.purpose = 'agent' and p.doc->>'endedAt' is null) as agents,
       count(*) filter (where p.purpose = 'acd' and p.doc->>'endedAt' is null) as acds,
       (select count(*) from acd_waiting w where w.conversation = c.id) as waiting
     from conversation c join participant p on p.conversation = c.id group by c.id`,
  );

const placesNow = (db: Database) =>
  db.query<{ active: number; places: number; status: string }>(
    `select a.active, a.status, (select count(*) from participant p where p.user_id = a.user_id and p.live
         and p.doc->>'state' <> 'parked') as places
     from agent a`,
  );

const expectWhole = async (db: Database) => {
  for (const row of await conversationsNow(db)) {
    expect(row.agents, row.conversation).toBeLessThanOrEqual(1);
    if (row.ended) expect(row).toMatchObject({ owner: 'none', agents: 0, acds: 0, waiting: 0 });
    else expect(row.owner).toBe(row.acds > 0 ? 'queue' : 'agent');
    // Who waits is in the list exactly once, unless an agent alerts.
    if (row.acds > 0) expect(row.waiting).toBe(1 - row.agents);
  }
  for (const agent of await placesNow(db)) {
    expect(agent.active).toBe(agent.places);
    if (agent.status === 'IDLE') expect(agent.active).toBe(0);
  }
};

/** One thing that agents, customers or nodes do at some moment. */
const moves = ['accept', 'decline', 'leave', 'transfer', 'customer', 'decide', 'status'] as const;
type Move = (typeof moves)[number];

const agentsCall = (started: Started) => {
  const presence = presenceHandlers({
    ...started.deps,
    audit: async () => {},
    userChanged: () => {},
  });
  return async (id: string, move: Move, who: string): Promise<void> => {
    const me = started.user(who);
    if (move === 'decide') return started.newAcd(`node ${id} ${who}`, 2).decide();
    if (move === 'status') {
      const self = callerOf(presence, testPrincipal(here, { userId: who, kind: 'user' }));
      const body = { status: 'IDLE' };
      await self(usersOperations.putUserRoutingstatus, { params: { userId: who }, body });
      return;
    }
    const params = { conversationId: id };
    if (move === 'customer') {
      await started.as()(conversationsOperations.postConversationDisconnect, { params });
      return;
    }
    const { body } = await started.as()<Conversation>(conversationsOperations.getConversation, {
      params,
    });
    const agent = body.participants.findLast(({ userId }) => userId === who);
    if (!agent?.id) return;
    const own = { ...params, participantId: agent.id };
    if (move === 'transfer')
      await me(agentOps.postConversationsMessageParticipantReplace, {
        params: own,
        body: { queueId },
      });
    else
      await me(agentOps.patchConversationsMessageParticipant, {
        params: own,
        body: { state: move === 'accept' ? 'connected' : 'disconnected' },
      });
  };
};

describe('many at once', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());

  it('keeps every conversation with one owner and every agent with the right number of places', async () => {
    const step = fc.record({
      move: fc.constantFrom(...moves),
      conversation: fc.nat(5),
      who: fc.constantFrom(anna.id, ben.id),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 6 }),
        async (rounds) => {
          await db.query(
            `truncate queue, agent, thread, conversation, participant, message, acd_waiting, acd_declined,
             event_log, lane_timer cascade`,
          );
          const started = startConversations(db);
          await addQueue(db, { members: [anna.id, ben.id] });
          for (const userId of [anna.id, ben.id]) await goOnQueue(db, userId, started.clock.now());
          const ids: string[] = [];
          for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
            ids.push((await waitingConversation(started, name)).conversation.id);
          await started.newAcd('first', 2).decide();
          const act = agentsCall(started);
          for (const round of rounds) {
            const results = await Promise.allSettled(
              round.map(({ move, conversation, who }) =>
                act(ids[conversation] as string, move, who),
              ),
            );
            // Refusals are part of the game; anything else is a fault.
            for (const result of results)
              if (result.status === 'rejected' && !(result.reason instanceof PublicError))
                throw result.reason;
            await expectWhole(db);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
