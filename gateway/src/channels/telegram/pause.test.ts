import { createTestClock, type HttpClient, systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { ChannelContext } from '../channels.model.ts';
import { createTelegramChannel } from './adapter.ts';

describe('a pause that Telegram asks for', () => {
  it.each([
    [7, 7_000],
    [100_000_000, 600_000],
    [-5, 0],
  ])('of %s seconds is one of %s ms', async (retry_after, afterMs) => {
    const answer = { ok: false, description: 'Too Many Requests', parameters: { retry_after } };
    const request: HttpClient['request'] = async () => ({
      ...{ status: 429, headers: {}, body: Buffer.from(JSON.stringify(answer)) },
    });
    const http = { request, close: async () => {} };
    const adapter = createTelegramChannel({
      ...{ http, fileHttp: http, clock: createTestClock(), ids: systemIds },
    });
    const part = { kind: 'telegram', settings: {}, secrets: { botToken: '1:a' }, closed: {} };
    const context = { channel: { id: 'c', part } } as unknown as ChannelContext;
    await expect(adapter.typing?.(context, '16')).rejects.toMatchObject({ kind: 'retry', afterMs });
  });
});
