import { expect, it } from 'vitest';
import { nodePorts } from '../testing/node-ports.ts';
import type { DirectLineCalls } from './calls.ts';
import { Session } from './session.ts';
import { createSessionStore, type StoredSession } from './session-store.ts';
import { Visitor } from './visitor.ts';

const identity = `e30.${Buffer.from(JSON.stringify({ sub: 'ada' })).toString('base64url')}.signature`;
const written = { type: 'message', text: 'my page' };

/** A visitor who has signed in since `before`, and has another conversation of an earlier day. */
const signedIn = async (before: Partial<StoredSession>) => {
  const ports = nodePorts();
  const store = createSessionStore(ports.storage, 'e');
  const expiresAt = ports.clock.now() + 1_800_000;
  const own = { userId: 'u', conversationId: 'own', token: 'own', expiresAt, unsent: [] };
  store.save({ ...own, ...before });
  const calls: Partial<DirectLineCalls> = {
    identify: async ({ conversationId }) => ({ conversationId, token: 'signed' }),
    signIn: async () => ({ visitor: 'visitor', expires_in: 60 }),
    visitorConversations: async () => [{ conversationId: 'other' }] as never,
    resumeConversation: async ({ conversationId }) => ({ conversationId, token: 'other' }),
  };
  const visitor = new Visitor({ storage: ports.storage, endpoint: 'e', identity });
  const session = new Session({
    ...{ ports, store, visitor, locale: 'en' },
    calls: calls as DirectLineCalls,
  });
  await session.open();
  session.close();
  return store.load();
};

it('a visitor who signs in goes on with another conversation where nothing was said in that of the page', async () => {
  expect(await signedIn({})).toMatchObject({ conversationId: 'other', sub: 'ada' });
});

it.each([{ spoke: true as const }, { unsent: [written] }, { uploads: [written] }])(
  'a visitor who signs in keeps the conversation in which something was written: %j',
  async (before) => {
    expect(await signedIn(before)).toMatchObject({
      ...{ conversationId: 'own', sub: 'ada' },
      ...before,
    });
  },
);
