import { setTimeout as delay } from 'node:timers/promises';
import type { Api, ApiReply } from '../harness/api.ts';

type Call = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

const patienceMs = 90_000;
const retryMs = 25;

/** The answer, or null where the server was away: no connection, or a 5xx; `onNone` hears which. */
export const tryCall = async <T>(
  api: Api,
  call: Call,
  onNone: (why: string) => void = () => {},
): Promise<ApiReply<T> | null> => {
  const { method, path, body, headers } = call;
  try {
    const reply = await api.call<T>(method, path, {
      ...(body === undefined ? {} : { body }),
      ...(headers ? { headers } : {}),
    });
    if (reply.status < 500) return reply;
    onNone(`${reply.status} ${JSON.stringify(reply.body)}`);
  } catch (error) {
    onNone(String(error));
  }
  return null;
};

/** Repeats the same call until the server answers. */
export const callUntilAnswered = async <T>(
  api: Api,
  call: Call & { readonly onAway?: () => Promise<void> },
): Promise<ApiReply<T>> => {
  const deadline = performance.now() + patienceMs;
  let last = '';
  while (performance.now() < deadline) {
    const reply = await tryCall<T>(api, call, (why) => {
      last = why;
    });
    if (reply) return reply;
    await call.onAway?.();
    await delay(retryMs);
  }
  throw new Error(
    `${call.method} ${call.path} was not answered within ${patienceMs} ms: ${last.slice(0, 300)}`,
  );
};
