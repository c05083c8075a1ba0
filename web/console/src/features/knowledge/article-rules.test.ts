import { describe, expect, it } from 'vitest';
import { articleToForm, formToArticle, languageFor } from './article-rules.ts';

describe('articles', () => {
  it('go through the form unchanged', () => {
    const article = {
      ...{ title: 'A', text: 'b', language: 'tr' as const, tags: ['x'] },
      ...{ link: 'https://a.example', enabled: false },
    };
    const saved = { ...article, id: '1', dateCreated: '', dateModified: '', selfUri: '' };
    expect(formToArticle(articleToForm(saved, 'de'))).toEqual(article);
  });

  it('begin in the language of the reader, where it is one of theirs', () => {
    expect(articleToForm(null, 'de')).toMatchObject({ language: 'de', enabled: true });
    expect(languageFor('fr')).toBe('en');
  });
});
