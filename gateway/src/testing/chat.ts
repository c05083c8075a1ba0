import type { Activity } from '@tandem/contract';
import { type Answer, call } from './call.ts';

export type Chat = {
  readonly base: string;
  readonly conversationId: string;
  readonly token: string;
  readonly say: (text: string, extra?: Partial<Activity>) => Promise<string>;
  readonly post: (activity: Partial<Activity>) => Promise<Answer<{ id: string }>>;
  readonly activities: (watermark?: string) => Promise<Activity[]>;
  /** Texts of all messages so far. */
  readonly texts: () => Promise<(string | undefined)[]>;
  readonly events: (name: string) => Promise<Activity[]>;
};

export const openChat = async (
  base: string,
  init: { user?: { id: string; name?: string }; locale?: string; token?: string } = {},
): Promise<Chat> => {
  const { user, locale } = init;
  const started = await call<{ conversationId: string; token: string }>(
    `${base}/v3/directline/conversations`,
    { method: 'POST', body: { user, locale }, ...(init.token ? { token: init.token } : {}) },
  );
  const { conversationId, token } = started.body;
  const path = `${base}/v3/directline/conversations/${conversationId}/activities`;
  const post = (activity: Partial<Activity>) =>
    call<{ id: string }>(path, { method: 'POST', token, body: activity });
  const activities = async (watermark = '') =>
    (await call<{ activities: Activity[] }>(`${path}?watermark=${watermark}`, { token })).body
      .activities;
  return {
    base,
    conversationId,
    token,
    post,
    activities,
    async say(text, extra = {}) {
      const posted = await post({ type: 'message', text, from: { id: 'me' }, ...extra });
      if (posted.status !== 200) throw new Error(`refused: ${JSON.stringify(posted.body)}`);
      return posted.body.id;
    },
    texts: async () =>
      (await activities()).filter(({ type }) => type === 'message').map(({ text }) => text),
    events: async (name) => (await activities()).filter((activity) => activity.name === name),
  };
};
