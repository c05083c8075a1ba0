import {
  createEgressGuard,
  createHttpClient,
  createLog,
  parseEgressRule,
  systemClock,
  systemIds,
} from '@tandem/kit';
import { afterAll, describe, expect, it } from 'vitest';
import { startFakeServer } from '../testing/index.ts';
import { createChannels } from './adapters.ts';
import type { OpenChannel } from './channels.model.ts';

const secrets = {
  botToken: '123456789:AAplanted-bot-token-of-the-tests',
  accessToken: 'planted-access-token',
  appSecret: 'planted-app-secret',
  verifyToken: 'planted-verify-token',
  signingSecret: 'planted-signing-secret',
  secret: 'planted-signing-secret-of-webhooks',
  password: 'planted-password',
};

const http = createHttpClient({
  guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] }),
});
afterAll(() => http.close());

const channelAt = (kind: string, origin: string): OpenChannel => ({
  ...{ id: 'channel', org: 'org', endpointId: 'endpoint', name: 'Channel', token: 'token' },
  ...{ active: true, version: 1, createdAt: new Date(), modifiedAt: new Date() },
  secretSources: {},
  part: {
    kind,
    settings: { apiBase: origin, callbackUrl: `${origin}/callback`, phoneNumberId: '1' },
    secrets,
  },
});

/** Everything that a channel calls its vendor for, and what is told of its failures. */
const failuresAt = async (kind: string, origin: string): Promise<string> => {
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  const adapter = createChannels({ http, fileHttp: http, clock: systemClock, ids: systemIds }).get(
    kind,
  );
  if (!adapter) throw new Error(kind);
  const channel = channelAt(kind, origin);
  const context = { channel, signal: AbortSignal.timeout(5_000), timeoutMs: 2_000 };
  const load = () => Promise.reject(new Error('nothing to load'));
  const sending = { address: 'C1/1', locale: 'en', idempotencyKey: 'k', load };
  const owed = {
    kind: 'message',
    id: '1',
    address: 'C1',
    text: 'x',
    media: [],
    owed: '7',
  } as const;
  const user = { id: 'u', name: null };
  const note = async (call: () => Promise<unknown> | undefined) => {
    try {
      lines.push(JSON.stringify((await call()) ?? null));
    } catch (error) {
      log.warn({ err: error }, 'failed');
    }
  };
  await note(() =>
    adapter.send({ ...context, ...sending }, { kind: 'text', text: 'x', options: [] }),
  );
  await note(() => adapter.typing?.(context, 'C1'));
  await note(() => adapter.taken?.(context, { ...owed, user }));
  await note(() => adapter.fetchMedia(context, { ref: 'f', name: null, contentType: null }, 100));
  await note(() => adapter.test(context, `${origin}/channels/token`));
  await note(() => adapter.connect?.(context, `${origin}/channels/token`));
  return lines.join('\n');
};

describe.each(['telegram', 'whatsapp', 'slack', 'webhook'])(
  'what %s tells of a failure',
  (kind) => {
    it.each(['away', 'broken'])('holds no secret when the vendor is %s', async (how) => {
      await using vendor = await startFakeServer({
        check: () => null,
        answer: () => ({ status: 500, body: { error: 'internal' } }),
      });
      const told = await failuresAt(kind, how === 'away' ? 'http://127.0.0.1:1' : vendor.origin);
      expect(told).toMatch(/failed/);
      for (const [name, secret] of Object.entries(secrets))
        expect(told.includes(secret), name).toBe(false);
    });
  },
);
