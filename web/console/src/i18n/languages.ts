export const LANGUAGES = ['en', 'de', 'tr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages by their own names, which need no translation. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  tr: 'Türkçe',
};

const isLanguage = (value: string | undefined | null): value is Language =>
  LANGUAGES.some((language) => language === value);

/** The remembered language, else the first of the browser's that exists here, else English. */
export function chooseLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  const bases = preferred.map((tag) => tag.toLowerCase().split('-')[0]);
  return bases.find(isLanguage) ?? 'en';
}

/** `…/features/queues/locales/de.json` → `queues`; the shared components' namespace is `common`. */
export function namespaceOf(path: string): string {
  const folder = path.split('/').at(-3) ?? '';
  return folder === 'components' ? 'common' : folder;
}
