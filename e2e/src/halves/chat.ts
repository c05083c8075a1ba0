import type { Activity } from '@tandem/contract';
import { until } from '../harness/waiting.ts';

/** A customer at the web chat, over Direct Line by plain HTTP. */
export type Chat = {
  readonly conversationId: string;
  readonly token: string;
  readonly activities: () => Promise<readonly Activity[]>;
  readonly post: (activity: Partial<Activity>) => Promise<{ status: number; id: string }>;
  readonly say: (text: string) => Promise<void>;
  /** Waits until a message with the text has come from the other side. */
  readonly hears: (text: string | RegExp) => Promise<Activity>;
  readonly heard: () => Promise<readonly string[]>;
  /** States of the handovers so far, oldest first. */
  readonly states: () => Promise<readonly string[]>;
  readonly untilStates: (...states: readonly string[]) => Promise<void>;
  readonly events: (name: string) => Promise<readonly Activity[]>;
};

const customer = 'customer';

const fits = (text: string | RegExp, found: string | undefined) =>
  typeof text === 'string' ? found === text : text.test(found ?? '');

type Answer = {
  readonly id?: string;
  readonly conversationId?: string;
  readonly token?: string;
  readonly activities?: readonly Activity[];
};

const request = async (url: string, token: string | null, body?: unknown) => {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer };
};

/** @param base address of an endpoint, such as `http://127.0.0.1:8080/endpoints/…` */
export const openChat = async (
  base: string,
  user: { id: string; name?: string },
): Promise<Chat> => {
  const conversations = `${base}/v3/directline/conversations`;
  const started = await request(conversations, null, { user, locale: 'en' });
  const { conversationId = '', token = '' } = started.body;
  const path = `${conversations}/${conversationId}/activities`;
  const activities = async () => (await request(path, token)).body.activities ?? [];
  const post: Chat['post'] = async (activity) => {
    const { status, body } = await request(path, token, { from: { id: customer }, ...activity });
    return { status, id: body.id ?? '' };
  };
  const events: Chat['events'] = async (name) =>
    (await activities()).filter((activity) => activity.name === name);
  const states: Chat['states'] = async () =>
    (await events('handoff.status')).map(({ value }) => (value as { state: string }).state);
  const others = async () =>
    (await activities()).filter(({ type, from }) => type === 'message' && from?.role !== 'user');
  return {
    conversationId,
    token,
    activities,
    post,
    events,
    states,
    async say(text) {
      const { status } = await post({ type: 'message', text });
      if (status !== 200) throw new Error(`refused: ${status}`);
    },
    hears: (text) =>
      until(`chat hears ${text}`, async () =>
        (await others()).find((activity) => fits(text, activity.text)),
      ),
    heard: async () => (await others()).map(({ text }) => text ?? ''),
    untilStates: async (...wanted) => {
      await until(`states ${wanted.join(', ')}`, async () => {
        const found = await states();
        return found.join() === wanted.join();
      });
    },
  };
};
