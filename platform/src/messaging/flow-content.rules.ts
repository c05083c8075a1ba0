import type { WebhookContent } from '@tandem/contract';
import type { Card, CardButton, RichContent } from '@tandem/flows';

const toAction = ({ text, type, value }: CardButton) =>
  type === 'Link' ? { type, text, url: value } : { type, text, payload: value };

const toCard = ({ title, description, imageUrl, buttons }: Card) => ({
  title,
  ...(description === '' ? {} : { description }),
  ...(imageUrl === '' ? {} : { image: imageUrl }),
  actions: buttons.map(toAction),
});

/** Rich content of a flow as the wire spells it (model ConversationMessageContent). */
export const toWireContent = (content: RichContent): WebhookContent[] => {
  if (content.kind === 'quickReplies')
    return content.replies.map((reply) => ({
      contentType: 'QuickReply',
      quickReply: { ...reply, action: 'Message' },
    }));
  if (content.kind === 'card') return [{ contentType: 'Card', card: toCard(content.card) }];
  return [{ contentType: 'Carousel', carousel: { cards: content.cards.map(toCard) } }];
};
