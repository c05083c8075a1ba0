import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemIds } from '@tandem/kit';
import { loadRootKey } from '@tandem/vault';
import { describe, expect, it } from 'vitest';
import { readServerSettings } from '../settings.ts';
import { rootKeySources } from './root-key.ts';

const key = Buffer.alloc(32, 9).toString('base64');

/** Answers one secret of a KV engine, to one token. */
const startStore = async () => {
  const server = createServer((request, response) => {
    const known =
      request.url === '/v1/secret/data/tandem-root/key' &&
      request.headers['x-vault-token'] === 'planted-token';
    response.writeHead(known ? 200 : 403, { 'content-type': 'application/json' });
    const data = { data: { value: key }, metadata: { version: 1 } };
    response.end(JSON.stringify(known ? { data } : { errors: ['permission denied'] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describe('the root key of an installation', () => {
  it('is read from the KV store that the settings name, through the egress guard', async () => {
    await using store = await startStore();
    const load = (env: Record<string, string>) =>
      loadRootKey(
        rootKeySources(
          readServerSettings({
            DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
            TANDEM_KV_URL: store.url,
            TANDEM_KV_ROOT_KEY: 'tandem-root/key#value',
            TANDEM_EGRESS_ALLOW: '127.0.0.1',
            ...env,
          }),
          systemIds,
        ),
      );
    expect((await load({ TANDEM_KV_TOKEN: 'planted-token' })).bytes).toEqual(Buffer.alloc(32, 9));
    const refused = async (env: Record<string, string>, why: string | RegExp) => {
      const error = await load(env).catch((thrown: Error) => thrown);
      expect((error as Error).message).toMatch(why);
      expect((error as Error).message).not.toContain('planted');
    };
    await refused({ TANDEM_KV_TOKEN: 'planted-other' }, 'permission denied');
    await refused(
      { TANDEM_KV_TOKEN: 'planted-token', TANDEM_EGRESS_ALLOW: '' },
      'TANDEM_EGRESS_ALLOW=127.0.0.1',
    );
    await refused(
      { TANDEM_KV_TOKEN: 'planted-token', TANDEM_KV_ROOT_KEY: 'tandem-root/key#other' },
      'has no root key there',
    );
    await refused({}, 'TANDEM_KV_TOKEN, or TANDEM_KV_ROLE_ID');
  });
});
