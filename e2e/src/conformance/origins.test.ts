import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTandem, type TestTandem } from '../harness/tandem.ts';

let tandem: TestTandem;
beforeAll(async () => {
  tandem = await startTandem();
}, 60_000);
afterAll(() => tandem?.[Symbol.asyncDispose]());

const origin = 'https://page-of-somebody.example';

/** What a page of another origin is told: by the request before the request, and by the answer. */
const allowed = async (path: string, method: string) => {
  const before = await fetch(`${tandem.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization',
    },
  });
  const after = await fetch(`${tandem.url}${path}`, { method, headers: { origin } });
  return [before, after].map(({ headers }) => headers.get('access-control-allow-origin'));
};

describe('a page of another origin', () => {
  it.each([
    ['/tandem/gateway/endpoints', 'GET'],
    ['/tandem/monitor/live', 'GET'],
    ['/api/v2/routing/queues', 'DELETE'],
    ['/handover/genesysCloudOM', 'POST'],
    ['/botconnector/7f7b1e36-3a1c-4b44-8d4d-0c1f6f0e9a11', 'POST'],
  ])('is let in nowhere but at the web chat: %s', async (path, method) => {
    expect(await allowed(path, method)).toEqual([null, null]);
  });

  it('is let in at the web chat', async () => {
    const chat = await allowed('/v3/directline/conversations', 'POST');
    expect(chat.every((one) => one === '*' || one === origin)).toBe(true);
  });
});
