import { describe, expect, it } from 'vitest';
import { call, eventually, openChat, startGatewayWorld } from '../testing/index.ts';

const one = { tokens: 1, conversations: 1, activities: 1, uploads: 1, history: 1, pages: 1 };
const neighbour = '203.0.113.7';

/** A server on which an address may guess once a minute, with one chat that was opened from that address. */
const guessedAt = async () => {
  const world = await startGatewayWorld({
    chat: { limits: { perAddress: one, perEndpoint: { ...one, tokens: 0, conversations: 0 } } },
  });
  const { base, id } = await world.endpoint({ handover: false });
  const { body } = await world.admin<{ secret: string }>(`/endpoints/${id}/secret`, {
    method: 'POST',
  });
  const origin = new URL(base).origin;
  return { world, base, secret: body.secret, direct: `${origin}/v3/directline`, origin };
};

const statusesOf = async (count: number, ask: (n: number) => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await ask(n)).status);
  return statuses;
};

describe('who guesses at the chat', () => {
  it.each([
    ['a secret to get a token', 'POST', '/tokens/generate'],
    ['a secret to begin', 'POST', '/conversations'],
    ['a token to read', 'GET', '/conversations/x/activities'],
    ['a token to write', 'POST', '/conversations/x/activities'],
    ['a token to send a file', 'POST', '/conversations/x/upload'],
  ])('%s is asked to wait', async (_what, method, path) => {
    const { world, direct } = await guessedAt();
    await using _ = world;
    const statuses = await statusesOf(200, (n) =>
      call(`${direct}${path}`, {
        ...{ method, token: `guess-${n}`, address: neighbour },
        ...(method === 'POST' ? { body: {} } : {}),
      }),
    );
    expect(statuses).toEqual([403, ...Array(199).fill(429)]);
  });

  it('an endpoint is asked to wait', async () => {
    const { world, origin } = await guessedAt();
    await using _ = world;
    const statuses = await statusesOf(200, (n) =>
      call(`${origin}/endpoints/guess-${n}/v3/directline/conversations`, {
        ...{ method: 'POST', body: {}, address: neighbour },
      }),
    );
    expect(statuses).toEqual([404, ...Array(199).fill(429)]);
  });

  it('is told when to come back, and stops nobody who has the right secret or token', async () => {
    const { world, base, direct, secret } = await guessedAt();
    await using _ = world;
    const chat = await openChat(base);
    const guess = (address: string) =>
      call(`${direct}/conversations`, { method: 'POST', body: {}, token: 'guess', address });
    await statusesOf(5, () => guess(neighbour));
    const refused = await guess(neighbour);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await guess('198.51.100.7')).status).toBe(403);
    const withSecret = await call(`${direct}/tokens/generate`, {
      ...{ method: 'POST', token: secret, address: neighbour },
    });
    expect(withSecret.status).toBe(200);
    const read = await call(`${direct}/conversations/${chat.conversationId}/activities`, {
      ...{ token: chat.token, address: neighbour },
    });
    expect(read.status).toBe(200);
  });

  it('costs no query any more once it has to wait, whatever it guesses at', async () => {
    const { world, direct, origin } = await guessedAt();
    await using _ = world;
    const statements: string[] = [];
    world.main.life.statements = statements;
    const guesses = (n: number) => [
      call(`${direct}/conversations`, {
        ...{ method: 'POST', body: {}, token: `guess-${n}`, address: neighbour },
      }),
      call(`${origin}/endpoints/guess-${n}/v3/directline/conversations`, {
        ...{ method: 'POST', body: {}, address: neighbour },
      }),
      call(`${origin}/endpoints/guess-${n}`, { address: neighbour }),
      call(`${origin}/demo/guess-${n}`, { address: neighbour }),
    ];
    for (let n = 0; n < 30; n += 1) for (const guess of guesses(n)) await guess;
    const looked = statements.filter((text) =>
      /from endpoint where (token|secret_hash) =/.test(text),
    );
    expect(looked.length).toBeLessThanOrEqual(4);
    for (const guess of guesses(31)) expect((await guess).status).toBe(429);
  });

  it('keeps nobody out for long who gets a new secret', async () => {
    const { world, direct } = await guessedAt();
    await using _ = world;
    const ask = (token: string) =>
      call(`${direct}/tokens/generate`, { method: 'POST', token, address: neighbour });
    for (let n = 0; n < 5; n += 1) await ask(`guess-${n}`);
    const { id } = await world.endpoint({ handover: false, name: 'Another' });
    const made = await world.admin<{ secret: string }>(`/endpoints/${id}/secret`, {
      method: 'POST',
    });
    await eventually(async () => expect((await ask(made.body.secret)).status).toBe(200));
  });
});
