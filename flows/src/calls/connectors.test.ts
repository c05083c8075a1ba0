import { HttpCallError, type HttpResponse, PublicError } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../http.model.ts';
import { createWorld, request } from './calls.fixture.ts';
import type { ConnectorSend } from './calls.types.ts';

const target = { kind: 'connector', connector: 'CRM', path: '/users?a=1' } as const;

const through = async (
  answer: HttpResponse | Error,
  asked: Partial<HttpRequest> = {},
): Promise<{ input: object; sent: readonly (readonly [string, string, ConnectorSend])[] }> => {
  const sent: [string, string, ConnectorSend][] = [];
  await using world = createWorld([], {
    async callThrough(org, connector, call) {
      sent.push([org, connector, call]);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const input = await world.perform({
    kind: 'httpRequest',
    id: 'e',
    request: request({ target, ...asked }),
  });
  return { input, sent };
};

const refused = (code: string, message: string, cause?: Error) =>
  new PublicError({ status: 502, code, message, ...(cause ? { cause } : {}) });

const ok = { status: 200, headers: { 'x-a': '1' }, body: Buffer.from('{"a":1}') };

describe('a request through a connector', () => {
  it('is handed on with its address below the connector, bounds and all', async () => {
    const { input, sent } = await through(ok, {
      ...{ method: 'POST', timeoutMs: 900, connectTimeoutMs: 80, maxResponseBytes: 5000 },
      followRedirects: 'sameOrigin',
      query: [['b', 'x y']],
      headers: [['X-Tag', 'one']],
      body: { kind: 'text', contentType: 'text/plain', text: 'hello' },
    });
    expect(input).toMatchObject({
      kind: 'httpResponse',
      response: { status: 200, headers: { 'x-a': '1' }, body: '{"a":1}' },
    });
    const [first] = sent;
    expect(first?.slice(0, 2)).toEqual(['acme', 'CRM']);
    expect(first?.[2]).toMatchObject({
      ...{ method: 'POST', path: '/users?a=1&b=x%20y', timeoutMs: 900, connectTimeoutMs: 80 },
      ...{ maxBytes: 5000, redirects: 5, body: Buffer.from('hello') },
      headers: { 'x-tag': 'one', 'content-type': 'text/plain' },
    });
  });

  it('is repeated after 5xx', async () => {
    const { input, sent } = await through({ ...ok, status: 503 }, { retries: 2 });
    expect(input).toMatchObject({ kind: 'httpResponse', response: { status: 503 } });
    expect(sent).toHaveLength(3);
  });

  const tls = Object.assign(new Error('10.0.0.1'), { code: 'CERT_HAS_EXPIRED' });
  it.each([
    [refused('not.found', 'There is no connector "CRM".'), 'http.connector', /no connector/],
    [refused('connector.inactive', 'It is deactivated.'), 'http.connector', /deactivated/],
    [refused('connector.call.invalid', 'The path leads out.'), 'http.url', /leads out/],
    [
      refused('egress.blocked', 'Outbound calls to x:1 are blocked.'),
      'http.refused.by.guard',
      /x:1/,
    ],
    [
      refused('connector.timeout', '', new HttpCallError('timeout', null)),
      'http.timeout',
      /^The other side of the connector "CRM" did not answer within 5000 ms\.$/,
    ],
    [
      refused('connector.no.answer', '', new HttpCallError('too-large', null)),
      'http.response.too.large',
      /longer than 1048576 bytes/,
    ],
    [
      refused('connector.no.answer', '', new HttpCallError('connect', tls)),
      'http.tls',
      /certificate has expired\.$/,
    ],
  ])('tells what went wrong: %s', async (error, code, says) => {
    const { input, sent } = await through(error, { retries: 3 });
    expect(input).toMatchObject({ kind: 'failed', code, message: expect.stringMatching(says) });
    expect(sent).toHaveLength(1);
  });
});
