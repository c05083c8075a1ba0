import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type OpenPlatform =
  ReplyOf<'GET /api/v2/conversations/messaging/integrations/open/{integrationId}'>;
type CreateBody = BodyOf<'POST /api/v2/conversations/messaging/integrations/open'>;
type UpdateBody = BodyOf<'PATCH /api/v2/conversations/messaging/integrations/open/{integrationId}'>;

export type PlatformStatus = 'new' | 'active' | 'starting' | 'error' | 'inactive';

/** The word beside the icon: what is not saved yet is new. */
export function statusOf(platform: OpenPlatform | null): PlatformStatus {
  if (!platform) return 'new';
  if (platform.createStatus === 'Error') return 'error';
  if (platform.createStatus === 'Initiated') return 'starting';
  const status = platform.status?.toLowerCase();
  return status === 'inactive' || status === 'error' || status === 'starting' ? status : 'active';
}

export const STATUS_TONES: Readonly<Record<PlatformStatus, StatusTone>> = {
  new: 'new',
  active: 'good',
  starting: 'busy',
  error: 'bad',
  inactive: 'neutral',
};

export const platformToForm = (platform: OpenPlatform | null): FormValues => ({
  name: platform?.name ?? '',
  url: platform?.outboundNotificationWebhookUrl ?? '',
  secret: '',
  setting: platform?.messagingSetting?.id ?? null,
  content: platform?.supportedContent?.id ?? null,
});

const choices = (values: FormValues) => {
  const setting = textOf(values, 'setting');
  const content = textOf(values, 'content');
  return {
    ...(setting ? { messagingSetting: { id: setting } } : {}),
    ...(content ? { supportedContent: { id: content } } : {}),
  };
};

export const formToNewPlatform = (
  values: FormValues,
  headers: Readonly<Record<string, string>>,
): CreateBody => ({
  name: textOf(values, 'name'),
  outboundNotificationWebhookUrl: textOf(values, 'url'),
  outboundNotificationWebhookSignatureSecretToken: textOf(values, 'secret'),
  webhookHeaders: { ...headers },
  ...choices(values),
});

/** The change of a saved platform: an empty secret keeps the stored one. */
export function formToPlatform(
  values: FormValues,
  headers: Readonly<Record<string, string>>,
): UpdateBody {
  const secret = textOf(values, 'secret');
  return {
    name: textOf(values, 'name'),
    outboundNotificationWebhookUrl: textOf(values, 'url'),
    ...(secret ? { outboundNotificationWebhookSignatureSecretToken: secret } : {}),
    webhookHeaders: { ...headers },
    ...choices(values),
  };
}
