import type { Activity, ActivityAttachment, CardAction } from '@tandem/contract';
import { cardContentType } from '@tandem/contract';
import type { Card, CardButton, RichContent } from '@tandem/flows';
import type { StoredActivity } from '../../conversations/index.ts';
import type { Said } from './flow-talk.model.ts';

/** A button that says its text; a payload that differs travels as the value. */
const saying = (title: string, payload: string): CardAction =>
  payload === '' || payload === title
    ? { type: 'imBack', title, value: title }
    : { type: 'messageBack', title, text: title, displayText: title, value: payload };

const toButton = ({ text, type, value }: CardButton): CardAction =>
  type === 'Link' ? { type: 'openUrl', title: text, value } : saying(text, value);

const toHeroCard = ({ title, description, imageUrl, buttons }: Card): ActivityAttachment => ({
  contentType: `${cardContentType}hero`,
  content: {
    title,
    ...(description === '' ? {} : { text: description }),
    ...(imageUrl === '' ? {} : { images: [{ url: imageUrl }] }),
    buttons: buttons.map(toButton),
  },
});

const contentOf = (content: RichContent): Partial<Activity> => {
  if (content.kind === 'quickReplies')
    return {
      suggestedActions: {
        actions: content.replies.map(({ text, payload }) => saying(text, payload)),
      },
    };
  if (content.kind === 'card') return { attachments: [toHeroCard(content.card)] };
  return { attachments: content.cards.map(toHeroCard), attachmentLayout: 'carousel' };
};

/** What a flow says, as an activity; null where it says nothing. */
export const toFlowActivity = (text: string, content?: RichContent): Activity | null => {
  if (text === '' && !content) return null;
  return {
    type: 'message',
    from: { id: 'bot', role: 'bot' },
    ...(text === '' ? {} : { text }),
    ...(content ? contentOf(content) : {}),
    channelData: { source: 'bot' },
  };
};

/** What a flow hears of an activity: its text, and the payload of the button that was pressed. */
export const saidIn = ({ seq, body }: Pick<StoredActivity, 'seq' | 'body'>): Said => {
  const { text, value, attachments = [] } = body;
  const payload =
    typeof value === 'string'
      ? value
      : value === undefined || value === null
        ? null
        : JSON.stringify(value);
  return { seq, text: text || payload || '', payload, attachments };
};
