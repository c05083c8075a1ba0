/** Every text of one language: gathered here so that a language is one download. */
export const files = import.meta.glob<Record<string, unknown>>(
  ['../app/locales/tr.json', '../components/locales/tr.json', '../features/*/locales/tr.json'],
  { import: 'default', eager: true },
);
