import { generateKeyPairSync, verify } from 'node:crypto';
import { systemIds } from '@tandem/kit';
import { testClock, testDatabase } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { vaultMigrations } from '../index.ts';
import type { ConnectionSetup } from './connections.model.ts';
import { auditTable, createTestEngine, plantConnection, setupOf } from './testing/engine.ts';
import { aToken, type Scripted, startScriptedServer } from './testing/scripted-server.ts';

const org = systemIds.uuid();
const minute = 60_000;
const issued = {
  accessToken: 'first',
  refreshToken: 'refresh-1',
  lifetimeSeconds: 3600,
  refreshLifetimeSeconds: null,
};

const start = async (
  answers: Scripted[],
  options: {
    readonly setup?: Partial<ConnectionSetup>;
    readonly secret?: string;
    readonly client?: boolean;
  } = {},
) => {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  await db.query(auditTable);
  const server = await startScriptedServer(answers);
  const clock = testClock();
  const engine = createTestEngine(db, clock);
  const { id } = await plantConnection(db, engine, {
    ...{ org, now: clock.now(), secret: options.secret ?? 'planted-secret' },
    setup: setupOf(server.tokenUrl, options.setup),
    ...(options.client ? {} : { issued }),
  });
  return {
    ...{ db, server, clock, engine, id },
    token: async (force?: boolean | number) =>
      (await engine.accessToken(org, id, force === undefined ? {} : { force })).token,
    state: async () =>
      (
        await db.query<{
          state: string;
          failures: number;
          tokens: Buffer | null;
          code: string | null;
        }>('select state, failures, tokens, problem_code as code from connection_grant')
      )[0],
    audit: async () =>
      (await db.query<{ entry: object }>('select entry from test_audit')).map(({ entry }) => entry),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await server[Symbol.asyncDispose]();
      await db.close();
    },
  };
};

describe('a token of a connection', () => {
  it('is used as it is until its last fifth, then renewed beside its use', async () => {
    await using at = await start([
      aToken('second', { refresh_token: 'refresh-2' }),
      aToken('third'),
    ]);
    await at.clock.advance(44 * minute);
    expect(await at.token()).toBe('first');
    expect(at.server.calls).toHaveLength(0);
    await at.clock.advance(5 * minute);
    expect(await at.token()).toBe('first');
    await expect.poll(() => at.token()).toBe('second');
    expect(at.server.calls[0]?.form.get('refresh_token')).toBe('refresh-1');
    // The server that rotates no more keeps the last refresh token good.
    await at.clock.advance(61 * minute);
    expect(await at.token()).toBe('third');
    await at.clock.advance(61 * minute);
    await at.token();
    expect(at.server.calls.map(({ form }) => form.get('refresh_token'))).toEqual([
      ...['refresh-1', 'refresh-2', 'refresh-2'],
    ]);
  });

  it('outlives a server that is down: the grant is kept, and the server is left alone for a while', async () => {
    await using at = await start([{ status: 503, body: 'busy' }]);
    await at.clock.advance(61 * minute);
    const failing = () => at.token().catch((error) => error);
    expect(await failing()).toMatchObject({ status: 503, code: 'connection.refresh.failed' });
    expect(await failing()).toMatchObject({ headers: { 'retry-after': '5' } });
    expect(at.server.calls).toHaveLength(1);
    for (const waitMs of [5_000, 10_000, 20_000, 40_000]) {
      await at.clock.advance(waitMs);
      await failing();
    }
    expect(at.server.calls).toHaveLength(5);
    expect(await at.state()).toMatchObject({ state: 'error', failures: 5 });
    expect(await at.audit()).toMatchObject([
      { changes: { state: { from: 'active', to: 'error' } } },
    ]);
    at.server.answers.splice(0, 1, aToken('second'));
    await at.clock.advance(80_000);
    expect(await at.token()).toBe('second');
    expect(await at.state()).toMatchObject({ state: 'active', failures: 0 });
  });

  it('waits as long as the server asks for', async () => {
    await using at = await start([
      { status: 429, body: { error: 'slow_down' }, headers: { 'retry-after': '60' } },
    ]);
    await at.clock.advance(61 * minute);
    await expect(at.token()).rejects.toMatchObject({ code: 'connection.refresh.failed' });
    await at.clock.advance(59_000);
    await expect(at.token()).rejects.toMatchObject({ headers: { 'retry-after': '1' } });
    expect(at.server.calls).toHaveLength(1);
  });

  it('is still given while it lives although its renewal fails', async () => {
    for (const answer of [
      { status: 500, body: {} },
      { status: 400, body: { error: 'invalid_scope' } },
      { status: 200, body: 'no json' },
    ]) {
      await using at = await start([answer]);
      await at.clock.advance(55 * minute);
      expect(await at.token()).toBe('first');
      await expect.poll(async () => (await at.state())?.failures).toBe(1);
      expect(await at.token()).toBe('first');
      expect((await at.state())?.tokens).not.toBeNull();
    }
  });

  it('is gone when the server takes the grant back: somebody has to sign in, and nobody asks again', async () => {
    await using at = await start([
      { status: 400, body: { error: 'invalid_grant', error_description: 'revoked' } },
    ]);
    await at.clock.advance(61 * minute);
    await expect(at.token()).rejects.toMatchObject({
      code: 'connection.needs.authorization',
      status: 409,
    });
    await expect(at.token()).rejects.toMatchObject({ code: 'connection.needs.authorization' });
    expect(at.server.calls).toHaveLength(1);
    expect(await at.state()).toMatchObject({
      state: 'needsReauthorization',
      code: 'invalid_grant',
    });
    expect(await at.audit()).toMatchObject([{ action: 'state', entity: { type: 'connection' } }]);
  });

  it('tells a client that is refused from a grant that is', async () => {
    await using at = await start([
      {
        status: 401,
        body: { error: 'invalid_client' },
        headers: { 'www-authenticate': 'Basic realm="x"' },
      },
      aToken('second'),
    ]);
    await at.clock.advance(61 * minute);
    await expect(at.token()).rejects.toMatchObject({ code: 'connection.refresh.failed' });
    expect(await at.state()).toMatchObject({ state: 'error' });
    await at.clock.advance(5_000);
    expect(await at.token()).toBe('second');
    expect(await at.state()).toMatchObject({ state: 'active' });
  });

  it('is renewed once when the other side refuses it, also for many callers at once', async () => {
    await using at = await start([aToken('second')]);
    await at.clock.advance(minute);
    const which = { org, connection: at.id };
    const sent: string[] = [];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        at.engine.withAuthorized(which, async (authorization) => {
          sent.push(authorization);
          return { status: authorization === 'Bearer second' ? 200 : 401 };
        }),
      ),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(sent.filter((one) => one === 'Bearer second')).toHaveLength(20);
    expect(at.server.calls).toHaveLength(1);
    // A new token that is refused as well says nothing about tokens: no more are asked for.
    const refused = await at.engine.withAuthorized(which, async () => ({ status: 401 }));
    expect(refused.status).toBe(401);
    expect(at.server.calls).toHaveLength(1);
  });

  it('comes with the client in the header, in the body or proved by a private key', async () => {
    const body = [aToken('token')];
    const more = { scopes: ['a', 'b'], audience: 'api', tokenParameters: { tenant: 't1' } };
    await using basic = await start(body, { client: true, setup: more });
    await basic.token();
    expect(Object.fromEntries(basic.server.calls[0]?.form ?? [])).toEqual({
      grant_type: 'client_credentials',
      ...{ scope: 'a b', audience: 'api', tenant: 't1' },
    });
    expect(basic.server.calls[0]?.authorization).toBe(`Basic ${btoa('tandem:planted-secret')}`);
    await using posted = await start(body, {
      client: true,
      setup: { clientAuthentication: 'body' },
    });
    await posted.token();
    expect(posted.server.calls[0]?.form.get('client_secret')).toBe('planted-secret');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // As a field of one line gives it.
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const secret = pem.replaceAll('\n', ' ');
    const setup = { clientAuthentication: 'privateKey', keyId: 'k1' } as const;
    await using proved = await start(body, { client: true, secret, setup });
    await proved.token();
    const [head = '', claims = '', signature = ''] =
      proved.server.calls[0]?.form.get('client_assertion')?.split('.') ?? [];
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toMatchObject({ alg: 'ES256', kid: 'k1' });
    expect(read(claims)).toMatchObject({
      iss: 'tandem',
      sub: 'tandem',
      aud: proved.server.tokenUrl,
    });
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      key,
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
  });

  it('of client credentials is asked for anew when it ends', async () => {
    await using at = await start([aToken('one', { expires_in: '600' }), aToken('two')], {
      client: true,
    });
    expect(await at.token()).toBe('one');
    await at.clock.advance(10 * minute);
    expect(await at.token()).toBe('two');
  });

  it('is sent nowhere when the server answers with a redirect', async () => {
    await using at = await start([
      { status: 307, body: '', headers: { location: 'http://127.0.0.1:9/' } },
    ]);
    await at.clock.advance(61 * minute);
    await expect(at.token()).rejects.toMatchObject({ code: 'connection.refresh.failed' });
    expect(await at.state()).toMatchObject({ state: 'error', code: 'unusable.answer' });
  });
});
