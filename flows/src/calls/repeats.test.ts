import { describe, expect, it } from 'vitest';
import { createWorld, startServer } from './calls.fixture.ts';
import { retryAfterMs } from './repeat.rules.ts';

/** A server that answers one status after another, and 200 from then on. */
const startStatuses = (
  statuses: readonly number[],
  headers: Readonly<Record<string, string>> = {},
) => {
  let next = 0;
  return startServer((response) => {
    const status = statuses[next] ?? 200;
    next += 1;
    response.writeHead(status, status === 200 ? {} : headers).end();
  });
};

describe('a request is repeated', () => {
  it.each([
    ['after 5xx as often as asked', [500, 502], 2, 3, 200],
    ['not more often', [500, 500, 500], 2, 3, 500],
    ['not where it is not asked for', [503], 0, 1, 503],
    ['never after 4xx', [429, 408], 3, 1, 429],
    ['never after a redirect', [302], 3, 1, 302],
    ['until something else than 5xx comes', [500, 404], 5, 2, 404],
  ] as const)('%s', async (_, statuses, retries, sent, status) => {
    await using server = await startStatuses(statuses, { 'retry-after': '1' });
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url, method: 'POST', retries });
    expect(input).toMatchObject({ kind: 'httpResponse', response: { status } });
    expect(server.seen).toHaveLength(sent);
    expect(world.pauses).toHaveLength(sent - 1);
  });

  it('after pauses that grow, no longer than five seconds', async () => {
    await using server = await startStatuses(Array(10).fill(500));
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url, retries: 10 });
    const bounds = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000];
    expect(world.pauses).toHaveLength(10);
    for (const [at, full] of bounds.entries()) {
      expect(world.pauses[at]).toBeGreaterThanOrEqual(full / 2);
      expect(world.pauses[at]).toBeLessThanOrEqual(full);
    }
    expect(input).toMatchObject({ durationMs: world.pauses.reduce((sum, ms) => sum + ms, 0) });
  });

  it('not after a timeout', async () => {
    await using server = await startServer(() => {});
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url, retries: 5, timeoutMs: 40 });
    expect(input).toMatchObject({ kind: 'failed', code: 'http.timeout' });
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['429, seconds', [429], '7', 0, [7000], 200],
    ['503, seconds', [503], '7', 0, [7000], 200],
    ['503, a date', [503], 'Sat, 21 Nov 2026 10:00:09 GMT', 0, [9000], 200],
    ['429, a date that is past', [429], 'Sat, 21 Nov 2026 09:00:00 GMT', 0, [0], 200],
    ['429 twice where one repetition is the bound', [429, 429], '1', 1, [1000], 429],
    ['429 more often where more are asked for', [429, 429, 429], '1', 3, [1000, 1000, 1000], 200],
    ['not after longer than a minute', [429], '61', 3, [], 429],
    ['nor earlier than a 503 asked', [503], '3600', 3, [], 503],
    ['not where no time is named', [429], 'soon', 3, [], 429],
    ['not after other statuses', [400], '1', 3, [], 400],
  ] as const)(
    'after the time it names: %s',
    async (_, statuses, named, retries, pauses, status) => {
      await using server = await startStatuses(statuses, { 'retry-after': named });
      await using world = createWorld([server.host]);
      const input = await world.send({ url: server.url, retries, retryAfter: true });
      expect(input).toMatchObject({ kind: 'httpResponse', response: { status } });
      expect(world.pauses).toEqual(pauses);
      expect(server.seen).toHaveLength(pauses.length + 1);
    },
  );

  it.each([
    [undefined, null],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['120', 120_000],
    ['Sat, 21 Nov 2026 10:00:01 GMT', 1000],
    ['9'.repeat(30), null],
  ])('Retry-After %s is %s ms', (value, ms) => {
    expect(retryAfterMs(value, new Date('2026-11-21T10:00:00Z'))).toBe(ms);
  });
});

describe('the circuit breaker', () => {
  const wanted = { circuitBreaker: true } as const;
  const startBreakable = async () => {
    let status = 500;
    const server = await startServer((response) => response.writeHead(status).end());
    return Object.assign(server, {
      turn: (to: number) => {
        status = to;
      },
    });
  };

  it('leaves a host alone after five failures in a row, lets one try after half a minute, and closes', async () => {
    await using server = await startBreakable();
    await using world = createWorld([server.host]);
    const send = (own = {}) => world.send({ url: `${server.url}/a`, ...wanted }, own);
    for (let n = 0; n < 5; n += 1) expect(await send()).toMatchObject({ kind: 'httpResponse' });
    expect(await send()).toMatchObject({
      kind: 'failed',
      code: 'http.circuit.open',
      message: `${server.host} failed several times in a row and is left alone for 30 s.`,
    });
    expect(server.seen).toHaveLength(5);
    world.move(30_000);
    expect(await send()).toMatchObject({ kind: 'httpResponse' });
    expect(await send()).toMatchObject({ code: 'http.circuit.open' });
    world.move(30_000);
    server.turn(200);
    expect(await send()).toMatchObject({ kind: 'httpResponse' });
    server.turn(500);
    for (let n = 0; n < 4; n += 1) expect(await send()).toMatchObject({ kind: 'httpResponse' });
    server.turn(404);
    expect(await send()).toMatchObject({ kind: 'httpResponse' });
    server.turn(500);
    expect(await send()).toMatchObject({ kind: 'httpResponse' });
  });

  it('lets one alone try at a time', async () => {
    await using server = await startBreakable();
    await using world = createWorld([server.host]);
    const send = () => world.send({ url: server.url, ...wanted });
    for (let n = 0; n < 5; n += 1) await send();
    world.move(30_000);
    const kinds = (await Promise.all([send(), send(), send()])).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['failed', 'failed', 'httpResponse']);
    expect(server.seen).toHaveLength(6);
  });

  it('is each organisation’s own, and asks only those who want it', async () => {
    await using server = await startBreakable();
    await using world = createWorld([server.host]);
    for (let n = 0; n < 5; n += 1) await world.send({ url: server.url, ...wanted });
    const others = await world.send({ url: server.url, ...wanted }, { org: 'globex' });
    expect(others).toMatchObject({ kind: 'httpResponse' });
    expect(await world.send({ url: server.url })).toMatchObject({ kind: 'httpResponse' });
  });

  it('counts hosts that do not answer', async () => {
    const gone = await startServer();
    await gone[Symbol.asyncDispose]();
    await using world = createWorld([gone.host]);
    const codes: unknown[] = [];
    for (let n = 0; n < 6; n += 1) {
      const input = await world.send({ url: gone.url, ...wanted });
      codes.push(input.kind === 'failed' && input.code);
    }
    expect(codes).toEqual([...Array(5).fill('http.unreachable'), 'http.circuit.open']);
  });
});
