import { isFields, systemClock } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from '../../testing/index.ts';
import { isSignedWebhook } from './signature.rules.ts';

export const callbackSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const problemOf = ({ method, path, headers, body, raw }: Received): string | null => {
  if (method !== 'POST' || path !== '/callback') return 'no such route';
  if (headers['content-type'] !== 'application/json') return 'the body is not said to be JSON';
  if (headers.authorization !== `Basic ${btoa('tandem:basic secret')}`)
    return 'no Basic authentication';
  const request = { headers, body: raw, now: systemClock.now() };
  if (!isSignedWebhook(callbackSecret, request)) return 'not signed';
  if (!isFields(body) || body['id'] !== headers['webhook-id'])
    return 'the id is not that of the request';
  if (body['ping'] === true) return null;
  return typeof body['userId'] === 'string' && typeof body['sessionId'] === 'string'
    ? null
    : 'nobody is named';
};

/** The other side of a webhook channel, as its documentation describes it. */
export const startFakeCallback = (
  answer: (request: Received) => Deed | Promise<Deed> = () => ({}),
) => startFakeServer({ check: problemOf, answer });
