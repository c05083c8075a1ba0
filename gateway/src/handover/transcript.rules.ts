import type { StoredActivity } from '../conversations/index.ts';

const speakers = {
  en: { user: 'Customer', bot: 'Bot', agent: 'Agent' },
  de: { user: 'Kunde', bot: 'Bot', agent: 'Agent' },
  tr: { user: 'Müşteri', bot: 'Bot', agent: 'Temsilci' },
} as const;

const namesFor = (locale: string) => {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  return language === 'de' || language === 'tr' ? speakers[language] : speakers.en;
};

const wordsOf = ({ body }: StoredActivity): string => {
  const files = (body.attachments ?? []).map(({ name, contentUrl, contentType }) =>
    [`[${name ?? contentType}]`, contentUrl].filter(Boolean).join(' '),
  );
  return [body.text?.trim(), ...files].filter(Boolean).join(' ');
};

/** The conversation so far, one line a message, as agents read it. Empty messages and events are left out. */
export const renderTranscript = (activities: readonly StoredActivity[], locale: string): string => {
  const names = namesFor(locale);
  return activities
    .filter(({ body, direction }) => body.type === 'message' && direction !== 'system')
    .flatMap((activity) => {
      const words = wordsOf(activity);
      const speaker = names[activity.direction as keyof typeof names];
      return words && speaker ? [`${speaker}: ${words}`] : [];
    })
    .join('\n');
};

const lastBreak = (text: string, limit: number): number => {
  for (const separator of ['\n', ' ']) {
    const at = text.lastIndexOf(separator, limit);
    if (at > limit / 2) return at;
  }
  // A surrogate pair stays whole.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
};

/** Splits a text into parts of at most `limit` UTF-16 units, at a line break or a space where there is one. */
export const splitText = (text: string, limit: number): readonly string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const at = lastBreak(rest, limit);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).replace(/^[\n ]/, '');
  }
  if (rest !== '') parts.push(rest);
  return parts.filter((part) => part !== '');
};
