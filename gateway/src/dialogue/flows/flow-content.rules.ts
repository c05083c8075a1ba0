import type { Activity, ActivityAttachment, CardAction } from '@tandem/contract';
import { cardContentType } from '@tandem/contract';
import type {
  Card,
  CardButton,
  DatePicker,
  ListPicker,
  QuickReply,
  RichContent,
} from '@tandem/flows';
import type { StoredActivity } from '../../conversations/index.ts';
import type { Said } from './flow-talk.model.ts';

/** A button that says its text; a payload that differs travels as the value. @param more only read, not said */
const saying = (text: string, payload: string, more = ''): CardAction => {
  const value = payload || text;
  if (value === text && more === '') return { type: 'imBack', title: text, value };
  const title = more === '' ? text : `${text} · ${more}`;
  return { type: 'messageBack', title, text, displayText: text, value };
};

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

/** Chats have no pickers: what can be chosen are the buttons of a card. */
const choosing = (
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
  buttons: readonly CardAction[],
): Partial<Activity> => ({
  attachments: [
    {
      contentType: `${cardContentType}hero`,
      content: { title, ...(subtitle === '' ? {} : { text: subtitle }), buttons: [...buttons] },
    },
  ],
});

const toList = (picker: ListPicker) =>
  choosing(
    picker,
    picker.items.map(({ title, subtitle, payload }) => saying(title, payload, subtitle)),
  );

const toTimes = (picker: DatePicker) =>
  choosing(
    picker,
    picker.times.map(({ at }) => saying(`${at.slice(0, 16).replace('T', ' ')} UTC`, at)),
  );

const suggesting = (replies: readonly QuickReply[]): Partial<Activity> => ({
  suggestedActions: { actions: replies.map(({ text, payload }) => saying(text, payload)) },
});

const contentOf = (content: RichContent): Partial<Activity> => {
  switch (content.kind) {
    case 'quickReplies':
      return suggesting(content.replies);
    case 'card':
      return { attachments: [toHeroCard(content.card)] };
    case 'carousel':
      return { attachments: content.cards.map(toHeroCard), attachmentLayout: 'carousel' };
    case 'listPicker':
      return toList(content.picker);
    case 'datePicker':
      return toTimes(content.picker);
    case 'template':
      return content.template.replies.length > 0 ? suggesting(content.template.replies) : {};
  }
};

/** A template's heading and footer stand around its text. */
const wordsOf = (text: string, content?: RichContent): string => {
  if (content?.kind !== 'template') return text;
  const { header, footer } = content.template;
  return [header, text, footer].filter((part) => part !== '').join('\n\n');
};

/** What a flow says, as an activity; null where it says nothing. */
export const toFlowActivity = (text: string, content?: RichContent): Activity | null => {
  if (text === '' && !content) return null;
  const words = wordsOf(text, content);
  return {
    type: 'message',
    from: { id: 'bot', role: 'bot' },
    ...(words === '' ? {} : { text: words }),
    ...(content ? contentOf(content) : {}),
    // Chats that know the customer's clock show the times by it; for the others they name their zone.
    channelData: { source: 'bot', ...(content?.kind === 'datePicker' ? { pick: 'date' } : {}) },
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
