import type { Handler } from '@tandem/contract';
import { PublicError } from '@tandem/kit';

/** Any page may use the chat: what protects it is the token, never a cookie. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After',
} as const;

const preflight = {
  ...cors,
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, x-ms-bot-agent, x-requested-with',
  'access-control-max-age': '7200',
} as const;

/** A refusal that pages of other origins may read, with the time after which to try again. */
const readable = (error: unknown): unknown =>
  error instanceof PublicError
    ? new PublicError({
        status: error.status,
        code: error.code,
        message: error.message,
        headers: { ...error.headers, ...cors },
      })
    : error;

export const withCors =
  (run: Handler['run']): Handler['run'] =>
  async (call) => {
    try {
      const reply = await run(call);
      return { ...reply, headers: { ...cors, ...reply.headers } };
    } catch (error) {
      throw readable(error);
    }
  };

type Admit = NonNullable<Handler['admit']>;

export const admitWithCors =
  (admit: Admit): Admit =>
  async (call) => {
    try {
      await admit(call);
    } catch (error) {
      throw readable(error);
    }
  };

/** Browsers ask first whether they may; one answer for each path. */
export const preflights = (handlers: readonly Handler[]): Handler[] =>
  [...new Set(handlers.map(({ operation }) => operation.path))].map((path) => ({
    operation: { method: 'OPTIONS', path, access: 'public', reply: { 204: null } },
    run: async () => ({ status: 204, headers: preflight }),
    raw: true,
  }));
