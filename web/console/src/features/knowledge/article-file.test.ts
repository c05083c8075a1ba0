import { describe, expect, it } from 'vitest';
import { articlesIn, problemsIn } from './article-file.ts';

const article = { title: 'Returns', text: '', language: 'en' };
const fileOf = (...articles: unknown[]) => JSON.stringify({ articles });

/** A file that is refused, with what is said of it. */
const refused = (text: string) => {
  const read = articlesIn(text);
  return 'problems' in read ? read.problems : null;
};

describe('a file of articles', () => {
  it('is read as it was exported, or as a plain list', () => {
    const full = { ...article, tags: ['shop'], link: null, enabled: false };
    const other = { ...article, title: 'Hours', link: 'https://shop.example' };
    expect(articlesIn(fileOf(full, other))).toEqual({ articles: [full, other] });
    expect(articlesIn(JSON.stringify([article]))).toEqual({ articles: [article] });
  });

  it('is none where it holds no list, such as a picture', () => {
    for (const text of ['', '{', '\u0089PNG\r\n', '{"articles":{}}', 'null', '3'])
      expect(refused(text)).toEqual([{ key: 'noArticles' }]);
    expect(refused(fileOf())).toEqual([{ key: 'empty' }]);
    const many = Array.from({ length: 2_001 }, () => article);
    expect(refused(fileOf(...many))).toEqual([{ key: 'many', count: 2_001, most: 2_000 }]);
  });

  it.each([
    [3, { key: 'article' }],
    [{ ...article, title: ' ' }, { key: 'title' }],
    [
      { ...article, title: 'A'.repeat(301) },
      { key: 'titleLong', most: 300 },
    ],
    [{ title: 'A', language: 'en' }, { key: 'text' }],
    [
      { ...article, text: 'A'.repeat(50_001) },
      { key: 'textLong', most: 50_000 },
    ],
    [{ title: 'A', text: '' }, { key: 'language' }],
    [{ ...article, language: 'fr' }, { key: 'language' }],
    [{ ...article, tags: 'shop' }, { key: 'tags' }],
    [{ ...article, tags: [''] }, { key: 'tags' }],
    [{ ...article, link: 'shop.example' }, { key: 'link' }],
    [{ ...article, enabled: 'yes' }, { key: 'enabled' }],
  ])('has what an article lacks by the number of the article: %j', (wrong, lack) => {
    expect(problemsIn([article, wrong])).toEqual([{ ...lack, number: 2 }]);
  });

  it('has all that is wrong with one article, and of a long list the first and how many more', () => {
    expect(problemsIn([article, { title: '', text: 'x' }])).toEqual([
      { key: 'title', number: 2 },
      { key: 'language', number: 2 },
    ]);
    const problems = problemsIn(Array.from({ length: 9 }, () => ({ ...article, title: '' })));
    expect(problems.slice(0, 2)).toEqual([
      { key: 'title', number: 1 },
      { key: 'title', number: 2 },
    ]);
    expect(problems.slice(5)).toEqual([{ key: 'more', count: 4 }]);
  });
});
