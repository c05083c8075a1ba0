import { conversationMessagesOperations as messages } from '@tandem/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { otherQueue, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, goOnQueue, queueId } from './conversation.testing.ts';

const work = useAgentWork();
const { connected, offered } = work;

const timers = () =>
  work.db.query<{ dueAt: Date }>(
    `select due_at as "dueAt" from lane_timer where name = 'inactivity'`,
  );

describe('the time of silence of a queue', () => {
  beforeEach(() =>
    work.db.query('update queue set doc = $2 where id = $1', [
      queueId,
      JSON.stringify({
        mediaSettings: {
          message: {
            enableInactivityTimeout: true,
            inactivityTimeoutSettings: { timeoutSeconds: 60, actionType: 'DISCONNECT' },
          },
        },
      }),
    ]),
  );

  it('begins with the agent, and anew with what the agent writes', async () => {
    const { params } = await connected();
    const at = work.started.clock.now().getTime();
    expect(await timers()).toEqual([{ dueAt: new Date(at + 60_000) }]);
    await work.started.clock.advance(10_000);
    await work.started.user(anna.id)(messages.postConversationsMessageCommunicationMessages, {
      params,
      body: { textBody: 'Are you there?' },
    });
    expect(await timers()).toEqual([{ dueAt: new Date(at + 70_000) }]);
  });

  it('is over when an agent of another queue takes the conversation, which sets none', async () => {
    const { id, params } = await connected();
    await work.started.user(anna.id)(messages.postConversationsMessageParticipantReplace, {
      params,
      body: { queueId: otherQueue, transferType: 'Attended' },
    });
    await goOnQueue(work.db, ben.id, work.started.clock.now());
    await work.started.acd.decide();
    const { params: ofBen } = await offered(id);
    expect(await timers()).toHaveLength(1);
    await patch(work.started.user(ben.id), ofBen, { state: 'connected' });
    expect(await timers()).toEqual([]);
  });
});
