import type { CopilotNews, CopilotWorkspace, OpenCopilot } from '@tandem/contract';
import WebSocket from 'ws';
import { call, eventually, type GatewayWorld, handOver, openChat } from '../testing/index.ts';

/** Saves a workspace for an endpoint: the one it comes with, switched on, with changes. */
export const putWorkspace = (
  world: GatewayWorld,
  endpointId: string,
  change: Record<string, unknown> = {},
) =>
  world
    .admin<CopilotWorkspace>(`/endpoints/${endpointId}/copilot`)
    .then(({ body: { linkInTranscript, linkHours, grid, tiles } }) =>
      world.admin<CopilotWorkspace>(`/endpoints/${endpointId}/copilot`, {
        method: 'PUT',
        body: {
          ...{ enabled: true, linkInTranscript, linkHours, grid, tiles, flow: null, model: null },
          ...change,
        },
      }),
    );

/** A chat that agents have, of an endpoint whose copilot is on; before what the customer says to the bot. */
export const startCopilotChat = async (
  world: GatewayWorld,
  change: Record<string, unknown> = {},
  before: readonly string[] = [],
) => {
  world.fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
  world.addIntegration('Tandem');
  const endpoint = await world.endpoint();
  const saved = await putWorkspace(world, endpoint.id, change);
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body));
  const chat = await openChat(endpoint.base, { user: { id: 'dl_ada', name: 'Ada Lovelace' } });
  for (const text of before) {
    await chat.say(text);
    await eventually(async () => {
      const last = (await chat.activities()).findLast(({ type }) => type === 'message');
      if (!last || last.text === text) throw new Error('not answered yet');
    });
  }
  const conversation = await handOver(world, chat);
  const url = new URL(conversation.attributes['copilotUrl'] ?? 'http://none.invalid');
  return { endpoint, chat, conversation, url };
};

export type Link = Record<string, string>;

export const linkOf = (url: URL): Link => Object.fromEntries(url.searchParams);

export const openWorkspace = (world: GatewayWorld, link: Link) =>
  call<OpenCopilot & { code?: string }>(`${world.main.origin}/copilot/api/open`, {
    method: 'POST',
    body: link,
  });

/** What a page is told over its socket, and how it is left. */
export const followWorkspace = (
  origin: string,
  { token, marks }: Pick<OpenCopilot, 'token' | 'marks'>,
) => {
  const query = new URLSearchParams({
    ...{ t: token, revision: String(marks.revision), seq: String(marks.seq) },
  });
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/copilot/api/stream?${query}`);
  const news: CopilotNews[] = [];
  const failed = new Promise<string>((resolve) => {
    socket.on('error', ({ message }) => resolve(message));
  });
  socket.on('message', (data) => {
    const text = data.toString();
    if (text) news.push(JSON.parse(text));
  });
  return {
    news,
    failed,
    /** The last content of a tile that came over the socket. */
    tile: (name: string) =>
      news.flatMap(({ tiles }) => tiles).findLast(({ tile }) => tile === name)?.content,
    lines: () => news.flatMap(({ lines }) => lines),
    close: () => socket.terminate(),
  };
};
