import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';

/** What a customer says to be handed over. */
export const wantsAgent = 'an agent please';

/** A bot behind a webhook: repeats what it hears, and hands over when asked to. */
export const startEchoBot = async () => {
  const server = createServer(async (request, response) => {
    const body = await readText(request).catch(() => null);
    if (body === null) return;
    const { text } = JSON.parse(body) as { text: string | null };
    const answer =
      text === wantsAgent
        ? { messages: [], handover: true }
        : { messages: text === null ? [] : [`bot: ${text}`] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
