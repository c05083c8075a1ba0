/** What stands in a customer's message for a file that could not be had. */
const texts = {
  en: { file: 'file', notRead: 'could not be read' },
  de: { file: 'Datei', notRead: 'konnte nicht gelesen werden' },
  tr: { file: 'dosya', notRead: 'okunamadı' },
} as const;

/**
 * Names such a file in the language of the conversation; English where there is none. Why it is missing is for those
 * who run the channel, not for those who talk.
 */
export const notReadText = (locale: string, name: string | null): string => {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  const own = language === 'de' || language === 'tr' ? texts[language] : texts.en;
  return `[${name ?? own.file}: ${own.notRead}]`;
};

const notes = new RegExp(
  `^\\[.+: (?:${Object.values(texts)
    .map(({ notRead }) => notRead)
    .join('|')})\\]$`,
  'u',
);

/** What a customer has written in a message, without the lines that stand for files that could not be had. */
export const withoutNotRead = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !notes.test(line))
    .join('\n');
