import { setTimeout as delay } from 'node:timers/promises';
import { type Api, createApi } from '../harness/api.ts';
import { tryCall } from './calls.ts';

export type ChatActivity = {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly value?: { readonly state?: string };
};

/** A customer's conversation over Direct Line, with a client that repeats what was not answered. */
export type Chat = {
  readonly name: string;
  readonly conversationId: string;
  /** What was accepted, in order. */
  readonly said: { readonly text: string; readonly id: string }[];
  /** Sends until accepted, under one client id; answers the activity's id. */
  readonly post: (text: string) => Promise<string>;
  readonly say: (text: string) => Promise<void>;
  /** Everything of the conversation, in order. */
  readonly activities: () => Promise<readonly ChatActivity[]>;
};

type Page = { readonly activities: readonly ChatActivity[]; readonly watermark: string };

const retryMs = 25;
const patienceMs = 90_000;

const answered = async <T>(api: Api, call: Parameters<typeof tryCall>[1]): Promise<T> => {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const reply = await tryCall<T>(api, call);
    if (reply && reply.status < 300) return reply.body;
    if (reply)
      throw new Error(`${call.method} ${call.path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    await delay(retryMs);
  }
  throw new Error(`${call.method} ${call.path} was not answered within ${patienceMs} ms`);
};

export const startChat = async (
  url: string,
  { endpointToken, name }: { endpointToken: string; name: string },
): Promise<Chat> => {
  const base = `/endpoints/${endpointToken}/v3/directline/conversations`;
  const begun = await answered<{ conversationId: string; token: string }>(
    createApi(url).withToken(endpointToken),
    { method: 'POST', path: base, body: { user: { id: name } } },
  );
  const api = createApi(url).withToken(begun.token);
  const path = `${base}/${begun.conversationId}/activities`;
  const said: { text: string; id: string }[] = [];
  const post = async (text: string) => {
    const body = { type: 'message', text, channelData: { clientActivityID: text } };
    return (await answered<{ id: string }>(api, { method: 'POST', path, body })).id;
  };
  return {
    name,
    conversationId: begun.conversationId,
    said,
    post,
    async say(text) {
      said.push({ text, id: await post(text) });
    },
    async activities() {
      const all: ChatActivity[] = [];
      for (let watermark = '0'; ; ) {
        const page = await answered<Page>(api, {
          method: 'GET',
          path: `${path}?watermark=${watermark}`,
        });
        if (page.activities.length === 0) return all;
        all.push(...page.activities);
        watermark = page.watermark;
      }
    },
  };
};
