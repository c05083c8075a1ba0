import { type Activity, type ActivityAttachment, cardContentType } from '@tandem/contract';
import { titleOf } from '../choices.rules.ts';

const isCard = ({ contentType }: ActivityAttachment) => contentType.startsWith(cardContentType);

const sourceOf = ({ channelData }: Activity): string => {
  const { source } = (channelData ?? {}) as { source?: unknown };
  return source === 'agent' ? 'agent' : source === 'system' ? 'system' : 'bot';
};

const dataOf = ({ channelData }: Activity): unknown =>
  ((channelData ?? {}) as { data?: unknown }).data;

type Told = { readonly id: string; readonly userId: string; readonly sessionId: string };

/** The body of a callback. */
export const callbackBody = ({ id, userId, sessionId }: Told, activity: Activity): string => {
  const base = { id, userId, sessionId };
  if (activity.type === 'event') {
    const { name, value } = activity;
    return JSON.stringify({ ...base, source: 'system', event: { name, value: value ?? null } });
  }
  const attachments = activity.attachments ?? [];
  const data = dataOf(activity);
  return JSON.stringify({
    ...base,
    source: sourceOf(activity),
    from: activity.from?.name ? { name: activity.from.name } : {},
    text: activity.text ?? null,
    quickReplies: (activity.suggestedActions?.actions ?? []).map((action) => ({
      title: titleOf(action),
      value: action.value ?? titleOf(action),
      type: action.type,
    })),
    attachments: attachments
      .filter((one) => !isCard(one) && one.contentUrl)
      .map(({ contentType, contentUrl, name }) => ({
        contentType,
        url: contentUrl,
        name: name ?? null,
      })),
    cards: attachments.filter(isCard).map(({ contentType, content }) => ({ contentType, content })),
    ...(data === undefined ? {} : { data }),
  });
};
