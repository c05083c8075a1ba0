/** Every text of one language: gathered here so that a language is one download. */
export const files = import.meta.glob<Record<string, unknown>>(
  ['../app/locales/de.json', '../components/locales/de.json', '../features/*/locales/de.json'],
  { import: 'default', eager: true },
);
