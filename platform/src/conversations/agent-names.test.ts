import { conversationMessagesOperations as messages } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { agentIn, useAgentWork } from './agent-work.testing.ts';
import {
  anna,
  dora,
  goOnQueue,
  here,
  queueId,
  waitingConversation,
} from './conversation.testing.ts';

const work = useAgentWork();
const { connected, read } = work;

describe('the name of an agent that customers read', () => {
  it('is the one of the profile, where there is one: offered by the queue', async () => {
    const { started, db } = work;
    await db.query(
      'insert into queue_member (org, queue, user_id, added_at) values ($1, $2, $3, now())',
      [here, queueId, dora.id],
    );
    const { conversation } = await waitingConversation(started, 'carla');
    await goOnQueue(db, dora.id, started.clock.now());
    await started.acd.decide();
    expect(agentIn(await read(conversation.id))).toMatchObject({
      ...{ userId: dora.id, name: dora.shownName },
    });
  });

  it('comes along when the conversation is given to the agent; without one it is the name', async () => {
    const { id, agent, params } = await connected();
    expect(agent.name).toBe(anna.name);
    await work.started.user(anna.id, ['conversation:communication:blindTransfer'])(
      messages.postConversationsMessageParticipantReplace,
      { params, body: { userId: dora.id } },
    );
    expect(agentIn(await read(id))).toMatchObject({ userId: dora.id, name: dora.shownName });
  });
});
