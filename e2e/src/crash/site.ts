import { join } from 'node:path';
import { testFolder } from '@tandem/kit/testing';
import { type Agent, addQueue } from '../harness/agents.ts';
import { type Api, createApi } from '../harness/api.ts';
import { type ServerProcess, startProcess } from '../harness/server-process.ts';
import { addChannel, echo, toQueue } from '../harness/set-up.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../harness/webhook-receiver.ts';
import { addChatDesk, type ChatDesk } from './chat-desk.ts';
import { startEchoBot } from './echo-bot.ts';

/** A Tandem that is killed and started again on one data folder and one port, and the channel behind it. */
export type Site = AsyncDisposable & {
  readonly dataFolder: string;
  readonly url: string;
  readonly admin: Api;
  readonly receiver: WebhookReceiver;
  /** Integration whose flow answers each message with its own text. */
  readonly echoId: string;
  /** Two agents and more customers than these have room for. */
  readonly desk: ServedQueue;
  /** One agent who takes and ends conversations quickly. */
  readonly counter: ServedQueue;
  readonly chatDesk: ChatDesk;
  /** Ends the server process without a word and starts another. */
  readonly killServer: () => Promise<void>;
  readonly log: () => string;
};

/** A queue with agents, and the integration whose customers all go there. */
export type ServedQueue = { readonly integrationId: string; readonly agents: readonly Agent[] };

const addServedQueue = async (
  admin: Api,
  {
    name,
    agents,
    receiver,
  }: { name: string; agents: readonly string[]; receiver: WebhookReceiver },
): Promise<ServedQueue> => {
  const queue = await addQueue(admin, { name, agents });
  const actions = toQueue(queue.id);
  return {
    integrationId: await addChannel(admin, { name, actions, receiver }),
    agents: queue.agents,
  };
};

const email = 'admin@example.com';
const password = 'correct horse battery staple';

export const openSite = async (): Promise<Site> => {
  const folder = await testFolder({ on: 'disk' });
  const env = {
    TANDEM_DATA: join(folder.path, 'data'),
    TANDEM_ADMIN_EMAIL: email,
    TANDEM_ADMIN_PASSWORD: password,
    // Hundreds of customers write from one address here.
    TANDEM_CHAT_LIMIT_PER_ADDRESS: '0',
    TANDEM_CHAT_LIMIT_PER_ENDPOINT: '0',
  };
  const receiver = await startWebhookReceiver();
  let server: ServerProcess = await startProcess(env);
  const { url, port } = server;
  const admin = await createApi(url).signIn({ email, password });
  const echoId = await addChannel(admin, { name: 'Echo', actions: echo, receiver });
  const desk = await addServedQueue(admin, { name: 'Desk', agents: ['anna', 'ben'], receiver });
  const counter = await addServedQueue(admin, { name: 'Counter', agents: ['carla'], receiver });
  const bot = await startEchoBot();
  const chatDesk = await addChatDesk(admin, bot.url);
  return {
    chatDesk,
    desk,
    counter,
    dataFolder: env.TANDEM_DATA,
    url,
    admin,
    receiver,
    echoId,
    async killServer() {
      server.signal('SIGKILL');
      await server.exited;
      server = await startProcess({ ...env, PORT: String(port) });
    },
    log: () => server.log(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await receiver[Symbol.asyncDispose]();
      await bot[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};
