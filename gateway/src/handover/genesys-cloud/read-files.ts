import type { ActivityAttachment } from '@tandem/contract';
import { fieldsOf } from '@tandem/kit';
import { isPassing } from '../provider-calls.ts';
import { requireSuccess } from './api.ts';
import { type Call, limitsOf } from './sending.ts';
import { toActivity } from './webhook.rules.ts';

/**
 * The attachments of a message as the contact centre shows it now, with fresh addresses; null: it may not be read, or
 * is gone.
 * @throws ProviderFailure when the contact centre does not answer just now
 */
export const readFiles = async (
  { client, context }: Call,
  messageId: string,
): Promise<readonly ActivityAttachment[] | null> => {
  const conversation = context.handover.remoteConversation;
  if (!conversation) return null;
  const ids = [conversation, messageId].map(encodeURIComponent);
  const path = `/api/v2/conversations/messages/${ids.join('/messages/')}`;
  const answer = await client.request({ method: 'GET', path, ...limitsOf(context) });
  if (isPassing(answer.status)) requireSuccess(answer, 'Reading the message');
  if (answer.status !== 200) return null;
  const { normalizedMessage } = fieldsOf(answer.body);
  return toActivity(fieldsOf(normalizedMessage))?.attachments ?? null;
};
