import type { EgressGuard, HttpClient } from '@tandem/kit';
import type { CustomFetch } from 'openid-client';
import { connectionErrors } from './connections.errors.ts';

/** All calls of connections go through the product's one guard. */
export type OutboundPorts = {
  readonly http: Pick<HttpClient, 'request'>;
  readonly guard: EgressGuard;
};

const longestAnswer = 256 * 1024;

/**
 * An address that tokens may be sent to: https, or http where the egress rules name a private address.
 * @throws connectionErrors.invalid, notHttps, egressErrors.*
 */
export const requireSafeUrl = async (guard: EgressGuard, text: string): Promise<URL> => {
  const url = URL.parse(text);
  if (
    !url ||
    !['https:', 'http:'].includes(url.protocol) ||
    url.username ||
    url.password ||
    url.hash
  )
    throw connectionErrors.invalid({ problem: `"${text}" is no complete https:// address.` });
  const isPlain = url.protocol === 'http:';
  const { isPrivate } = await guard.resolve(url.hostname, Number(url.port || (isPlain ? 80 : 443)));
  if (isPlain && !isPrivate) throw connectionErrors.notHttps({ url: text });
  return url;
};

const parse = (body: Buffer): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
};

/**
 * The answer of a token endpoint as RFC 6749 has it. Identity tokens are left out, for nobody reads them here; a missing
 * token type is Bearer; a refusal that some servers send with status 200 is one.
 */
const toTokenAnswer = (status: number, body: Buffer): { status: number; text: string } => {
  const answer = parse(body);
  if (!answer) return { status, text: body.toString('utf8') };
  const { id_token: _unused, ...rest } = answer;
  if (status === 200 && typeof rest['error'] === 'string' && !rest['access_token'])
    return { status: 400, text: JSON.stringify(rest) };
  return { status, text: JSON.stringify({ token_type: 'bearer', ...rest }) };
};

const bodyOf = (body: unknown): { body?: string } => {
  if (body === null || body === undefined) return {};
  if (typeof body === 'string' || body instanceof URLSearchParams) return { body: body.toString() };
  throw new TypeError('only form bodies are sent');
};

/** `fetch` as the OAuth library wants it, on the guarded client; redirects are not followed. */
export const createGuardedFetch =
  ({ http, guard }: OutboundPorts, timeoutMs: number): CustomFetch =>
  async (url, options) => {
    await requireSafeUrl(guard, url);
    const { status, headers, body } = await http.request({
      method: options.method,
      url,
      headers: options.headers,
      ...bodyOf(options.body),
      timeoutMs,
      maxBytes: longestAnswer,
    });
    const isEmpty = [204, 205, 304].includes(status);
    const isToken = options.method === 'POST' && !isEmpty;
    const answer = isToken ? toTokenAnswer(status, body) : { status, text: body.toString('utf8') };
    const kept = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name === 'content-length'
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
    );
    return new Response(isEmpty ? null : answer.text, { status: answer.status, headers: kept });
  };
