import {
  type Response,
  responseText,
  type SendMessagingTemplateRequest,
  type WebhookCarousel,
  type WebhookContent,
  type WebhookNotification,
} from '@tandem/contract';
import { responsesErrors } from './responses.errors.ts';
import {
  type CarouselCard,
  cardsOf,
  contentFrom,
  type Definition,
  labelOf,
} from './template-check.rules.ts';
import { type Fill, fillWith } from './template-places.rules.ts';

/** A messaging template with its places filled in. */
export type FilledTemplate = {
  /** Null where the body stands inside the content. */
  readonly text: string | null;
  readonly content: readonly WebhookContent[];
};

type Template = WebhookNotification['template'];

const headerOf = ({ header }: Definition, fillIn: Fill): Pick<Template, 'header'> => {
  if (!header?.content) return {};
  if (header.type === 'Image')
    return { header: { type: 'Media', media: { mediaType: 'Image', url: header.content } } };
  const { text, parameters } = fillIn(header.content, 'header');
  return {
    header: { type: 'Text', text, ...(parameters.length ? { parameters: [...parameters] } : {}) },
  };
};

const buttonsOf = ({ buttons = [] }: Definition, fillIn: Fill): Pick<Template, 'buttons'> => {
  if (buttons.length === 0) return {};
  return {
    buttons: buttons.map((button, index) => {
      const type = button.type ?? 'QuickReply';
      const base = { type, index, text: labelOf(button) };
      if (type === 'Url') return { ...base, url: fillIn(contentFrom(button), 'address').text };
      return type === 'PhoneNumber'
        ? { ...base, phoneNumber: contentFrom(button) }
        : { ...base, payload: contentFrom(button) };
    }),
  };
};

const carouselOf = (
  cards: readonly CarouselCard[],
  request: SendMessagingTemplateRequest,
  substitutions: Response['substitutions'],
): WebhookCarousel => ({
  contentType: 'Carousel',
  carousel: {
    cards: cards.map(({ header, cardBodyText, buttons = [] }, number) => {
      const own = request.carouselParameters?.cardParameters?.find(
        ({ index }, at) => (index ?? at) === number,
      );
      const body = fillWith(request, substitutions, own?.bodyParameters);
      const fillAddress = fillWith(request, substitutions, own?.buttonUrlParameters);
      const text = body(responseText(cardBodyText), 'text').text.trim();
      const [title = '', ...rest] = text.split('\n');
      return {
        title,
        ...(rest.length > 0 ? { description: rest.join('\n').trim() } : {}),
        ...(header?.type === 'Image' && header.content ? { image: header.content } : {}),
        actions: buttons.map((button) =>
          button.type === 'Url'
            ? {
                type: 'Link' as const,
                text: labelOf(button),
                url: fillAddress(contentFrom(button), 'address').text,
              }
            : { type: 'Postback' as const, text: labelOf(button), payload: contentFrom(button) },
        ),
      };
    }),
  },
});

const bodyOf = ({ texts }: Pick<Response, 'texts'>): string => {
  const body = texts.find(({ type }) => type !== 'subject') ?? texts[0];
  return body ? responseText(body) : '';
};

/**
 * A response as structured content for a customer: a template, or a text above a carousel.
 * @throws responsesErrors.noTemplate (400), and as {@link fillWith}
 */
export const fillTemplate = (
  response: Pick<Response, 'name' | 'texts' | 'substitutions' | 'messagingTemplate'>,
  request: SendMessagingTemplateRequest,
): FilledTemplate => {
  const definition = response.messagingTemplate?.whatsApp;
  if (!definition) throw responsesErrors.noTemplate({ name: response.name ?? '' });
  const { substitutions } = response;
  const fillFor = (own: SendMessagingTemplateRequest['parameters']) =>
    fillWith(request, substitutions, own);
  const body = fillFor(request.bodyParameters)(bodyOf(response), 'text');
  const cards = cardsOf(definition);
  if (cards) return { text: body.text, content: [carouselOf(cards, request, substitutions)] };
  const { name, language, messageFooter } = definition;
  const template: Template = {
    id: name,
    language,
    ...headerOf(definition, fillFor(request.headerParameters)),
    body: { text: body.text, parameters: [...body.parameters] },
    ...buttonsOf(definition, fillFor(request.buttonUrlParameters)),
    ...(messageFooter?.content ? { footer: { text: messageFooter.content } } : {}),
  };
  return { text: null, content: [{ contentType: 'Notification', template }] };
};
