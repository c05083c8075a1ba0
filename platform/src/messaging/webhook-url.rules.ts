import { messagingErrors } from './messaging.errors.ts';

/** Headers that the product sets itself, and those that belong to the connection. */
const reservedHeaders = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-hub-signature-256',
  'x-hub-signature-256-previous',
]);

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]{0,4000}$/;

/** @throws messagingErrors.webhookHeaderInvalid (400) */
export const checkWebhookHeaders = (headers: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(headers)) {
    if (
      !headerName.test(name) ||
      !headerValue.test(value) ||
      reservedHeaders.has(name.toLowerCase())
    )
      throw messagingErrors.webhookHeaderInvalid({ name: name.slice(0, 100) });
  }
};

/**
 * The form of a webhook URL.
 * @throws messagingErrors.webhookUrlInvalid, messagingErrors.webhookPortRule (400)
 */
export const parseWebhookUrl = (
  text: string,
  { portRule, isBundled }: { portRule: '443' | 'any'; isBundled: (url: URL) => boolean },
): URL => {
  if (!URL.canParse(text)) throw messagingErrors.webhookUrlInvalid();
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw messagingErrors.webhookUrlInvalid();
  const follows = url.protocol === 'https:' && url.port === '';
  if (portRule === '443' && !follows && !isBundled(url)) throw messagingErrors.webhookPortRule();
  return url;
};

export const portOf = (url: URL): number =>
  url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;
