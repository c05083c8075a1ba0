import type { Option, OutboundPart } from '../channels.model.ts';
import { shorten } from '../text-split.rules.ts';

type TextPart = OutboundPart & { readonly kind: 'text' };

const limits = { buttons: 3, buttonTitle: 20, rowTitle: 24, rowDescription: 72 } as const;

const words: Readonly<Record<string, string>> = { de: 'Auswählen', tr: 'Seçin', en: 'Choose' };

const chooseIn = (locale: string): string =>
  words[locale.toLowerCase().split(/[-_]/)[0] ?? 'en'] ?? 'Choose';

type Choice = Option & { readonly kind: 'choice' };

const asButtons = (choices: readonly Choice[]) => ({
  buttons: choices.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })),
});

/** A title that is too long is told in full below itself. */
const asRows = (choices: readonly Choice[], locale: string) => ({
  button: chooseIn(locale),
  sections: [
    {
      rows: choices.map(({ id, title }) => ({
        id,
        title: shorten(title, limits.rowTitle),
        ...(title.length > limits.rowTitle
          ? { description: shorten(title, limits.rowDescription) }
          : {}),
      })),
    },
  ],
});

/** Up to three short choices are buttons, up to ten a list. */
export const textMessage = ({ text, options }: TextPart, locale: string): object => {
  const choices = options.filter((option) => option.kind === 'choice');
  if (choices.length === 0) return { type: 'text', text: { body: text, preview_url: false } };
  const titles = new Set(choices.map(({ title }) => title));
  const short = choices.every(({ title }) => title.length <= limits.buttonTitle);
  const buttons = choices.length <= limits.buttons && short && titles.size === choices.length;
  return {
    type: 'interactive',
    interactive: {
      type: buttons ? 'button' : 'list',
      body: { text },
      action: buttons ? asButtons(choices) : asRows(choices, locale),
    },
  };
};

const mebibyte = 1024 * 1024;

/** What the platform takes as a picture, film or sound; all else is a document. */
const kinds: readonly {
  readonly kind: 'image' | 'video' | 'audio';
  readonly types: RegExp;
  readonly most: number;
}[] = [
  { kind: 'image', types: /^image\/(jpeg|png)$/, most: 5 * mebibyte },
  { kind: 'video', types: /^video\/(mp4|3gpp)$/, most: 16 * mebibyte },
  { kind: 'audio', types: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, most: 16 * mebibyte },
];

type File = { readonly contentType: string; readonly bytes: number; readonly name: string };

/** A message with an uploaded file. A sound cannot have a caption: with one it is a document. */
export const mediaMessage = (id: string, file: File, caption: string | null): object => {
  const found = kinds.find(({ types, most }) => types.test(file.contentType) && file.bytes <= most);
  const kind = found && !(found.kind === 'audio' && caption) ? found.kind : 'document';
  return {
    type: kind,
    [kind]: {
      id,
      ...(kind === 'document' ? { filename: file.name } : {}),
      ...(caption ? { caption } : {}),
    },
  };
};
