import type { ConversationNote, Supervision } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/waiting.ts';
import {
  type AgentSite,
  accept,
  startAgentSite,
  startWork,
  type Work,
  write,
} from './agent-work.ts';

let site: AgentSite;
beforeAll(async () => {
  site = await startAgentSite();
});
afterAll(() => site[Symbol.asyncDispose]());

/** The SDK's types leave out where it keeps its token. */
const tokenOf = ({ sdk: { client } }: Work) =>
  (client as unknown as { authData: { accessToken: string } }).authData.accessToken;

/** A call of our own part of the API with the agent's token. */
const callAs = async <T>(work: Work, ...[method, path, body]: [string, string, object?]) => {
  const reply = await fetch(`${site.tandem.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokenOf(work)}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(reply.status).toBeLessThan(300);
  return (reply.status === 204 ? undefined : await reply.json()) as T;
};

const reassign = (body: object) =>
  site.tandem.admin.ok('PUT', `/tandem/queues/${site.made.queue}/reassignment`, body);
const owners = async (id: string) => {
  const { participants } = await site.admin.conversations.getConversation(id);
  return participants.flatMap(({ purpose, userId, messages }) =>
    messages?.[0]?.state === 'disconnected' ? [] : [`${purpose} ${userId ?? ''}`.trim()],
  );
};

describe('colleagues on one conversation', () => {
  it('ask, read along, answer with notes and see each other', async () => {
    await using anna = await startWork(site, site.anna);
    await using ben = await startWork(site, site.ben);
    const id = await write(site, 'consulted', 'May I have my money back?');
    const { participant } = await accept(anna, id);
    const notes = `/tandem/desk/conversations/${id}/notes`;
    await callAs(anna, 'POST', `/tandem/desk/conversations/${id}/consults`, {
      userId: site.ben.id,
      question: 'May I refund this?',
    });
    await ben.feed.frame(
      'the question',
      ({ topicName, eventBody }) =>
        topicName === ben.topics.messages &&
        eventBody['id'] === id &&
        JSON.stringify(eventBody).includes('"monitor"'),
    );
    await callAs(ben, 'POST', notes, { text: 'Yes, do' });
    const { entities } = await callAs<{ entities: ConversationNote[] }>(anna, 'GET', notes);
    expect(entities.map(({ author, text }) => `${author.name}: ${text}`)).toEqual([
      'Anna: May I refund this?',
      'Ben: Yes, do',
    ]);
    const viewing = `/tandem/desk/conversations/${id}/viewing`;
    await callAs(ben, 'PUT', viewing);
    expect(await callAs(anna, 'PUT', viewing)).toEqual({
      viewers: [{ id: site.ben.id, name: 'Ben' }],
      notes: 2,
      labels: [],
    });
    const seen = await site.tandem.admin.ok<Supervision>('GET', '/tandem/supervision');
    expect(seen.conversations.find((one) => one.id === id)).toMatchObject({
      ...{ stage: 'active', agent: { name: 'Anna' }, agentParticipantId: participant },
    });
    await anna.sdk.conversations.patchConversationsMessageParticipant(id, participant, {
      body: { state: 'disconnected' },
    });
  });
});

describe('an agent who does nothing', () => {
  it('loses a conversation that is not answered in time', async () => {
    await reassign({ answerSeconds: 60, onSignOut: false });
    await using anna = await startWork(site, site.anna);
    const id = await write(site, 'unanswered', 'Is anybody there?');
    const { communication } = await accept(anna, id);
    await anna.sdk.conversations.postConversationsMessageCommunicationMessages(id, communication, {
      textBody: 'Here I am.',
    });
    site.pass(61_000);
    // Answered in time: the time begins with what the customer writes now.
    await write(site, 'unanswered', 'Are you still there?');
    expect(await owners(id)).toContain(`agent ${site.anna.id}`);
    site.pass(61_000);
    await until('the queue has it', async () => (await owners(id)).includes('acd'));
    const { status } = await anna.sdk.users.getUserRoutingstatus(site.anna.id);
    expect(status).toBe('NOT_RESPONDING');
    await site.admin.conversations.postConversationDisconnect(id);
    await anna.sdk.users.putUserRoutingstatus(site.anna.id, { status: 'IDLE' });
  });

  it('loses it when all sign-ins have ended', async () => {
    await reassign({ onSignOut: true });
    let anna = await startWork(site, site.anna);
    const id = await write(site, 'left alone', 'Hello?');
    await accept(anna, id);
    const signOut = async () => {
      await site.tandem.admin.ok('DELETE', `/api/v2/tokens/${site.anna.id}`);
      anna.feed[Symbol.dispose]();
      const isWaiting = async () => (await owners(id)).includes('acd');
      return until('the queue has it', isWaiting, { withinMs: 8000 }).catch(() => false);
    };
    // A sign-in that nobody has noticed yet cannot be missed: then it is done once more.
    for (let tries = 0; !(await signOut()) && tries < 5; tries += 1)
      anna = await startWork(site, site.anna);
    expect(await owners(id)).not.toContain(`agent ${site.anna.id}`);
    expect(await owners(id)).toContain('acd');
  });
});
