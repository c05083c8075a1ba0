import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language, namespaceOf } from './languages.ts';

const STORAGE_KEY = 'tandem.language';

const LOADERS: Readonly<
  Record<Language, () => Promise<{ readonly files: Readonly<Record<string, unknown>> }>>
> = {
  en: () => import('./resources-en.ts'),
  de: () => import('./resources-de.ts'),
  tr: () => import('./resources-tr.ts'),
};

async function loadLanguage(i18n: I18n, language: Language): Promise<void> {
  const { files } = await LOADERS[language]();
  for (const [path, texts] of Object.entries(files)) {
    i18n.addResourceBundle(language, namespaceOf(path), texts, true, true);
  }
}

/** Starts translation in the remembered language, else in the browser's, else in English. */
export async function startI18n(storage: Storage): Promise<I18n> {
  const language = chooseLanguage(storage.getItem(STORAGE_KEY), navigator.languages);
  const i18n = i18next.createInstance();
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: [...LANGUAGES],
    ns: [],
    defaultNS: 'common',
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await loadLanguage(i18n, language);
  document.documentElement.lang = language;
  return i18n;
}

/** Switches the language and remembers it. */
export async function changeLanguage(
  i18n: I18n,
  language: Language,
  storage: Storage,
): Promise<void> {
  await loadLanguage(i18n, language);
  await i18n.changeLanguage(language);
  storage.setItem(STORAGE_KEY, language);
  document.documentElement.lang = language;
}
