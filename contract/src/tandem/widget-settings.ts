import { type Static, Type } from 'typebox';

/** Languages that the chat on a page speaks. */
export const widgetLocales = ['en', 'de', 'tr'] as const;
export type WidgetLocale = (typeof widgetLocales)[number];

const text = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }));

/** One entry of the persistent menu: says something for the visitor, or leads to an address. */
export const WidgetMenuEntry = Type.Object({
  label: Type.String({ minLength: 1, maxLength: 60 }),
  /** What is said; absent: the label. */
  say: text(500),
  url: Type.Optional(Type.String({ pattern: '^(https?://|mailto:|tel:)\\S+$', maxLength: 2000 })),
});
export type WidgetMenuEntry = Static<typeof WidgetMenuEntry>;

/** What the owner of the site says in one language. What is absent has a text of the chat's own. */
export const WidgetTexts = Type.Object({
  title: text(60),
  subtitle: text(80),
  greeting: text(500),
  /** Shown before the first message. */
  privacy: text(2000),
  starters: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 6 }),
  ),
  menu: Type.Optional(Type.Array(WidgetMenuEntry, { maxItems: 10 })),
});
export type WidgetTexts = Static<typeof WidgetTexts>;

export const surveyLooks = ['stars', 'numbers', 'faces'] as const;

/** How the chat of an endpoint looks on pages, and what it asks of visitors. What is absent is as the chat has it. */
export const WidgetSettings = Type.Object({
  theme: Type.Optional(Type.Enum(['auto', 'light', 'dark'])),
  /** Button, header and own messages. */
  color: Type.Optional(Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })),
  position: Type.Optional(Type.Enum(['left', 'right'])),
  /** Begins with the greeting and the starters instead of an open conversation. */
  home: Type.Optional(Type.Boolean()),
  /** Nothing is sent before the visitor agrees to the privacy notice. */
  consent: Type.Optional(Type.Boolean()),
  privacyUrl: Type.Optional(Type.String({ pattern: '^https?://\\S+$', maxLength: 2000 })),
  /** False: visitors are offered no way to send files. */
  uploads: Type.Optional(Type.Boolean()),
  survey: Type.Optional(Type.Enum([...surveyLooks])),
  /** Languages that are offered, the first where a visitor speaks none of them; absent: all. */
  languages: Type.Optional(
    Type.Array(Type.Enum([...widgetLocales]), { minItems: 1, maxItems: 3, uniqueItems: true }),
  ),
  /** Pages that may start chats, as `https://shop.example`; absent or empty: any. */
  origins: Type.Optional(
    Type.Array(Type.String({ pattern: '^https?://[^/\\s?#@]+$', maxLength: 300 }), {
      maxItems: 50,
    }),
  ),
  texts: Type.Optional(
    Type.Object({
      en: Type.Optional(WidgetTexts),
      de: Type.Optional(WidgetTexts),
      tr: Type.Optional(WidgetTexts),
    }),
  ),
});
export type WidgetSettings = Static<typeof WidgetSettings>;
