import { createHmac } from 'node:crypto';
import { systemClock } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from './fake-server.ts';

export const handoverWebhookSecret = 'handover-webhook-secret-of-the-tests';

type Json = Record<string, unknown>;

const hmac = (secret: string, text: string) =>
  `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;

const types = ['start', 'message', 'typing', 'receipt', 'end', 'availability', 'ping'];

/** Why a handover was ended; the end of the agent comes back where it was told before the start was answered. */
const endReasons = ['user', 'timeout', 'noAgents', 'system', 'error', 'agent'];

/** Refuses what is not signed, not named, or not of a type that docs/handover.md knows. */
const check = ({ method, headers, body, raw }: Received): string | null => {
  if (method !== 'POST') return 'no POST';
  const timestamp = headers['x-tandem-timestamp'];
  const signed = hmac(handoverWebhookSecret, `${timestamp}.${raw.toString('utf8')}`);
  if (headers['x-tandem-signature'] !== signed) return 'not signed';
  const { id, type, time, handoverId, reason } = (body ?? {}) as Json;
  if (headers['x-tandem-delivery'] !== id || typeof id !== 'string') return 'no id';
  if (!types.includes(String(type))) return 'unknown type';
  if (type === 'end' && !endReasons.includes(String(reason))) return 'unknown reason';
  if (Number.isNaN(Date.parse(String(time)))) return 'no time';
  return type === 'ping' || typeof handoverId === 'string' ? null : 'no handover';
};

/** A system behind the generic webhook. */
export const startFakeHandoverWebhook = async () => {
  const state = {
    ...{ available: undefined as boolean | undefined, fails: 0, status: 200 },
    /** Messages are answered when it is over. */
    held: null as Promise<void> | null,
  };
  /** What has arrived, by its id once. */
  const taken = new Map<string, Json>();
  const reply = ({ type, challenge }: Json): Deed => {
    if (type === 'ping')
      return {
        body: { challenge, signature: hmac(handoverWebhookSecret, String(challenge)) },
      };
    if (type === 'availability')
      return { body: state.available === undefined ? {} : { available: state.available } };
    return { status: state.status, body: {} };
  };
  const server = await startFakeServer({
    check,
    async answer({ body }) {
      const told = body as Json;
      taken.set(String(told['id']), told);
      if (told['type'] === 'message') await state.held;
      if (state.fails === 0) return reply(told);
      state.fails -= 1;
      return 'cut';
    },
  });
  /** Delivers a text, signed. */
  const post = (url: string, text: string, secret = handoverWebhookSecret) => {
    const timestamp = String(Math.floor(systemClock.now().getTime() / 1000));
    const headers = {
      'content-type': 'application/json',
      'x-tandem-timestamp': timestamp,
      'x-tandem-signature': hmac(secret, `${timestamp}.${text}`),
    };
    return fetch(url, { method: 'POST', headers, body: text });
  };
  let last = 0;
  return {
    ...server,
    state,
    post,
    told: (type: string) => [...taken.values()].filter((one) => one['type'] === type),
    /** Delivers an event of a handover, signed; answers the status. */
    async deliver(url: string, body: Json, secret = handoverWebhookSecret) {
      last += 1;
      return (await post(url, JSON.stringify({ id: `event-${last}`, ...body }), secret)).status;
    },
  };
};
