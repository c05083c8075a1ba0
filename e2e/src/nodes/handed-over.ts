import { say, turn } from '../crash/agent-acts.ts';
import type { ChatDesk } from '../crash/chat-desk.ts';
import { wantsAgent } from '../crash/echo-bot.ts';
import { readOwner } from '../crash/owners.ts';
import type { Api } from '../harness/api.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { at, type Cluster } from './cluster.ts';
import { type Ear, openEar } from './ear.ts';
import type { RoamingChat } from './roaming-chat.ts';

/** The desk's notification socket: made and subscribed at one node, opened at another. */
export const openDeskEar = async (
  { id, api }: ChatDesk['agent'],
  { made, opened }: { made: ServerProcess; opened: ServerProcess },
): Promise<Ear> => {
  const there = at(made, api);
  const channel = await there.ok<{ id: string }>('POST', '/api/v2/notifications/channels');
  const ear = await openEar(`${opened.url.replace('http', 'ws')}/channels/${channel.id}`);
  const path = `/api/v2/notifications/channels/${channel.id}/subscriptions`;
  await there.ok('PUT', path, [{ id: `v2.users.${id}.conversations.messages` }]);
  return ear;
};

/** A chat that an agent of the contact centre has. */
export type HandedOver = {
  readonly conversationId: string;
  readonly owner: string;
  /** What the agent said, in order. */
  readonly said: string[];
  readonly say: (text: string, api: Api) => Promise<void>;
  readonly types: (api: Api) => Promise<unknown>;
  readonly leave: (api: Api) => Promise<void>;
};

/** Asks for an agent at one node; the desk hears of the offer over its own socket and accepts at another one. */
export const handOver = async (
  chat: RoamingChat,
  { agent }: ChatDesk,
  where: { asked: ServerProcess; accepted: ServerProcess; ear: Ear },
): Promise<HandedOver> => {
  await chat.say(wantsAgent, () => where.asked);
  // The agent has other conversations: the customer's address names the right one.
  const { eventBody } = await where.ear.hears(`the offer of ${chat.name}`, (frame) => {
    const body = JSON.stringify(frame.eventBody);
    return body.includes(chat.conversationId) && body.includes('"alerting"');
  });
  const conversationId = String(eventBody['id']);
  const api = at(where.accepted, agent.api);
  const offered = await readOwner(api, conversationId);
  await turn({ ...agent, api }, { conversationId, ...offered }, { state: 'connected' });
  const owned = await readOwner(api, conversationId);
  const place = { conversationId, ...owned };
  const said: string[] = [];
  return {
    conversationId,
    owner: owned.owner,
    said,
    async say(text, by) {
      await say({ ...agent, api: by }, place, { text });
      said.push(text);
    },
    types: (by) =>
      by.ok(
        'POST',
        `/api/v2/conversations/messages/${conversationId}/communications/${owned.communicationId}/typing`,
        { typing: { type: 'On' } },
      ),
    leave: (by) => turn({ ...agent, api: by }, place, { state: 'disconnected' }),
  };
};

/** Texts of the customer as the contact centre stored them, in its order. */
export const heardByAgents = async ({ tables }: Cluster, conversationId: string) => {
  const rows = await tables.query<{ text: string }>(
    `select body->>'text' as text from message where conversation = $1 and direction = 'inbound' order by seq`,
    [conversationId],
  );
  return rows.map(({ text }) => text);
};
