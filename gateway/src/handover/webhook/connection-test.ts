import type { ConnectionCheck } from '@tandem/contract';
import { type Ids, isSameText, signatureOf } from '@tandem/kit';
import { failed, passed, say, skipped, warned } from '../../checks/index.ts';
import { failureOf, saidOf } from '../connection-checks.ts';
import { timedSignature } from '../timed-signature.rules.ts';
import { answerOf, deliver, isSuccess, type WebhookDeps } from './calls.ts';
import type { WebhookSettings } from './settings.ts';

const testMs = 10_000;

const signatureCheck = (
  { secret }: WebhookSettings,
  { challenge, answer }: { challenge: string; answer: Readonly<Record<string, unknown>> },
): ConnectionCheck => {
  const { signature } = answer;
  if (typeof signature !== 'string') return warned('signature', say('pongUnsigned'));
  return isSameText(signature, signatureOf(timedSignature, secret, challenge))
    ? passed('signature', say('pongSame'))
    : failed('signature', say('pongOther'));
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
    const host = passed('host', say('addressAnswers'));
    if (answer.status === 401 || answer.status === 403)
      return [host, failed('signature', say('pingRefused', { status: answer.status }))];
    if (!isSuccess(answer))
      return [failed('host', say('pingStatus', { status: answer.status })), skipped('signature')];
    return [host, signatureCheck(settings, { challenge, answer: answerOf(answer) })];
  } catch (error) {
    return [failed('host', saidOf(failureOf(error))), skipped('signature')];
  }
};
