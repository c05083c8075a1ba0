import type { ConnectionCheck } from '@tandem/contract';
import { type Ids, isSameText, signatureOf } from '@tandem/kit';
import { failed, failureOf, passed, skipped, warned } from '../connection-checks.ts';
import { timedSignature } from '../timed-signature.rules.ts';
import { answerOf, deliver, isSuccess, type WebhookDeps } from './calls.ts';
import type { WebhookSettings } from './settings.ts';

const testMs = 10_000;

const signatureCheck = (
  { secret }: WebhookSettings,
  { challenge, answer }: { challenge: string; answer: Readonly<Record<string, unknown>> },
): ConnectionCheck => {
  const { signature } = answer;
  if (typeof signature !== 'string')
    return warned(
      'signature',
      'The address answers the ping without a signature over the challenge: whether it has the same secret is not known.',
    );
  return isSameText(signature, signatureOf(timedSignature, secret, challenge))
    ? passed('signature', 'The other side signs with the same secret.')
    : failed('signature', 'The other side signs with another secret. Compare the Webhook Secret.');
};

/** Sends a ping with a challenge, which the other side answers signed. */
export const testWebhook = async (
  deps: WebhookDeps & { readonly ids: Pick<Ids, 'token' | 'uuid'> },
  {
    settings,
    webhookUrl,
    signal,
  }: { settings: WebhookSettings; webhookUrl: string; signal: AbortSignal },
): Promise<readonly ConnectionCheck[]> => {
  const challenge = deps.ids.token(24);
  const body = { id: deps.ids.uuid(), type: 'ping', challenge, webhookUrl };
  try {
    const answer = await deliver(deps, { settings, body, signal, timeoutMs: testMs });
    const host = passed('host', 'The address answers.');
    if (answer.status === 401 || answer.status === 403)
      return [
        host,
        failed(
          'signature',
          `The address refuses the signature (HTTP ${answer.status}). Compare the Webhook Secret.`,
        ),
      ];
    if (!isSuccess(answer))
      return [
        failed('host', `The address answers the ping with HTTP ${answer.status}.`),
        skipped('signature'),
      ];
    return [host, signatureCheck(settings, { challenge, answer: answerOf(answer) })];
  } catch (error) {
    return [failed('host', failureOf(error).reason), skipped('signature')];
  }
};
