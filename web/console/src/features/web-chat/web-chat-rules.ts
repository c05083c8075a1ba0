import type { ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FormValues,
  listOf,
  textOf,
} from '#src/components/form-rules.ts';

export type Endpoint = ReplyOf<'GET /tandem/gateway/endpoints/{endpointId}'>;
export type Look = Endpoint['widget'];
type Texts = NonNullable<NonNullable<Look['texts']>['en']>;
type MenuEntry = NonNullable<Texts['menu']>[number];
type Translate = (key: string) => string;

export const LOCALES = ['en', 'de', 'tr'] as const;
export type ChatLocale = (typeof LOCALES)[number];

const THEMES = ['auto', 'light', 'dark'] as const;
const POSITIONS = ['right', 'left'] as const;
const SURVEYS = ['stars', 'numbers', 'faces'] as const;

const ORIGIN = /^https?:\/\/[^/\s?#@]+$/;
const LINK = /^(https?:\/\/|mailto:|tel:)\S+$/;

/** An entry of the menu as it is typed: `label`, or `label | what is said or opened`. */
export function readMenuEntry(text: string): MenuEntry | null {
  const at = text.indexOf('|');
  const label = (at < 0 ? text : text.slice(0, at)).trim();
  const value = at < 0 ? '' : text.slice(at + 1).trim();
  if (label === '' || label.length > 60 || value.length > 500) return null;
  if (LINK.test(value)) return { label, url: value };
  return value === '' || value === label ? { label } : { label, say: value };
}

export const writeMenuEntry = ({ label, say, url }: MenuEntry): string =>
  (url ?? say) ? `${label} | ${url ?? say}` : label;

const nameIn = (locale: ChatLocale, field: string): string => `${locale}.${field}`;

const options = (values: readonly string[], key: string, t: Translate) =>
  values.map((value) => ({ value, label: t(`${key}.${value}`) }));

const textFields = (locale: ChatLocale, t: Translate): readonly FieldDescriptor[] => {
  const common = (field: string) => ({
    name: nameIn(locale, field),
    label: t(`fields.${field}`),
    description: t(`help.${field}`),
    visible: (values: FormValues) => textOf(values, 'textsIn') === locale,
  });
  return [
    { ...common('title'), kind: 'text', maxLength: 60 },
    { ...common('subtitle'), kind: 'text', maxLength: 80 },
    { ...common('greeting'), kind: 'textarea', maxLength: 500 },
    {
      ...common('starters'),
      kind: 'tags',
      refuseOne: (entry) => (entry.length > 80 ? t('problems.starter') : null),
    },
    {
      ...common('menu'),
      kind: 'tags',
      refuseOne: (entry) => (readMenuEntry(entry) ? null : t('problems.menu')),
    },
    { ...common('privacy'), kind: 'textarea', maxLength: 2000 },
  ];
};

const section = (name: string, t: Translate): FieldDescriptor => ({
  kind: 'section',
  name: `${name}Section`,
  label: t(`sections.${name}`),
  description: t(`sections.${name}Help`),
});

/** Relative luminance after WCAG 2. */
function luminance(color: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = { light: ['#ffffff'], dark: ['#17181c'], auto: ['#ffffff', '#17181c'] } as const;
/** Below this a button is hardly told from the window behind it. */
const FAINT = 1.5;

/** Whether buttons in the colour can hardly be seen. Text on it is black or white, whichever reads better. */
export function isFaint(values: FormValues): boolean {
  const color = textOf(values, 'color').trim();
  if (!/^#[\da-f]{6}$/i.test(color)) return false;
  const theme = THEMES.find((one) => one === textOf(values, 'theme')) ?? 'auto';
  return SURFACES[theme].some((surface) => contrastOf(color, surface) < FAINT);
}

const lookFields = (t: Translate): readonly FieldDescriptor[] => [
  section('look', t),
  {
    kind: 'select',
    name: 'theme',
    label: t('fields.theme'),
    required: true,
    options: options(THEMES, 'themes', t),
  },
  {
    ...{ kind: 'text', name: 'color', label: t('fields.color'), description: t('help.color') },
    ...{ placeholder: '#4338ca', pattern: /^#[\da-fA-F]{6}$/, patternMessage: t('problems.color') },
    warn: (values) => (isFaint(values) ? t('problems.faint') : null),
  },
  {
    ...{ kind: 'select', name: 'position', label: t('fields.position'), required: true },
    options: options(POSITIONS, 'positions', t),
  },
  { kind: 'switch', name: 'home', label: t('fields.home'), description: t('help.home') },
  { kind: 'switch', name: 'uploads', label: t('fields.uploads'), description: t('help.uploads') },
  {
    ...{ kind: 'select', name: 'survey', label: t('fields.survey'), required: true },
    options: options(SURVEYS, 'surveys', t),
  },
];

/** Everything that can be set about the look of the chat. */
export const webChatFields = (t: Translate): readonly FieldDescriptor[] => [
  ...lookFields(t),
  section('texts', t),
  {
    ...{ kind: 'select', name: 'textsIn', label: t('fields.textsIn'), required: true },
    options: options(LOCALES, 'locales', t),
  },
  ...LOCALES.flatMap((locale) => textFields(locale, t)),
  section('privacy', t),
  { kind: 'switch', name: 'consent', label: t('fields.consent'), description: t('help.consent') },
  {
    ...{ kind: 'text', name: 'privacyUrl', label: t('fields.privacyUrl'), maxLength: 2000 },
    ...{ pattern: /^https?:\/\/\S+$/, patternMessage: t('problems.url') },
  },
  section('pages', t),
  {
    ...{ kind: 'multiselect', name: 'languages', label: t('fields.languages') },
    ...{ description: t('help.languages'), options: options(LOCALES, 'locales', t) },
  },
  {
    ...{ kind: 'tags', name: 'origins', label: t('fields.origins') },
    ...{ description: t('help.origins'), placeholder: 'https://www.example.com' },
    refuseOne: (entry) => (ORIGIN.test(entry) ? null : t('problems.origin')),
  },
];

const textsToForm = (locale: ChatLocale, texts: Texts | undefined): FormValues => ({
  [nameIn(locale, 'title')]: texts?.title ?? '',
  [nameIn(locale, 'subtitle')]: texts?.subtitle ?? '',
  [nameIn(locale, 'greeting')]: texts?.greeting ?? '',
  [nameIn(locale, 'privacy')]: texts?.privacy ?? '',
  [nameIn(locale, 'starters')]: texts?.starters ?? [],
  [nameIn(locale, 'menu')]: (texts?.menu ?? []).map(writeMenuEntry),
});

export function lookToForm({ widget, locale }: Pick<Endpoint, 'widget' | 'locale'>): FormValues {
  return {
    theme: widget.theme ?? 'auto',
    color: widget.color ?? '',
    position: widget.position ?? 'right',
    home: widget.home ?? false,
    uploads: widget.uploads ?? true,
    survey: widget.survey ?? 'stars',
    consent: widget.consent ?? false,
    privacyUrl: widget.privacyUrl ?? '',
    languages: widget.languages ?? [],
    origins: widget.origins ?? [],
    textsIn: LOCALES.find((one) => one === locale) ?? 'en',
    ...Object.assign({}, ...LOCALES.map((one) => textsToForm(one, widget.texts?.[one]))),
  };
}

/** What was left empty is left out: then the chat has words of its own. */
const filled = <T extends object>(all: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Partial<T>;

function formToTexts(values: FormValues, locale: ChatLocale): Texts {
  const text = (field: string) => textOf(values, nameIn(locale, field)).trim();
  return filled({
    title: text('title'),
    subtitle: text('subtitle'),
    greeting: text('greeting'),
    privacy: text('privacy'),
    starters: listOf(values, nameIn(locale, 'starters')),
    menu: listOf(values, nameIn(locale, 'menu')).flatMap((entry) => readMenuEntry(entry) ?? []),
  });
}

const oneOf = <T extends string>(all: readonly T[], value: string): T =>
  all.find((one) => one === value) ?? (all[0] as T);

export function formToLook(values: FormValues): Look {
  const texts = LOCALES.flatMap((locale) => {
    const said = formToTexts(values, locale);
    return Object.keys(said).length > 0 ? [[locale, said] as const] : [];
  });
  return {
    theme: oneOf(THEMES, textOf(values, 'theme')),
    position: oneOf(POSITIONS, textOf(values, 'position')),
    survey: oneOf(SURVEYS, textOf(values, 'survey')),
    home: values['home'] === true,
    uploads: values['uploads'] === true,
    consent: values['consent'] === true,
    ...filled({
      color: textOf(values, 'color').trim(),
      privacyUrl: textOf(values, 'privacyUrl').trim(),
      languages: LOCALES.filter((one) => listOf(values, 'languages').includes(one)),
      origins: [...listOf(values, 'origins')],
    }),
    ...(texts.length > 0 ? { texts: Object.fromEntries(texts) } : {}),
  };
}

/** A change of the chat alone: everything else of the endpoint stays as it is stored. */
export function withChange(endpoint: Endpoint, change: { widget?: Look; identity?: unknown }) {
  const { name, bot, handover } = endpoint;
  const part = ({ kind, settings }: Endpoint['bot']) => ({ kind, settings });
  return { name, bot: part(bot), handover: handover && part(handover), ...change };
}
