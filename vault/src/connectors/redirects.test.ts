import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectorOperations as operations } from '@tandem/contract';
import { HttpCallError, systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { consent, startTestConnectors } from './testing/test-connectors.ts';

const org = systemIds.uuid();

/** A server that sends everything below `/v1/from` on to `location`. */
const startRedirecting = async () => {
  const seen: string[] = [];
  const to = { status: 302, location: '' };
  const server = createServer((request, response) => {
    const { method, url = '', headers, rawHeaders } = request;
    const tags = rawHeaders.filter((_, at) => rawHeaders[at - 1] === 'x-tag');
    seen.push([method, url, headers['x-key'], headers['content-type'], ...tags].join(' '));
    if (url.startsWith('/v1/from'))
      return response.writeHead(to.status, { location: to.location }).end();
    if (url.startsWith('/v1/silent')) return;
    return response.end('there');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ seen, to },
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const startAll = async () => {
  const crm = await startRedirecting();
  const at = await startTestConnectors();
  const key = { kind: 'insecure', value: 'planted' };
  const made = await at.person(org).call(operations.postConnectors, {
    body: {
      ...{ consent, kind: 'custom', name: 'CRM', baseUrl: `${crm.url}/v1`, access: 'readWrite' },
      authentication: { type: 'apiKey', in: 'header', name: 'x-key', key },
    },
  });
  expect(made.status).toBe(201);
  return { crm, at, id: made.body.id as string };
};

const call = { method: 'GET', path: '/from', redirects: 3 } as const;

describe('a call through a connector', () => {
  it('follows redirects below its address only, with what it proves itself by', async () => {
    const { crm, at, id } = await startAll();
    await using _crm = crm;
    await using _at = at;
    const through = async (location: string, more: object = {}) => {
      crm.to.location = location;
      crm.seen.length = 0;
      const { status } = await at.connectors.callThrough(org, id, { ...call, ...more });
      return [status, ...crm.seen];
    };
    const first = 'GET /v1/from planted ';
    expect(await through('/v1/there')).toEqual([200, first, 'GET /v1/there planted ']);
    expect(await through('there?a=1')).toEqual([200, first, 'GET /v1/there?a=1 planted ']);
    expect(await through('/v1/there', { redirects: 0 })).toEqual([302, first]);
    for (const outside of ['/v2/there', '/', '//127.0.0.1:9/v1/', 'https://example.org/v1/'])
      expect(await through(outside)).toEqual([302, first]);
    expect(await through('/v1/from')).toEqual([302, first, first, first, first]);
    crm.to.status = 303;
    const post = {
      ...{ method: 'POST', body: '{}' },
      headers: { 'content-type': 'text/x', 'x-tag': ['a', 'b'] },
    };
    expect(await through('/v1/there', post)).toEqual([
      200,
      'POST /v1/from planted text/x a b',
      'GET /v1/there planted  a b',
    ]);
  });

  it('finds it by id or by name, each organisation its own', async () => {
    const { crm, at, id } = await startAll();
    await using _crm = crm;
    await using _at = at;
    const plain = { method: 'GET', path: '/x' } as const;
    for (const ref of [id, id.toUpperCase(), 'CRM', 'crm'])
      expect((await at.connectors.callThrough(org, ref, plain)).status).toBe(200);
    for (const [asking, ref] of [
      [org, 'CRM2'],
      [systemIds.uuid(), 'CRM'],
      [systemIds.uuid(), id],
    ] as const)
      await expect(at.connectors.callThrough(asking, ref, plain)).rejects.toMatchObject({
        ...{ status: 404, code: 'not.found' },
      });
  });

  it('tells other code what lies behind a failure, and ends when it is given up', async () => {
    const { crm, at, id } = await startAll();
    await using _crm = crm;
    await using _at = at;
    const silent = { method: 'GET', path: '/silent' } as const;
    const late = at.connectors.callThrough(org, id, { ...silent, timeoutMs: 30 });
    const error: unknown = await late.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'connector.timeout' });
    expect((error as Error).cause).toBeInstanceOf(HttpCallError);
    const signal = AbortSignal.timeout(30);
    const givenUp = at.connectors.callThrough(org, id, { ...silent, signal });
    await expect(givenUp).rejects.toMatchObject({ code: expect.stringMatching(/^connector\./) });
  });
});
