import { webhookSignature } from '@tandem/contract';
import type { Outcome } from '@tandem/lanes';

/** Headers of a webhook call; what the integration configures comes first and hides nothing of ours. */
export const webhookHeadersOf = (
  configured: Readonly<Record<string, string>>,
  {
    signature,
    previousSignature = null,
    late,
  }: { signature: string; previousSignature?: string | null; late: boolean },
): Record<string, string> => ({
  ...configured,
  'Content-Type': 'application/json',
  [webhookSignature.header]: signature,
  ...(previousSignature === null ? {} : { [webhookSignature.previousHeader]: previousSignature }),
  // A repeat out of order, put back by hand: its body and id are the old ones.
  ...(late ? { 'X-Tandem-Late': 'true' } : {}),
});

/** What a status means: 2xx is done, 429 and 5xx are tried again, anything else will not get better. */
export const outcomeOfStatus = (status: number): Outcome => {
  if (status >= 200 && status < 300) return { kind: 'done' };
  const reason = `HTTP ${status}`;
  return status === 429 || status >= 500 ? { kind: 'retry', reason } : { kind: 'dead', reason };
};
