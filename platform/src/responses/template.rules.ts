import type {
  Response,
  SendMessagingTemplateRequest,
  TemplateParameter,
  WebhookCarousel,
  WebhookContent,
  WebhookNotification,
} from '@tandem/contract';
import { responsesErrors } from './responses.errors.ts';
import {
  type CarouselCard,
  cardsOf,
  contentFrom,
  type Definition,
  isWeb,
  labelOf,
} from './template-check.rules.ts';

/** A messaging template with its places filled in. */
export type FilledTemplate = {
  /** Null where the body stands inside the content. */
  readonly text: string | null;
  readonly content: readonly WebhookContent[];
};

const place = /\{\{\s*([\w.-]{1,100})\s*\}\}/g;

type Filled = {
  readonly text: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
};

/** A text with its places filled in. @throws responsesErrors.placeUnfilled (400) if nobody knows one of them. */
const fill = (
  text: string,
  given: readonly TemplateParameter[],
  substitutions: Response['substitutions'] = [],
): Filled => {
  const parameters = new Map<string, string>();
  const filled = text.replaceAll(place, (_, name: string) => {
    const value =
      given.find(({ id }) => id === name)?.value ??
      substitutions.find(({ id }) => id === name)?.defaultValue;
    if (value === undefined || value === '') throw responsesErrors.placeUnfilled({ name });
    parameters.set(name, value);
    return value;
  });
  return {
    text: filled,
    parameters: [...parameters].map(([name, value]) => ({ name, text: value })),
  };
};

/** Older clients send `parameters` for every part. */
const parametersOf = (
  request: SendMessagingTemplateRequest,
  own: readonly TemplateParameter[] = [],
) => [...own, ...(request.parameters ?? [])];

/** @throws responsesErrors.badTemplate (400) if what was filled in makes no address of it. */
const webAddress = (url: string): string => {
  if (!isWeb(url))
    throw responsesErrors.badTemplate({ problem: 'a filled-in address is no web address' });
  return url;
};

type Template = WebhookNotification['template'];

const headerOf = (
  { header }: Definition,
  fillIn: (text: string) => Filled,
): Pick<Template, 'header'> => {
  if (!header?.content) return {};
  if (header.type === 'Image')
    return { header: { type: 'Media', media: { mediaType: 'Image', url: header.content } } };
  const { text, parameters } = fillIn(header.content);
  return {
    header: { type: 'Text', text, ...(parameters.length ? { parameters: [...parameters] } : {}) },
  };
};

const buttonsOf = (
  { buttons = [] }: Definition,
  fillIn: (text: string) => Filled,
): Pick<Template, 'buttons'> => {
  if (buttons.length === 0) return {};
  return {
    buttons: buttons.map((button, index) => {
      const type = button.type ?? 'QuickReply';
      const base = { type, index, text: labelOf(button) };
      if (type === 'Url') return { ...base, url: webAddress(fillIn(contentFrom(button)).text) };
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
      const fillIn = (text: string, given?: readonly TemplateParameter[]) =>
        fill(text, parametersOf(request, given), substitutions).text;
      const text = fillIn(cardBodyText.content, own?.bodyParameters).trim();
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
                url: webAddress(fillIn(contentFrom(button), own?.buttonUrlParameters)),
              }
            : { type: 'Postback' as const, text: labelOf(button), payload: contentFrom(button) },
        ),
      };
    }),
  },
});

/** Elements of HTML are only the look of a text; templates are plain. */
const bodyOf = ({ texts }: Pick<Response, 'texts'>): string =>
  (texts.find(({ type }) => type !== 'subject') ?? texts[0])?.content ?? '';

/**
 * A response as structured content for a customer: a template, or a text above a carousel.
 * @throws responsesErrors.noTemplate, placeUnfilled, badTemplate (400)
 */
export const fillTemplate = (
  response: Pick<Response, 'name' | 'texts' | 'substitutions' | 'messagingTemplate'>,
  request: SendMessagingTemplateRequest,
): FilledTemplate => {
  const definition = response.messagingTemplate?.whatsApp;
  if (!definition) throw responsesErrors.noTemplate({ name: response.name ?? '' });
  const { substitutions } = response;
  const fillWith = (own: readonly TemplateParameter[] | undefined) => (text: string) =>
    fill(text, parametersOf(request, own), substitutions);
  const body = fillWith(request.bodyParameters)(bodyOf(response));
  const cards = cardsOf(definition);
  if (cards) return { text: body.text, content: [carouselOf(cards, request, substitutions)] };
  const { name, language, messageFooter } = definition;
  const template: Template = {
    id: name,
    language,
    ...headerOf(definition, fillWith(request.headerParameters)),
    body: { text: body.text, parameters: [...body.parameters] },
    ...buttonsOf(definition, fillWith(request.buttonUrlParameters)),
    ...(messageFooter?.content ? { footer: { text: messageFooter.content } } : {}),
  };
  return { text: null, content: [{ contentType: 'Notification', template }] };
};
