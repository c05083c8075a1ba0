import {
  createEgressGuard,
  createHttpClient,
  type HttpClient,
  parseEgressRule,
  systemIds,
} from '@tandem/kit';
import { testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKvStore, type KvLogin, loadRootKey, RootKeyError } from '../index.ts';
import { type FakeKv, startFakeKv } from './kv-store.fixture.ts';

const appRole: KvLogin = {
  kind: 'appRole',
  roleId: 'role-of-tandem',
  secretId: 'planted-secret-id',
  mount: 'approle',
};

describe('the KV store', () => {
  let kv: FakeKv;
  let http: HttpClient;
  beforeAll(async () => {
    kv = await startFakeKv({ roleId: 'role-of-tandem', secretId: 'planted-secret-id' });
    http = createHttpClient({
      guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] }),
    });
  });
  afterAll(async () => {
    await http.close();
    await kv.close();
  });
  const store = (
    login: KvLogin,
    more: { mount?: string; namespace?: string; http?: HttpClient } = {},
  ) => {
    const clock = testClock();
    const settings = {
      url: kv.url,
      mount: more.mount ?? 'secret',
      namespace: more.namespace,
      login,
    };
    return { clock, ...createKvStore({ http: more.http ?? http, clock, settings }) };
  };
  const withToken = () => store({ kind: 'token', token: kv.rootToken });

  it('reads the newest version of a secret, and nothing where there is none', async () => {
    kv.put('tandem/billing', { password: 'one' });
    kv.put('tandem/billing', { password: 'two', user: 'ada' });
    expect(await withToken().read('tandem/billing')).toEqual({ password: 'two', user: 'ada' });
    expect(await withToken().read('tandem/nothing')).toBeNull();
    kv.remove('tandem/billing');
    expect(await withToken().read('tandem/billing')).toBeNull();
  });

  it('signs in by AppRole once, again when the token ages, and again when it was revoked', async () => {
    kv.put('tandem/x', { a: '1' });
    const before = kv.logins();
    const approle = store(appRole);
    await Promise.all([
      approle.read('tandem/x'),
      approle.read('tandem/x'),
      approle.read('tandem/x'),
    ]);
    expect(kv.logins() - before).toBe(1);
    await approle.clock.advance(kv.leaseSeconds * 1_000);
    await approle.read('tandem/x');
    expect(kv.logins() - before).toBe(2);
    kv.revokeAll();
    expect(await approle.read('tandem/x')).toEqual({ a: '1' });
    expect(kv.logins() - before).toBe(3);
  });

  it('says why not, and never with a token or a secret', async () => {
    const reasonOf = async (made: { read: (path: string) => Promise<unknown> }) => {
      const error = await made.read('tandem/x').catch((thrown: Error) => thrown);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('planted');
      return (error as Error).message;
    };
    expect(await reasonOf(store({ kind: 'token', token: 'planted-token' }))).toContain(
      'permission denied (403)',
    );
    expect(await reasonOf(store({ ...appRole, secretId: 'planted-wrong' }))).toContain(
      'AppRole sign-in',
    );
    expect(
      await reasonOf(store({ kind: 'token', token: kv.rootToken }, { mount: 'old' })),
    ).toContain('KV version 2');
    kv.seal(true);
    expect(await reasonOf(withToken())).toContain('sealed or in maintenance (503)');
    kv.seal(false);
    expect(
      await reasonOf(store({ kind: 'token', token: kv.rootToken }, { namespace: 'other' })),
    ).toContain('403');
  });

  it('is reached through the egress guard only', async () => {
    const guarded = createHttpClient({ guard: createEgressGuard({ allow: [] }) });
    const reading = store({ kind: 'token', token: kv.rootToken }, { http: guarded }).read(
      'tandem/x',
    );
    await expect(reading).rejects.toMatchObject({ code: 'egress.blocked' });
    await guarded.close();
  });

  it('may hold the root key, after the setting and the file and before a generated one', async () => {
    const key = Buffer.alloc(32, 6).toString('base64');
    const load = (text: string | null | Error, rootKey?: string) =>
      loadRootKey({
        ...{ rootKey, embedded: true, dataFolder: '/nowhere', ids: systemIds },
        external: {
          name: 'KV store',
          read: async () => {
            if (text instanceof Error) throw text;
            return text;
          },
        },
      });
    expect((await load(key)).bytes).toEqual(Buffer.alloc(32, 6));
    const setting = Buffer.alloc(32, 7).toString('base64');
    expect((await load(key, setting)).bytes).toEqual(Buffer.alloc(32, 7));
    await expect(load(null)).rejects.toThrow(RootKeyError);
    await expect(load('planted-bad')).rejects.toThrow(
      /^The KV store must hold 32 bytes(?!.*planted)/,
    );
    await expect(load(new Error('sealed'))).rejects.toThrow(
      'cannot be read from the KV store: sealed',
    );
  });
});
