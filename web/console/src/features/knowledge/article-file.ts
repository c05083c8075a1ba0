import { articleLimits } from '@tandem/contract';
import { type ArticleRequest, KNOWLEDGE_LANGUAGES } from './article-rules.ts';

/** What is wrong with a file: the last part of a text under `import.problems`, with what that names. */
export type FileProblem = {
  readonly key: string;
  /** Of the article in the file, from 1. */
  readonly number?: number;
  readonly count?: number;
  readonly most?: number;
};

type Lack = Pick<FileProblem, 'key' | 'most'>;

/** Problems that are told; nobody reads more before the file is mended. */
const mostTold = 5;

const isText = (value: unknown): value is string => typeof value === 'string';

const textLack = (value: unknown, key: 'title' | 'text'): readonly Lack[] => {
  if (!isText(value) || (key === 'title' && value.trim() === '')) return [{ key }];
  const most = articleLimits[key];
  return value.length > most ? [{ key: `${key}Long`, most }] : [];
};

const areTags = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= articleLimits.tags &&
  value.every((tag) => isText(tag) && tag !== '' && tag.length <= articleLimits.tag);

const isLink = (value: unknown): boolean =>
  value === null || value === '' || (isText(value) && /^https?:\/\//.test(value));

const lack = (key: string, isFine: boolean): readonly Lack[] => (isFine ? [] : [{ key }]);

const lacksOf = (given: unknown): readonly Lack[] => {
  if (typeof given !== 'object' || given === null) return [{ key: 'article' }];
  const { title, text, language, tags = [], link = null, enabled = true } = given as Fields;
  return [
    ...textLack(title, 'title'),
    ...textLack(text, 'text'),
    ...lack(
      'language',
      KNOWLEDGE_LANGUAGES.some((one) => one === language),
    ),
    ...lack('tags', areTags(tags)),
    ...lack('link', isLink(link)),
    ...lack('enabled', typeof enabled === 'boolean'),
  ];
};

type Fields = Readonly<Partial<Record<keyof ArticleRequest, unknown>>>;

/** What is wrong with the articles of a file, as its author can mend it. */
export const problemsIn = (articles: readonly unknown[]): readonly FileProblem[] => {
  if (articles.length === 0) return [{ key: 'empty' }];
  const most = articleLimits.import;
  if (articles.length > most) return [{ key: 'many', count: articles.length, most }];
  const problems = articles.flatMap((article, index) =>
    lacksOf(article).map((one): FileProblem => ({ ...one, number: index + 1 })),
  );
  const more = problems.length - mostTold;
  return more > 0 ? [...problems.slice(0, mostTold), { key: 'more', count: more }] : problems;
};

const listIn = (text: string): readonly unknown[] | null => {
  try {
    const content: unknown = JSON.parse(text);
    const list = Array.isArray(content)
      ? content
      : (content as { articles?: unknown } | null)?.articles;
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
};

/** Articles of a file as it was exported, or a plain list of them; otherwise what is wrong with it. */
export const articlesIn = (
  text: string,
): { readonly articles: ArticleRequest[] } | { readonly problems: readonly FileProblem[] } => {
  const list = listIn(text);
  const problems = list ? problemsIn(list) : [{ key: 'noArticles' }];
  return problems.length > 0 ? { problems } : { articles: list as ArticleRequest[] };
};
