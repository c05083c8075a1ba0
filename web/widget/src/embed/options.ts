import type { WidgetMenuEntry, WidgetSettings, WidgetTexts } from '@tandem/contract';
import type { IdentitySource } from '../directline/index.ts';
import { chooseLocale, dictionaries, type Locale } from '../locales/index.ts';
import type { Configuration } from './configuration.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** What a page may say to `Tandem.mount`. Only the endpoint is needed; what is said here wins over the console. */
export interface MountOptions {
  /** Base address of the Direct Line endpoint, as the console shows it. */
  readonly endpoint: string;
  /** Where to put the chat as part of the page; without it a button floats in the corner. */
  readonly element?: Element | null;
  /** `en`, `de` or `tr`; else the page's language, then the browser's. */
  readonly locale?: string;
  readonly theme?: Theme;
  /** Heading of the window. */
  readonly title?: string;
  /** `#rrggbb` of button, header and own messages. */
  readonly color?: string;
  readonly position?: 'left' | 'right';
  /** Open at once, without a click. */
  readonly open?: boolean;
  /** Name of the visitor, where the page knows it. */
  readonly userName?: string;
  readonly maxUploadMb?: number;
  /** A signed identity (JWT) of the visitor, or a function that fetches one. */
  readonly identity?: IdentitySource;
  /** Look that is not stored yet, instead of asking the endpoint; the chat then talks to nobody. */
  readonly preview?: Configuration;
}

export interface Privacy {
  readonly text?: string;
  readonly url?: string;
  /** Nothing is sent before the visitor agrees. */
  readonly consent: boolean;
}

/** Options with nothing left open. */
export interface Settings {
  readonly endpoint: string;
  readonly inline: boolean;
  readonly locale: Locale;
  readonly theme: Theme;
  readonly title?: string;
  readonly subtitle?: string;
  readonly greeting?: string;
  readonly color?: string;
  readonly position: 'left' | 'right';
  readonly open: boolean;
  readonly userName?: string;
  readonly maxUploadBytes: number;
  readonly uploads: boolean;
  /** Kinds of files that the endpoint accepts, a star for any subtype; absent where it does not say. */
  readonly uploadTypes?: readonly string[];
  readonly home: boolean;
  readonly starters: readonly string[];
  readonly menu: readonly WidgetMenuEntry[];
  readonly privacy?: Privacy;
  readonly survey: NonNullable<WidgetSettings['survey']>;
  /** When agents are there; absent where the endpoint does not say. */
  readonly hours?: NonNullable<Configuration['hours']>;
  readonly preview: boolean;
}

const DEFAULT_UPLOAD_MB = 10;

type Page = { base: string; languages: readonly string[] };

/** Fills in what the page left out. `languages` are the page's and the browser's, most wanted first. */
export function settingsOf(
  options: MountOptions,
  page: Page,
  configuration: Configuration = {},
): Settings {
  if (!options.endpoint)
    throw new Error('Tandem: data-endpoint (or mount({ endpoint })) is missing.');
  const { widget = {} } = configuration;
  const locale = localeOf(options, page, widget.languages);
  const texts = textsOf(configuration, locale);
  const { title = texts.title, color = widget.color, userName } = options;
  const position = options.position ?? widget.position;
  const privacy = privacyOf(widget, texts);
  return {
    endpoint: endpointOf(options, page),
    inline: Boolean(options.element),
    locale,
    theme: themeOf(options.theme ?? widget.theme),
    ...(title ? { title } : {}),
    ...(texts.subtitle ? { subtitle: texts.subtitle } : {}),
    ...(texts.greeting ? { greeting: texts.greeting } : {}),
    ...(color ? { color } : {}),
    position: position === 'left' ? 'left' : 'right',
    open: options.open === true,
    ...(userName ? { userName } : {}),
    maxUploadBytes: uploadBytesOf(options, configuration),
    uploads: widget.uploads !== false,
    ...(configuration.upload?.types.length ? { uploadTypes: configuration.upload.types } : {}),
    home: widget.home === true,
    starters: texts.starters ?? [],
    menu: texts.menu ?? [],
    ...(privacy ? { privacy } : {}),
    survey: widget.survey ?? 'stars',
    ...(configuration.hours ? { hours: configuration.hours } : {}),
    preview: Boolean(options.preview),
  };
}

/** The address made absolute. */
export const endpointOf = ({ endpoint }: MountOptions, { base }: Page): string =>
  new URL(endpoint, base).href.replace(/\/+$/, '');

const themeOf = (theme: string | undefined): Theme =>
  theme === 'light' || theme === 'dark' ? theme : 'auto';

/** What the visitor speaks, among what the owner of the site offers. */
function localeOf(
  options: MountOptions,
  page: Page,
  offered: readonly string[] = Object.keys(dictionaries),
): Locale {
  const wishes = [options.locale, ...page.languages].map((wish) => wish?.split(/[-_]/)[0]);
  return chooseLocale([
    ...wishes.filter((wish) => wish !== undefined && offered.includes(wish.toLowerCase())),
    ...(offered.includes('en') ? [] : offered),
  ]);
}

/** Texts in the language of the visitor, else in that of the endpoint, else in any. */
function textsOf({ widget, locale }: Configuration, wanted: Locale): WidgetTexts {
  const texts: Readonly<Record<string, WidgetTexts | undefined>> = widget?.texts ?? {};
  return texts[wanted] ?? texts[locale ?? ''] ?? Object.values(texts).find(Boolean) ?? {};
}

function privacyOf(
  { consent = false, privacyUrl: url }: Partial<WidgetSettings>,
  { privacy: text }: WidgetTexts,
): Privacy | undefined {
  if (!text && !url && !consent) return undefined;
  return { consent, ...(text ? { text } : {}), ...(url ? { url } : {}) };
}

function uploadBytesOf({ maxUploadMb }: MountOptions, { upload }: Configuration): number {
  if (maxUploadMb !== undefined && maxUploadMb > 0) return maxUploadMb * 1_048_576;
  return upload?.maxBytes ?? DEFAULT_UPLOAD_MB * 1_048_576;
}

/** The options a script tag carries in its `data-` attributes. */
export function optionsOfScript(
  data: Readonly<Record<string, string | undefined>>,
): Omit<MountOptions, 'element'> | undefined {
  const { endpoint, locale, theme, title, color, position, open, userName, maxUploadMb } = data;
  if (!endpoint) return undefined;
  return {
    endpoint,
    ...(locale ? { locale } : {}),
    ...(theme ? { theme: theme as Theme } : {}),
    ...(title ? { title } : {}),
    ...(color ? { color } : {}),
    ...(position === 'left' || position === 'right' ? { position } : {}),
    ...(userName ? { userName } : {}),
    ...(data['identity'] ? { identity: data['identity'] } : {}),
    ...(maxUploadMb ? { maxUploadMb: Number(maxUploadMb) } : {}),
    open: open === '' || open === 'true',
  };
}
