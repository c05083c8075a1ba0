import { createHmac } from 'node:crypto';
import { systemClock } from '@tandem/kit';
import {
  answerChatwoot,
  type ChatwootState,
  checkChatwoot,
  type FakeConversation,
  type Json,
  nextId,
  shownConversation,
} from './fake-chatwoot.api.ts';
import { startFakeServer } from './fake-server.ts';

export const chatwootSecret = 'chatwoot-webhook-secret-of-the-tests';

const newState = (): ChatwootState => ({
  ...{ contacts: [], conversations: [], typing: [], statuses: [] },
  ...{ online: 1, role: 'administrator', webhookUrl: '', lostAnswers: 0, down: false },
  ...{ held: null, heldViews: null, failedToggles: 0 },
  lastId: 100,
});

/** Signs as Chatwoot does; null: not at all, as older ones. */
const signed = (secret: string | null, text: string, at: Date): Record<string, string> => {
  if (secret === null) return {};
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${text}`).digest('hex');
  return { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': `sha256=${hmac}` };
};

/** A Chatwoot with one account, an inbox of the channel API and one of another, and a team. */
export const startFakeChatwoot = async () => {
  const state = newState();
  const server = await startFakeServer({
    check: checkChatwoot,
    async answer(request) {
      if (request.method === 'POST' && request.path.endsWith('/messages')) await state.held;
      if (state.down) return { status: 503, body: { error: 'Service unavailable' } };
      const deed = answerChatwoot(state, request);
      if (/^GET .*\/conversations\/\d+$/.test(`${request.method} ${request.path}`))
        await state.heldViews;
      if (request.method !== 'POST' || state.lostAnswers === 0) return deed;
      state.lostAnswers -= 1;
      return 'cut';
    },
  });
  return {
    ...server,
    state,
    /** Delivers a webhook; answers the status. */
    async deliver(url: string, body: Json, init: { secret?: string | null; at?: Date } = {}) {
      const { secret = chatwootSecret, at = systemClock.now() } = init;
      const text = JSON.stringify(body);
      const headers = { 'content-type': 'application/json', ...signed(secret, text, at) };
      return (await fetch(url, { method: 'POST', headers, body: text })).status;
    },
    /** Body of `message_created`. */
    said: (one: FakeConversation, given: Json = {}): Json => ({
      ...{ event: 'message_created', id: nextId(state), message_type: 'outgoing', private: false },
      ...{ content: 'Hello', content_type: 'text', content_attributes: {} },
      sender: { id: 9, name: 'Grace', type: 'user' },
      ...{ account: { id: 1, name: 'Acme' }, inbox: { id: 8, name: 'Tandem' } },
      ...{ conversation: shownConversation(one), ...given },
    }),
    /** Body of `conversation_status_changed` and its like. */
    changed: (one: FakeConversation, event = 'conversation_status_changed'): Json => ({
      ...{ ...shownConversation(one), event, changed_attributes: [], updated_at: nextId(state) },
    }),
  };
};

export type FakeChatwoot = Awaited<ReturnType<typeof startFakeChatwoot>>;
