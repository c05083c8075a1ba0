import { createHmac } from 'node:crypto';
import type { SettingField } from '@tandem/contract';
import {
  type Clock,
  HttpCallError,
  type HttpClient,
  type HttpResponse,
  PublicError,
} from '@tandem/kit';
import {
  contentTypes,
  createBodies,
  type DestinationDriver,
  type DestinationKind,
  type OpenDestination,
  type Outcome,
  type OutgoingEvent,
  type SendResult,
  settingField,
} from '../driver.port.ts';
import { retryAfterMs } from '../retry-after.rules.ts';

/** 24 to 64 bytes. */
const secretForm = '^whsec_[A-Za-z0-9+/]{32,86}={0,2}$';

const fields: readonly SettingField[] = [
  settingField({ name: 'url', label: 'URL', type: 'url', required: true, target: true }),
  settingField({
    ...{
      name: 'secret',
      label: 'Signing secret',
      required: true,
      secret: true,
      pattern: secretForm,
    },
    help: 'whsec_ and base64 of 24 to 64 random bytes, as Standard Webhooks writes it.',
  }),
  settingField({
    ...{ name: 'previousSecret', label: 'Previous secret', secret: true, pattern: secretForm },
    help: 'Signs beside the new one until every receiver knows that.',
  }),
];

const defaultPatienceMs = 10_000;
const largest = 1_000_000;

/** Keys of whsec_ texts; the rest of the secret is base64. */
const keyOf = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

/**
 * A variable or a credential may hold something else than when it was chosen; what is signed with nothing, or with a few
 * bytes, is as good as unsigned.
 * @throws PublicError (400)
 */
const requireKey = (form: RegExp, name: string, value: string | undefined) => {
  if (value === undefined || form.test(value)) return;
  const isEmpty = value.trim() === '';
  throw new PublicError(
    isEmpty
      ? { status: 400, code: 'destination.secret.empty', message: `The secret "${name}" is empty.` }
      : {
          ...{ status: 400, code: 'destination.secret.form' },
          message: `The secret "${name}" is not whsec_ and base64 of 24 to 64 bytes.`,
        },
  );
};

type Signed = { readonly id: string; readonly timestamp: number; readonly body: Buffer };

/** Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, one signature for each secret. */
const signatures = (keys: readonly Buffer[], { id, timestamp, body }: Signed): string =>
  keys
    .map((key) => {
      const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
      return `v1,${mac.digest('base64')}`;
    })
    .join(' ');

const denying: ReadonlySet<number> = new Set([401, 403, 404, 410]);
const resting: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

/** What an answer says of one event. */
const toResult = ({ status, headers }: HttpResponse, now: Date): SendResult => {
  const code = `http.${status}`;
  const reason = `The receiver answered ${status}.`;
  const outcome = (one: Outcome): SendResult => ({ kind: 'answered', outcomes: [one] });
  if (status >= 200 && status < 300) return outcome({ kind: 'delivered' });
  if (denying.has(status)) return { kind: 'denied', code, reason };
  const afterMs = retryAfterMs(headers['retry-after'], now);
  const asked = afterMs === null ? {} : { afterMs };
  if (resting.has(status)) return { kind: 'unavailable', code, reason, ...asked };
  if (status >= 500) return outcome({ kind: 'retry', code, reason, ...asked });
  return outcome({ kind: 'refused', code, reason });
};

const failures = {
  timeout: 'The receiver did not answer in time.',
  connect: 'The receiver could not be reached.',
  'too-large': 'The answer was too large.',
  aborted: 'The call was given up.',
} as const;

const toFailure = (error: unknown): SendResult => {
  if (error instanceof HttpCallError)
    return { kind: 'unavailable', code: `http.${error.reason}`, reason: failures[error.reason] };
  // The guard says why it lets nobody go there, or that the name is unknown.
  if (error instanceof PublicError)
    return { kind: 'denied', code: error.code, reason: error.message };
  return { kind: 'unavailable', code: 'http.failed', reason: failures.connect };
};

type WebhookDeps = {
  readonly http: HttpClient;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a call may take, in milliseconds. Default 10 000. */
  readonly patienceMs?: number;
};

const openWebhook = (
  { http, clock, patienceMs = defaultPatienceMs }: WebhookDeps,
  { settings, secrets, envelope, source }: OpenDestination,
): DestinationDriver => {
  const url = String(settings['url']);
  const { secret = '', previousSecret } = secrets;
  const form = new RegExp(secretForm, 'u');
  for (const [name, value] of Object.entries({ secret, previousSecret }))
    requireKey(form, name, value);
  const keys = [secret, previousSecret ?? ''].filter(Boolean).map(keyOf);
  const bodyOf = createBodies(envelope, source);
  const send = async (event: OutgoingEvent, withinMs: number): Promise<SendResult> => {
    const timeoutMs = Math.ceil(Math.min(patienceMs, withinMs));
    const body = bodyOf(event);
    const timestamp = Math.floor(clock.now().getTime() / 1000);
    try {
      const response = await http.request({
        ...{ method: 'POST', url, body, timeoutMs, statusOnly: true },
        headers: {
          'content-type': contentTypes[envelope],
          'user-agent': 'Tandem',
          'webhook-id': event.id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signatures(keys, { id: event.id, timestamp, body }),
        },
      });
      return toResult(response, clock.now());
    } catch (error) {
      return toFailure(error);
    }
  };
  return {
    limits: { events: 1, bytes: largest, inFlight: 16 },
    largestEvent: largest,
    sizeOf: (event) => bodyOf(event).length,
    async send(events, withinMs = patienceMs) {
      const [event] = events;
      return event ? send(event, withinMs) : { kind: 'answered', outcomes: [] };
    },
    describe: async () => ({ state: 'unknown', name: new URL(url).origin }),
    async [Symbol.asyncDispose]() {},
  };
};

/** Signed webhooks as Standard Webhooks describes them; one call an event. */
export const webhookKind = (deps: WebhookDeps): DestinationKind => ({
  ...{ kind: 'webhook', label: 'Signed webhook', fields },
  envelopes: ['native', 'cloudevents'],
  open: async (destination) => openWebhook(deps, destination),
});
