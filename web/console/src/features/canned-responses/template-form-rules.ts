import { type FormValues, listOf, textOf } from '#src/components/form-rules.ts';
import type { Response } from './response-rules.ts';

type Definition = NonNullable<NonNullable<Response['messagingTemplate']>['whatsApp']>;
type Button = NonNullable<Definition['buttons']>[number];

const isWeb = (text: string): boolean => /^https?:\/\/\S+$/i.test(text);

/** `text=what it does` apart: a web address, `tel:` and a number, or the answer that the desk reads. */
function buttonOf(entry: string): Button {
  const at = entry.indexOf('=');
  const contentText = (at < 0 ? entry : entry.slice(0, at)).trim();
  const value = at < 0 ? '' : entry.slice(at + 1).trim();
  if (isWeb(value)) return { type: 'Url', contentText, content: value };
  if (value.startsWith('tel:'))
    return { type: 'PhoneNumber', contentText, content: value.slice(4) };
  return { type: 'QuickReply', contentText, content: value || contentText };
}

function entryOf({ type, content = '', contentText = '' }: Button): string {
  const text = contentText || content;
  if (type === 'PhoneNumber') return `${text}=tel:${content}`;
  return content === '' || content === text ? text : `${text}=${content}`;
}

/** Whether an entry of the buttons has a text. */
export const isButton = (entry: string): boolean => /^\s*[^=\s]/.test(entry);

const aboveOf = (header: Definition['header']): 'nothing' | 'heading' | 'picture' => {
  if (!header?.content) return 'nothing';
  return header.type === 'Image' ? 'picture' : 'heading';
};

/** The form's values of a response that is a template; empty for one that is a text. */
export function templateToForm(response: Response | null): FormValues {
  const definition = response?.messagingTemplate?.whatsApp;
  const { header } = definition ?? {};
  return {
    kind: definition ? 'template' : 'text',
    templateName: definition?.name ?? '',
    language: definition?.language ?? '',
    above: aboveOf(header),
    header: header?.type === 'Image' ? '' : (header?.content ?? ''),
    picture: header?.type === 'Image' ? (header.content ?? '') : '',
    buttons: (definition?.buttons ?? []).map(entryOf),
    footer: definition?.messageFooter?.content ?? '',
  };
}

/** One thing stands above the text: channels have no place for a heading beside a picture. */
const hasHeading = (values: FormValues): boolean => values['above'] === 'heading';

function headerOf(values: FormValues): Pick<Definition, 'header'> {
  if (values['above'] === 'picture')
    return { header: { type: 'Image', content: textOf(values, 'picture') } };
  return hasHeading(values) ? { header: { type: 'Text', content: textOf(values, 'header') } } : {};
}

/** The template as it is sent; what the form does not show, such as a carousel, stays as it was. */
export function formToTemplate(
  values: FormValues,
  old: Response | null,
): Pick<Response, 'responseType' | 'messagingTemplate'> {
  if (values['kind'] !== 'template') return {};
  const {
    header: _h,
    buttons: _b,
    messageFooter: _f,
    ...rest
  } = old?.messagingTemplate?.whatsApp ?? ({} as Partial<Definition>);
  const buttons = listOf(values, 'buttons').map(buttonOf);
  const footer = textOf(values, 'footer');
  return {
    responseType: 'MessagingTemplate',
    messagingTemplate: {
      whatsApp: {
        ...rest,
        name: textOf(values, 'templateName'),
        language: textOf(values, 'language'),
        ...headerOf(values),
        ...(buttons.length > 0 ? { buttons } : {}),
        ...(footer ? { messageFooter: { type: 'Text', content: footer } } : {}),
      },
    },
  };
}

/** Every text of a template that may hold places, besides the body. */
export const templateTexts = (values: FormValues): readonly string[] =>
  values['kind'] === 'template'
    ? [
        ...(hasHeading(values) ? [textOf(values, 'header')] : []),
        ...listOf(values, 'buttons').filter((one) => one.includes('=')),
      ]
    : [];
