import assert from 'node:assert/strict';
import { type Api, createApi } from '../harness/api.ts';
import type { TestTandem } from '../harness/tandem.ts';

export type Sent = {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly correlation: string | null;
};

type Bytes = {
  readonly body?: string | Buffer<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
};

/** A client that sends whatever it is told, byte for byte. */
export type RawClient = {
  readonly token: string;
  readonly raw: (method: string, path: string, bytes: Bytes) => Promise<Sent>;
  readonly json: (method: string, path: string, body: unknown) => Promise<Sent>;
};

export const openRawClient = async ({ server, org, url }: TestTandem): Promise<RawClient> => {
  const made = await server.core.identity.usecases.createClient({
    org,
    name: 'Sender',
    role: 'Master Admin',
  });
  const api: Api = await createApi(url).clientCredentials(made);
  const raw: RawClient['raw'] = async (method, path, { body, headers, token = api.token }) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : { text },
      correlation: response.headers.get('inin-correlation-id'),
    };
  };
  return {
    token: api.token,
    raw,
    json: (method, path, body) =>
      raw(method, path, body === undefined ? {} : { body: JSON.stringify(body) }),
  };
};

/**
 * The shape of every refusal: the vendor's error body, the correlation id in it and in the header.
 * @throws AssertionError when the answer is none
 */
export const expectRefusal = ({ status, body, correlation }: Sent, expected = status): void => {
  const shown = JSON.stringify({ status, body });
  assert.equal(status, expected, shown);
  assert.ok(status >= 400 && status < 500, shown);
  assert.equal(body['status'], status, shown);
  assert.ok(correlation, 'no correlation id');
  assert.equal(body['contextId'], correlation, shown);
  assert.match(String(body['code']), /^[a-z]+(\.[a-z]+)*$/, shown);
  assert.ok(String(body['message']).length > 8, shown);
  assert.ok(Array.isArray(body['details']) && Array.isArray(body['errors']), shown);
};
