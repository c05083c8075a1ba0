/** Every text of one language: gathered here so that a language is one download. */
export const files = import.meta.glob<Record<string, unknown>>(
  ['../app/locales/en.json', '../components/locales/en.json', '../features/*/locales/en.json'],
  { import: 'default', eager: true },
);
