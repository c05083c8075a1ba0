import type { WebhookContent } from '@tandem/contract';
import type {
  Card,
  CardButton,
  DatePicker,
  ListItem,
  ListPicker,
  MessageTemplate,
  RichContent,
} from '@tandem/flows';

/** Only what there is: the wire leaves out what is empty. */
const filled = <T extends Readonly<Record<string, string>>>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<T>;

const toAction = ({ text, type, value }: CardButton) =>
  type === 'Link' ? { type, text, url: value } : { type, text, payload: value };

const toCard = ({ title, description, imageUrl, buttons }: Card) => ({
  title,
  ...filled({ description, image: imageUrl }),
  actions: buttons.map(toAction),
});

const toItem = ({ title, subtitle, imageUrl, payload }: ListItem) => ({
  id: payload,
  title,
  ...filled({ subtitle, imageUrl }),
});

const toListPicker = ({ title, subtitle, multiple, items }: ListPicker) => ({
  sections: [{ title, multipleSelection: multiple, items: items.map(toItem) }],
  receivedMessage: { title, ...filled({ subtitle }) },
});

const toDatePicker = ({ title, subtitle, earliest, latest, times }: DatePicker) => ({
  title,
  ...filled({ subtitle, dateMinimum: earliest, dateMaximum: latest }),
  ...(times.length === 0
    ? {}
    : {
        availableTimes: times.map(({ at, minutes }) => ({ dateTime: at, duration: minutes * 60 })),
      }),
});

const toTemplate = (template: MessageTemplate, text: string) => {
  const { id, language, header, footer, parameters, replies } = template;
  return {
    id,
    ...filled({ language }),
    ...(header === '' ? {} : { header: { type: 'Text' as const, text: header } }),
    body: { text, ...(parameters.length === 0 ? {} : { parameters: [...parameters] }) },
    ...(replies.length === 0
      ? {}
      : {
          buttons: replies.map((reply, index) => ({
            ...{ type: 'QuickReply' as const, index, ...reply },
          })),
        }),
    ...(footer === '' ? {} : { footer: { text: footer } }),
  };
};

/**
 * Rich content of a flow as the wire spells it (model ConversationMessageContent).
 * @param text of the message; it is the body of a template.
 */
export const toWireContent = (content: RichContent, text: string): WebhookContent[] => {
  switch (content.kind) {
    case 'quickReplies':
      return content.replies.map((reply) => ({
        contentType: 'QuickReply',
        quickReply: { ...reply, action: 'Message' },
      }));
    case 'card':
      return [{ contentType: 'Card', card: toCard(content.card) }];
    case 'carousel':
      return [{ contentType: 'Carousel', carousel: { cards: content.cards.map(toCard) } }];
    case 'listPicker':
      return [{ contentType: 'ListPicker', listPicker: toListPicker(content.picker) }];
    case 'datePicker':
      return [{ contentType: 'DatePicker', datePicker: toDatePicker(content.picker) }];
    case 'template':
      return [{ contentType: 'Notification', template: toTemplate(content.template, text) }];
  }
};
