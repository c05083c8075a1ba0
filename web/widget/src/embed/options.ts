import { chooseLocale, type Locale } from '../locales/index.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** What a page may say to `Tandem.mount`. Only the endpoint is needed. */
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
}

/** Options with nothing left open. */
export interface Settings {
  readonly endpoint: string;
  readonly inline: boolean;
  readonly locale: Locale;
  readonly theme: Theme;
  readonly title?: string;
  readonly color?: string;
  readonly position: 'left' | 'right';
  readonly open: boolean;
  readonly userName?: string;
  readonly maxUploadBytes: number;
}

const DEFAULT_UPLOAD_MB = 10;

/** Fills in what the page left out. `languages` are the page's and the browser's, most wanted first. */
export function settingsOf(
  options: MountOptions,
  page: { base: string; languages: readonly string[] },
): Settings {
  const { title, color, userName, maxUploadMb = DEFAULT_UPLOAD_MB } = options;
  if (!options.endpoint)
    throw new Error('Tandem: data-endpoint (or mount({ endpoint })) is missing.');
  return {
    endpoint: new URL(options.endpoint, page.base).href.replace(/\/+$/, ''),
    inline: Boolean(options.element),
    locale: chooseLocale([options.locale, ...page.languages]),
    theme: options.theme === 'light' || options.theme === 'dark' ? options.theme : 'auto',
    ...(title ? { title } : {}),
    ...(color ? { color } : {}),
    position: options.position === 'left' ? 'left' : 'right',
    open: options.open === true,
    ...(userName ? { userName } : {}),
    maxUploadBytes: (maxUploadMb > 0 ? maxUploadMb : DEFAULT_UPLOAD_MB) * 1_048_576,
  };
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
    ...(position === 'left' ? { position } : {}),
    ...(userName ? { userName } : {}),
    ...(maxUploadMb ? { maxUploadMb: Number(maxUploadMb) } : {}),
    open: open === '' || open === 'true',
  };
}
