import { describe, expect, it } from 'vitest';
import { demoArticles } from './demo-articles.ts';

/** Words to agents about the customer, in the languages of the articles. */
const toAgents = {
  en: /\bcustomers?\b|\bask for\b|\bnever ask\b|\bwe need to know\b/i,
  de: /\bKunden?\b|\bKundin|\bfragen Sie\b/iu,
  tr: /müşteri|\bsorun;|\bsormayın\b/iu,
};

describe('articles of the demo', () => {
  it.each(demoArticles.map((article) => [article.title, article] as const))(
    'can be sent to a customer as they are, since they become suggested replies: %s',
    (_, { text, language }) => {
      expect(text).not.toMatch(toAgents[language]);
      expect(text.length).toBeLessThanOrEqual(400);
    },
  );
});
