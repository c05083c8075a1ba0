import { createHmac } from 'node:crypto';
import { isSameText } from '@tandem/kit';

/** How old, or how early, a request may be. */
const toleranceSeconds = 5 * 60;

type Asked = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly now: Date;
};

/** Whether Slack has sent these bytes just now (scheme v0 of its signing secrets). */
export const isSignedBySlack = (secret: string, { headers, body, now }: Asked): boolean => {
  const timestamp = headers['x-slack-request-timestamp'];
  const given = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof given !== 'string') return false;
  if (secret === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body);
  return isSameText(given, `v0=${mac.digest('hex')}`);
};
